import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { render, type StateMachineDefinition } from "../../states";
import { outcome } from "./outcome";

const definition = (value: pulumi.Input<string>): StateMachineDefinition => ({
  Comment: "c",
  StartAt: "A",
  States: {
    A: {
      Type: "Task",
      Resource: value,
      Parameters: { deep: [{ value }], none: undefined, nothing: null },
      End: true,
    },
  },
});

describe("render", () => {
  it("returns the JSON text, with outputs and promises resolved and nothing added", async () => {
    const expected = {
      Comment: "c",
      StartAt: "A",
      States: {
        A: { Type: "Task", Resource: "v", Parameters: { deep: [{ value: "v" }], nothing: null }, End: true },
      },
    };
    for (const value of ["v", pulumi.output("v"), Promise.resolve("v")]) {
      assert.deepEqual(JSON.parse(await outcome(render(definition(value)))), expected);
    }
  });

  it("keeps a secret secret, and only that", async () => {
    assert.equal(await pulumi.isSecret(render(definition(pulumi.secret("v")))), true);
    assert.equal(await pulumi.isSecret(render(definition(pulumi.output("v")))), false);
  });

  it("keeps expressions and special characters as they are", async () => {
    const value = `{% $states.input.a & "'\\\n\${x} é 🦊" %}`;
    assert.equal(JSON.parse(await outcome(render(definition(value)))).States.A.Resource, value);
  });
});
