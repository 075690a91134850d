import assert from "node:assert/strict";
import {
  type Constraint,
  checkInput,
  withoutNulls,
} from "../../../../../packages/local-cloud/services/stepFunctions/constraints";
import {
  INPUTS,
  type OperationName,
} from "../../../../../packages/local-cloud/services/stepFunctions/inputs";
import { failsWith } from "./support";

const one = (text: string) => `1 validation error detected: ${text}`;
const arn = "arn:aws:states:us-east-1:123456789012:stateMachine:m";

describe("input constraints", () => {
  it("treat a member that is null as absent", () => {
    const input = { name: "n", tags: null, routing: [{ weight: null, arn: "a" }] };
    assert.deepEqual(withoutNulls(input), { name: "n", routing: [{ arn: "a" }] });
  });

  const refused: [OperationName, Record<string, unknown>, string][] = [
    [
      "StartExecution",
      {},
      one("Value null at 'stateMachineArn' failed to satisfy constraint: Member must not be null"),
    ],
    [
      "StartExecution",
      { stateMachineArn: arn, name: "n".repeat(81) },
      one(
        `Value '${"n".repeat(81)}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80`,
      ),
    ],
    [
      "StartExecution",
      { stateMachineArn: arn, name: "" },
      one(
        "Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ),
    ],
    [
      "StartExecution",
      { stateMachineArn: arn, input: `"${"é".repeat(131_072)}"` },
      one(
        "Value at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144",
      ),
    ],
    [
      "ListExecutions",
      { stateMachineArn: arn, statusFilter: "DONE" },
      one(
        "Value 'DONE' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: " +
          "[RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED, PENDING_REDRIVE]",
      ),
    ],
    [
      "ListExecutions",
      { stateMachineArn: arn, maxResults: 1001 },
      one(
        "Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
      ),
    ],
    [
      "CreateStateMachineAlias",
      { name: "1", routingConfiguration: [{ stateMachineVersionArn: arn, weight: 101 }] },
      "2 validation errors detected: Value '1' at 'name' failed to satisfy constraint: Member must satisfy regular " +
        "expression pattern: ^(?=.*[a-zA-Z_\\-.])[a-zA-Z0-9_\\-.]+$; Value '101' at " +
        "'routingConfiguration.1.member.weight' failed to satisfy constraint: Member must have value less than or equal to 100",
    ],
    [
      "SendTaskSuccess",
      { taskToken: "t" },
      one("Value null at 'output' failed to satisfy constraint: Member must not be null"),
    ],
  ];
  for (const [operation, input, message] of refused) {
    it(`${operation} refuses ${JSON.stringify(input).slice(0, 60)}`, () => {
      assert.throws(() => checkInput(input, INPUTS[operation]), failsWith("ValidationException", message));
    });
  }

  const mistyped: [Record<string, unknown>, string][] = [
    [{ stateMachineArn: 1 }, "NUMBER_VALUE can not be converted to a String"],
    [{ stateMachineArn: { a: 1 } }, "START_OBJECT can not be converted to a String"],
    [{ stateMachineArn: ["a"] }, "START_ARRAY can not be converted to a String"],
    [{ stateMachineArn: true }, "TRUE_VALUE can not be converted to a String"],
    [{ stateMachineArn: arn, maxResults: "3" }, "STRING_VALUE can not be converted to an Integer"],
    [{ stateMachineArn: arn, maxResults: 1.5 }, "NUMBER_VALUE can not be converted to an Integer"],
  ];
  for (const [input, message] of mistyped) {
    it(`names the type of ${JSON.stringify(input)}`, () => {
      assert.throws(
        () => checkInput(input, INPUTS.ListExecutions),
        failsWith("SerializationException", message),
      );
    });
  }

  it("accepts what the model allows, and ignores members it does not know", () => {
    checkInput({ stateMachineArn: arn, name: "n", input: "{}", extra: 1 }, INPUTS.StartExecution);
    const nested: Record<string, Constraint> = INPUTS.CreateStateMachine;
    checkInput(
      { name: "n", definition: "{}", roleArn: arn, tracingConfiguration: { enabled: true } },
      nested,
    );
  });
});
