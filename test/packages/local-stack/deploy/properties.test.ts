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

  it("are converted between text, numbers and flags as the provider converts them", () => {
    const properties = propertiesOf({
      code: 200,
      on: true,
      off: "false",
      size: "7",
      none: null,
      empty: "",
      tags: { count: 3, none: null },
      weights: { "2": "0.1" },
      one: { a: 1 },
    });
    assert.deepEqual([properties.text("code"), properties.text("on")], ["200", "true"]);
    assert.deepEqual([properties.flag("off"), properties.flag("none", true)], [false, true]);
    assert.equal(properties.number("size"), 7);
    assert.deepEqual([properties.has("none"), properties.has("empty")], [false, false]);
    assert.deepEqual(properties.textMap("tags"), { count: "3" });
    assert.deepEqual(properties.numberMap("weights"), { "2": 0.1 });
    assert.equal(properties.items("one")[0]?.number("a"), 1);
    assert.deepEqual(
      [properties.texts("none"), properties.items("none"), properties.textMap("none")],
      [[], [], {}],
    );
  });

  it("of another type are errors that name the path, the value and what is allowed", () => {
    const properties = propertiesOf({
      name: { a: 1 },
      on: "yes",
      size: "big",
      tags: { a: {} },
      rules: [{ days: "x" }, 7],
      policy: "{",
      none: null,
      long: "x".repeat(200),
    });
    const cases: [read: () => unknown, message: string][] = [
      [() => properties.text("name"), 'name is {"a":1}; allowed: text'],
      [() => properties.text("absent"), "absent is missing; allowed: text"],
      [() => properties.text("none"), "none is missing; allowed: text"],
      [() => properties.flag("on"), "on is 'yes'; allowed: true or false"],
      [() => properties.number("size"), "size is 'big'; allowed: a number"],
      [() => properties.number("long"), `long is '${"x".repeat(99)}…; allowed: a number`],
      [() => properties.textMap("tags"), "tags.a is {}; allowed: text"],
      [() => properties.textMap("on"), "on is 'yes'; allowed: an object"],
      [() => properties.texts("on"), "on is 'yes'; allowed: a list"],
      [() => properties.items("rules"), "rules[1] is 7; allowed: an object"],
      [() => properties.nested("on"), "on is 'yes'; allowed: an object"],
      [() => properties.json("policy"), "policy is '{'; allowed: JSON"],
      [() => properties.oneOf("on", ["A", "B"]), "on is 'yes'; allowed: one of A, B"],
    ];
    for (const [read, message] of cases) assert.throws(read, { message });
    assert.throws(
      () =>
        propertiesOf({ rules: [{ days: "x" }] })
          .items("rules")[0]
          ?.number("days"),
      {
        message: "rules[0].days is 'x'; allowed: a number",
      },
    );
  });

  it("that are secret are not in errors", () => {
    const properties = Properties.inputsOf(
      resource("t", "r", {
        inputs: { environment: { variables: { KEY: { a: "b" } } }, rules: [{ token: "t" }] },
        secretInputs: ["environment.variables.KEY", "rules[0].token"],
      }),
    );
    const hidden: [read: () => unknown, message: string][] = [
      [
        () => properties.nested("environment")?.textMap("variables"),
        "environment.variables.KEY is [secret]; allowed: text",
      ],
      [() => properties.text("rules"), "rules is [secret]; allowed: text"],
      [() => properties.items("rules")[0]?.number("token"), "rules[0].token is [secret]; allowed: a number"],
    ];
    for (const [read, message] of hidden) assert.throws(read, { message });
  });
});
