import assert from "node:assert/strict";
import { Properties } from "../../../../packages/local-stack/deploy/properties";
import { resource } from "../resource";

const propertiesOf = (inputs: Record<string, unknown>, outputs: Record<string, unknown> = {}) =>
  Properties.of(resource("aws:sqs/queue:Queue", "jobs", { inputs, outputs }));

describe("the properties of a resource", () => {
  it("are those that the provider assigned, and those that the program gave", () => {
    const properties = propertiesOf({ name: "given", fifo: "true" }, { name: "assigned" });
    assert.equal(properties.text("name"), "assigned");
    assert.equal(properties.text("id"), "jobs");
    assert.equal(properties.flag("fifo"), true);
    assert.equal(properties.optionalText("missing"), undefined);
  });

  it("of another type are errors that name the resource, the path, the value and what is allowed", () => {
    const properties = propertiesOf({
      name: 7,
      on: "yes",
      size: "big",
      tags: { a: {} },
      rules: [{ days: "x" }],
    });
    const cases: [read: () => unknown, message: string][] = [
      [() => properties.text("name"), "name must be text; given: 7"],
      [() => properties.text("missing"), "missing must be text; given: undefined"],
      [() => properties.flag("on"), 'on must be true or false; given: "yes"'],
      [() => properties.number("size"), 'size must be a number; given: "big"'],
      [() => properties.textMap("tags"), "tags.a must be text; given: {}"],
      [() => properties.items("rules")[0]?.number("days"), 'rules[0].days must be a number; given: "x"'],
      [() => properties.oneOf("on", ["A", "B"]), 'on must be one of A, B; given: "yes"'],
    ];
    for (const [read, reason] of cases) {
      assert.throws(read, { message: `aws:sqs/queue:Queue 'jobs': ${reason}` });
    }
  });
});
