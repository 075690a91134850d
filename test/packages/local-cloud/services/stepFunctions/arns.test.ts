import assert from "node:assert/strict";
import {
  checkName,
  parseActivityArn,
  parseStateMachineArn,
  requireStandardExecution,
} from "../../../../../packages/local-cloud/services/stepFunctions/arns";
import { failsWith } from "./support";

describe("names", () => {
  for (const name of ["order-1", "a.b_c", "Straße", "注文", "🐱"]) {
    it(`allows ${name}`, () => checkName(name));
  }
  for (const name of [
    "a b",
    "a/b",
    "a:b",
    "a*",
    "a?",
    "<a>",
    "{a}",
    "[a]",
    'a"',
    "a#",
    "a%",
    "a\\",
    "a\u0007",
    "\ud800",
  ]) {
    it(`rejects ${JSON.stringify(name)}`, () => {
      assert.throws(() => checkName(name), failsWith("InvalidName", `Invalid Name: '${name}'`));
    });
  }
});

describe("ARNs", () => {
  const prefix = "arn:aws:states:us-east-1:123456789012";

  it("distinguishes a state machine from its versions and aliases", () => {
    const machine = `${prefix}:stateMachine:orders`;
    assert.deepEqual(parseStateMachineArn(machine), { machine, name: "orders", qualifier: undefined });
    assert.deepEqual(parseStateMachineArn(`${machine}:live`), { machine, name: "orders", qualifier: "live" });
  });

  const refused: [string, string][] = [
    ["orders", "Invalid Arn: 'Invalid ARN prefix: orders'"],
    [
      "arn:aws:sqs:us-east-1:123456789012:q",
      "Invalid Arn: 'Invalid ARN: arn:aws:sqs:us-east-1:123456789012:q'",
    ],
    [`${prefix}:activity:a`, "Invalid Arn: 'Resource type not valid in this context: activity'"],
    [`${prefix}:stateMachine:`, `Invalid Arn: 'Invalid ARN: ${prefix}:stateMachine:'`],
    [`${prefix}:stateMachine:a:b:c`, `Invalid Arn: 'Invalid ARN: ${prefix}:stateMachine:a:b:c'`],
  ];
  for (const [arn, message] of refused) {
    it(`rejects ${arn} for a state machine`, () => {
      assert.throws(() => parseStateMachineArn(arn), failsWith("InvalidArn", message));
    });
  }

  it("rejects executions of Express state machines where the API does not support them", () => {
    requireStandardExecution(`${prefix}:execution:m:e`);
    assert.throws(
      () => requireStandardExecution(`${prefix}:express:m:e:1`),
      failsWith("InvalidArn", "Invalid Arn: 'Resource type not valid in this context: express'"),
    );
    assert.throws(
      () => requireStandardExecution(`${prefix}:execution:m`),
      failsWith("InvalidArn", /Invalid ARN/),
    );
    assert.throws(
      () => parseActivityArn(`${prefix}:stateMachine:m`),
      failsWith("InvalidArn", /stateMachine/),
    );
  });
});
