import assert from "node:assert/strict";
import { InspectedFunctions } from "../../../packages/local-stack/inspectedFunctions";
import type { Evaluation } from "../../../packages/local-stack/program/evaluation";

const functionResource = (name: string, inputs: object) => ({
  urn: `urn:pulumi:dev::shop::aws:lambda/function:Function::${name}`,
  type: "aws:lambda/function:Function",
  inputs,
  outputs: { name: `${name}-1a2b3c4`, arn: `arn:aws:lambda:us-east-1:123456789012:function:${name}-1a2b3c4` },
});

describe("InspectedFunctions", () => {
  const evaluation = {
    resources: [
      functionResource("charge", { runtime: "nodejs24.x" }),
      functionResource("resize", { runtime: "python3.13" }),
      functionResource("train", { packageType: "Image" }),
    ],
    outputs: {},
  } as unknown as Evaluation;
  const select = (...functions: string[]) => {
    const inspected = new InspectedFunctions({ functions });
    inspected.select(evaluation);
    return inspected;
  };

  it("includes those that are named, by their names in AWS", () => {
    const inspected = select("charge");
    assert.deepEqual([inspected.port, inspected.wait], [9229, false]);
    assert.ok(inspected.includes("charge-1a2b3c4"));
    assert.ok(!inspected.includes("resize-1a2b3c4"));
  });

  it("includes all if none is named", () => {
    const inspected = new InspectedFunctions({});
    inspected.select(evaluation);
    assert.ok(inspected.includes("charge-1a2b3c4"));
  });

  it("refuses functions that Node's debugger is not for, and ports that there are not", () => {
    assert.throws(() => select("resize"), {
      name: "UsageError",
      message: "function 'resize' cannot be inspected: its runtime is python3.13; allowed: Node.js",
    });
    assert.throws(() => select("train"), /its runtime is a container image; allowed: Node\.js/);
    assert.throws(
      () => new InspectedFunctions({ port: 70_000 }),
      /^UsageError: inspect\.port is '70000'; allowed: /,
    );
  });
});
