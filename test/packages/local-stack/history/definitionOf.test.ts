import assert from "node:assert/strict";
import { definitionOf } from "../../../../packages/local-stack/history/definitionOf";

const processor = (name: string) => ({ StartAt: name, States: { [name]: { Type: "Pass", End: true } } });
const definition = {
  StartAt: "Both",
  States: {
    Both: {
      Type: "Parallel",
      Branches: [
        {
          StartAt: "Each: a/b",
          States: { "Each: a/b": { Type: "Map", ItemProcessor: processor("In"), End: true } },
        },
        {
          StartAt: "Labeled",
          States: { Labeled: { Type: "Map", Label: "L", ItemProcessor: processor("Other"), End: true } },
        },
      ],
      End: true,
    },
  },
};

describe("the definition of an execution", () => {
  const revision = { definition: JSON.stringify(definition) };
  const of = (label?: string) => {
    const mapRunArn = label && `arn:aws:states:eu-west-1:123456789012:mapRun:shop/${label}:0a-1b`;
    return definitionOf({ revision, mapRunArn, machine: { name: "shop" } } as never);
  };

  it("is that of its state machine", () => {
    assert.deepEqual(of(), definition);
    assert.equal(of(), of(), "the same object");
  });

  it("is that of the Map's processor for a child of a distributed Map, by its label or name", () => {
    assert.equal(of("Each: a/b").StartAt, "In");
    assert.equal(of("L").StartAt, "Other");
    assert.equal(of("L"), of("L"), "the same object");
  });
});
