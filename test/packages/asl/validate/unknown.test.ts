import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { type ValidateOptions, validate } from "../../../../packages/asl/validate";
import { type Json, jsonata, lines, machineOf } from "./check";

/** What a Pulumi program hands over while its resources do not exist yet. */
const later = pulumi.output(new Promise<never>(() => {}));
const options: ValidateOptions = {
  strict: true,
  severity: "WARNING",
  unknown: (value) => pulumi.Output.isInstance(value),
};

const definitions: Record<string, unknown> = {
  "the whole definition": later,
  "every field of the top level": {
    Comment: later,
    QueryLanguage: "JSONata",
    StartAt: later,
    States: later,
    TimeoutSeconds: later,
    Version: later,
  },
  "a state": { StartAt: "A", States: { A: later } },
  "every field of a state": machineOf(
    {
      Type: "Task",
      Resource: later,
      Arguments: later,
      Retry: later,
      Catch: later,
      TimeoutSeconds: later,
      HeartbeatSeconds: 5,
      Credentials: later,
      Assign: later,
      Output: later,
      End: later,
    },
    jsonata,
  ),
  "the type of a state": { StartAt: "A", States: { A: { Type: later } } },
  "a target: any state may be reached": {
    StartAt: "A",
    States: { A: { Type: "Pass", Next: later }, B: { Type: "Succeed" } },
  },
  "StartAt: any state may be first": {
    StartAt: later,
    States: { A: { Type: "Succeed" }, B: { Type: "Succeed" } },
  },
  "End: the state may be the last": { StartAt: "A", States: { A: { Type: "Pass", End: later } } },
  "items of lists": {
    StartAt: "A",
    States: {
      A: { Type: "Choice", Choices: [later], Default: "B" },
      B: {
        Type: "Task",
        Resource: "arn:aws:lambda:us-east-1:123456789012:function:f",
        Retry: [later, { ErrorEquals: [later], MaxAttempts: later }],
        Catch: [later, { ErrorEquals: later, Next: "C" }],
        End: true,
      },
      C: { Type: "Parallel", Branches: [later], End: true },
    },
  },
  "the parts of a Map": machineOf(
    {
      Type: "Map",
      ItemProcessor: later,
      ItemReader: later,
      ItemBatcher: { MaxItemsPerBatch: later },
      Items: later,
      Label: later,
      ToleratedFailureCount: later,
    },
    jsonata,
  ),
  "the mode of a Map": machineOf({
    Type: "Map",
    ItemProcessor: {
      ProcessorConfig: { Mode: later, ExecutionType: later },
      StartAt: "A",
      States: { A: { Type: "Succeed" } },
    },
    Label: "l",
  }),
  "arguments of an integration": machineOf({
    Type: "Task",
    Resource: "arn:aws:states:::sqs:sendMessage",
    Parameters: { QueueUrl: later, MessageBody: later },
  }),
  "a value that may hold the token": machineOf({
    Type: "Task",
    Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    Parameters: { QueueUrl: "q", MessageBody: later },
  }),
  "values of templates": machineOf({
    Type: "Pass",
    Parameters: { "a.$": later, b: [later] },
    Result: { c: later },
  }),
};

describe("values that are not known yet", () => {
  for (const [name, definition] of Object.entries(definitions)) {
    it(`satisfy every rule: ${name}`, () => assert.deepEqual(lines(validate(definition, options)), []));
  }

  const found = (definition: Json): string[] => validate(definition, options).map(({ code }) => code);

  it("do not hide what is known to be wrong", () => {
    const task = {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      Parameters: { QueueUrl: later, MessageBody: "m" },
    };
    assert.deepEqual(found(machineOf(task)), ["MISSING_TASK_TOKEN"]);
    assert.deepEqual(found(machineOf({ Type: "Pass", Foo: later })), ["SCHEMA_VALIDATION_FAILED"]);
    assert.deepEqual(found(machineOf({ Type: "Fail", Error: later, ErrorPath: "$.e" })), [
      "SCHEMA_VALIDATION_FAILED",
    ]);
  });

  it("are not written into messages", () => {
    const [diagnostic] = validate(machineOf({ Type: "Pass", Next: { x: later } }), options);
    assert.equal(diagnostic?.message, "Expected value of type String, got an object");
  });
});
