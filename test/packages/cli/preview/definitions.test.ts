import assert from "node:assert/strict";
import { countStates, statesByPath } from "../../../../packages/cli/preview/definition";
import { definitionChange, definitionsSection } from "../../../../packages/cli/preview/definitions";
import { machine, snapshot } from "./saved";

const wait = (Seconds: number) => ({ Type: "Wait", Seconds, End: true });
const map = (inner: Record<string, { Type: string }>) => ({
  StartAt: "Each",
  States: {
    Each: { Type: "Map", ItemProcessor: { StartAt: Object.keys(inner)[0]!, States: inner }, End: true },
  },
});

describe("preview: definitions", () => {
  it("have their states by path, those of Maps and of each branch too", () => {
    const branch = { StartAt: "In", States: { In: { Type: "Succeed" } } };
    const definition = {
      StartAt: "Both",
      States: {
        Both: { Type: "Parallel", Branches: [branch, branch], Next: "Each" },
        ...map({ One: { Type: "Pass" } }).States,
      },
    };
    assert.deepEqual(
      [...statesByPath(definition).keys()],
      [
        "",
        "Both",
        "Both / branch 1",
        "Both / branch 1 / In",
        "Both / branch 2",
        "Both / branch 2 / In",
        "Each",
        "Each / states",
        "Each / states / One",
      ],
    );
    assert.equal(countStates(definition), 5);
  });

  it("differ state by state", () => {
    const change = definitionChange(
      { StartAt: "A", States: { A: wait(1), B: wait(2), C: wait(3) } },
      { StartAt: "A", States: { A: wait(1), B: wait(5), D: wait(4) } },
    );
    assert.deepEqual(change?.added, ["D"]);
    assert.deepEqual(change.removed, ["C"]);
    assert.deepEqual(change.changed, ["B"]);
    assert.deepEqual(change.lines.slice(0, 7), [
      "  B (changed)",
      "  {",
      '    "End": true,',
      '-   "Seconds": 2,',
      '+   "Seconds": 5,',
      '    "Type": "Wait"',
      "  }",
    ]);
  });

  it("do not differ by the order of fields and states", () => {
    const before = { StartAt: "A", States: { A: { Type: "Wait", Seconds: 1 }, B: wait(2) } };
    const after = { States: { B: wait(2), A: { Seconds: 1, Type: "Wait" } }, StartAt: "A" };
    assert.equal(definitionChange(before, after), undefined);
  });

  it("differ inside of a Map, and in what the machine says of itself", () => {
    const inner = definitionChange(map({ One: wait(1) }), map({ One: wait(2) }));
    assert.deepEqual(inner?.changed, ["Each / states / One"]);
    const outer = definitionChange({ ...map({ One: wait(1) }), TimeoutSeconds: 5 }, map({ One: wait(1) }));
    assert.deepEqual(outer?.changed, ["the machine itself"]);
  });

  const one = machine("one", { Comment: "Waits.", StartAt: "A", States: { A: wait(1) } });
  const other = machine("one", { StartAt: "A", States: { A: wait(2) } });
  const unreadable = machine("one", {}, { inputs: { definition: "[secret]" } });

  it("are listed with type and number of states", () => {
    const { title, blocks } = definitionsSection(snapshot(one, { ...unreadable, name: "two" }));
    assert.equal(title, "State machines: 2");
    const [table] = blocks;
    assert.deepEqual(table?.kind === "table" && table.rows, [
      ["one", "STANDARD", "1", "Waits."],
      ["two", "STANDARD", "unknown", ""],
    ]);
    assert.equal(definitionsSection(snapshot()).blocks[0]?.kind, "paragraph");
  });

  const changes: [what: string, before: (typeof one)[], now: (typeof one)[], title: RegExp, words: RegExp][] =
    [
      ["unchanged", [one], [one], /0 of 1 changed/, /No definition changed/],
      [
        "changed",
        [one],
        [other],
        /1 of 1 changed/,
        /one: changed .the machine itself., A\..*"diff".*stateDiagram-v2/,
      ],
      ["added", [], [one], /1 of 1 changed/, /one: added, STANDARD with 1 states.*stateDiagram-v2/],
      ["removed", [one], [], /1 of 0 changed/, /one: removed\./],
      ["no longer readable", [one], [unreadable], /1 of 1 changed/, /became known or unknown/],
      ["not readable before either", [unreadable], [unreadable], /0 of 1 changed/, /No definition changed/],
    ];
  for (const [what, before, now, title, words] of changes) {
    it(`are shown if they are ${what}`, () => {
      const section = definitionsSection(snapshot(...now), snapshot(...before));
      assert.match(section.title, title);
      assert.match(JSON.stringify(section.blocks), words);
    });
  }
});
