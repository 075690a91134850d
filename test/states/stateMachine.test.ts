import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import {
  definitionFromJson,
  dynamodbPutItem,
  lambdaInvoke,
  type State,
  type StateMachineDefinition,
  sqsSendMessage,
  stateMachine,
  type TaskState,
} from "../../states";

// The compiler is part of these tests: `tsc` fails where a line under `@ts-expect-error` has no error.

const CATCH_ALL = ["States.ALL"] as const;

const QueryLanguage = "JSONata" as const;

const branches = <const P extends State>(P: P) =>
  ({ Type: "Parallel", Branches: [{ StartAt: "P", States: { P } }], End: true }) as const;

describe("stateMachine", () => {
  it("returns the definition unchanged", () => {
    const definition: StateMachineDefinition = { StartAt: "A", States: { A: { Type: "Pass", End: true } } };
    assert.equal(stateMachine(definition), definition);
  });

  it("accepts every kind of state, inputs and integrations", () => {
    const name = pulumi.output("name");
    const definition = stateMachine({
      Comment: name,
      QueryLanguage: "JSONata",
      StartAt: "Charge",
      TimeoutSeconds: pulumi.output(60),
      States: {
        Charge: lambdaInvoke(
          { FunctionName: name, Payload: { order: "{% $states.input %}", table: name } },
          {
            Assign: { charge: "{% $states.result.Payload %}" },
            Catch: [{ ErrorEquals: CATCH_ALL, Next: "Failed", Output: "{% $states.errorOutput %}" }],
            Next: "How Much ?",
          },
        ),
        "How Much ?": {
          Type: "Choice",
          Choices: [
            { Condition: "{% $charge.total > 100 %}", Next: "All" },
            { Condition: "{% $charge.total > 10 %}", Next: "Hold" },
          ],
          Default: "Store",
        },
        Hold: { Type: "Wait", Seconds: "{% $charge.hold %}", Next: "All" },
        All: {
          Type: "Parallel",
          Branches: [
            { StartAt: "One", States: { One: { Type: "Pass", Output: { name }, End: true } } },
            { StartAt: "Two", States: { Two: { Type: "Succeed" } } },
          ],
          Next: "Each",
        },
        Each: {
          Type: "Map",
          Items: "{% $charge.items %}",
          ItemProcessor: {
            ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
            StartAt: "Send",
            States: { Send: sqsSendMessage({ QueueUrl: name, MessageBody: { name } }, { End: true }) },
          },
          ItemReader: {
            Resource: "arn:aws:states:::s3:getObject",
            ReaderConfig: { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" },
            Arguments: { Bucket: name, Key: "items.csv" },
          },
          Next: "Store",
        },
        Store: dynamodbPutItem({ TableName: name, Item: { id: { S: "{% $charge.id %}" } } }, { End: true }),
        Failed: { Type: "Fail", Error: "ChargeFailed", Cause: name },
      },
    });
    assert.equal(definition.States.Charge.Next, "How Much ?");
  });

  it("accepts what Workflow Studio produces, in JSONPath", () => {
    stateMachine({
      Comment: "A description of my state machine",
      StartAt: "Lambda Invoke",
      States: {
        "Lambda Invoke": {
          Type: "Task",
          Resource: "arn:aws:states:::lambda:invoke",
          OutputPath: "$.Payload",
          Parameters: {
            "Payload.$": "$",
            FunctionName: "arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST",
          },
          Retry: [
            {
              ErrorEquals: ["Lambda.ServiceException"],
              IntervalSeconds: 1,
              MaxAttempts: 3,
              BackoffRate: 2,
              JitterStrategy: "FULL",
            },
          ],
          Next: "Choice",
        },
        Choice: {
          Type: "Choice",
          Choices: [
            {
              And: [{ Variable: "$.a", StringEquals: "x" }, { Not: { Variable: "$.b", IsPresent: true } }],
              Next: "Wait",
            },
          ],
          Default: "Success",
        },
        Wait: { Type: "Wait", SecondsPath: "$.seconds", Next: "Success" },
        Success: { Type: "Succeed" },
      },
    });
  });

  it("accepts states whose names the compiler does not know", () => {
    const states: Record<string, State> = { A: { Type: "Pass", End: true } };
    stateMachine({ StartAt: "A", States: states });
    const next: string = "B";
    const task: TaskState = { Type: "Task", Resource: "arn", Next: next };
    stateMachine({ StartAt: "A", States: { A: task, B: { Type: "Succeed" } } });
  });

  it("does not compile with a dangling target", () => {
    const B = { Type: "Succeed" } as const;
    // @ts-expect-error StartAt
    stateMachine({ StartAt: "C", States: { B } });
    // @ts-expect-error Next
    stateMachine({ StartAt: "A", States: { A: { Type: "Pass", Next: "C" }, B } });
    stateMachine({
      QueryLanguage,
      StartAt: "A",
      // @ts-expect-error Next of an integration
      States: { A: lambdaInvoke({ FunctionName: "f" }, { Next: "C" }), B },
    });
    // @ts-expect-error Default
    stateMachine({ StartAt: "A", States: { A: { Type: "Choice", Choices: [], Default: "C" }, B } });
    stateMachine({
      StartAt: "A",
      // @ts-expect-error Next of a rule
      States: { A: { Type: "Choice", Choices: [{ Condition: "{% true %}", Next: "C" }] }, B },
    });
    stateMachine({
      StartAt: "A",
      States: {
        // @ts-expect-error Next of a catcher
        A: { Type: "Task", Resource: "r", Catch: [{ ErrorEquals: CATCH_ALL, Next: "C" }], Next: "B" },
        B,
      },
    });
    stateMachine({
      QueryLanguage,
      StartAt: "A",
      States: {
        // @ts-expect-error Next of an integration's catcher
        A: lambdaInvoke({ FunctionName: "f" }, { Catch: [{ ErrorEquals: CATCH_ALL, Next: "C" }], Next: "B" }),
        B,
      },
    });
  });

  it("does not compile with a dangling target within Map or Parallel", () => {
    const B = { Type: "Succeed" } as const;
    const P = { Type: "Pass", Next: "B" } as const;
    stateMachine({
      StartAt: "A",
      // @ts-expect-error Next in a branch: the state is outside
      States: { A: { Type: "Parallel", Branches: [{ StartAt: "P", States: { P } }], Next: "B" }, B },
    });
    stateMachine({
      StartAt: "A",
      // @ts-expect-error StartAt of a processor
      States: { A: { Type: "Map", ItemProcessor: { StartAt: "Q", States: { B } }, Next: "B" }, B },
    });
    stateMachine({
      StartAt: "A",
      // @ts-expect-error Next in a branch in a Map
      States: { A: { Type: "Map", Iterator: { StartAt: "C", States: { C: branches(P) } }, Next: "B" }, B },
    });
  });

  it("does not compile with a state that has neither Next nor End", () => {
    // @ts-expect-error neither Next nor End
    stateMachine({ StartAt: "A", States: { A: { Type: "Pass" }, B: { Type: "Succeed" } } });
  });

  it("does not compile without the query language of its states", () => {
    const A = lambdaInvoke({ FunctionName: "f" }, { End: true });
    // @ts-expect-error AWS takes JSONPath, which has no Arguments
    stateMachine({ StartAt: "A", States: { A } });
    stateMachine({ StartAt: "A", States: { A: { ...A, QueryLanguage: "JSONata" } } });
    stateMachine({ QueryLanguage: "JSONata", StartAt: "A", States: { A } });
  });

  it("does not compile with a misspelled type, field or operator", () => {
    // @ts-expect-error Tsk
    stateMachine({ StartAt: "A", States: { A: { Type: "Tsk", End: true } } });
    // @ts-expect-error Argumnts
    stateMachine({ StartAt: "A", States: { A: { Type: "Task", Resource: "r", Argumnts: {}, End: true } } });
    stateMachine({
      StartAt: "A",
      States: {
        // @ts-expect-error StringEqual
        A: { Type: "Choice", Choices: [{ Variable: "$.a", StringEqual: "b", Next: "B" }] },
        B: { Type: "Succeed" },
      },
    });
    // @ts-expect-error FnctionName
    lambdaInvoke({ FnctionName: "f" }, { End: true });
    // @ts-expect-error End: false
    stateMachine({ StartAt: "A", States: { A: { Type: "Pass", End: false } } });
  });
});

describe("definitionFromJson", () => {
  const definition = { StartAt: "A", States: { A: { Type: "Succeed" } } };

  it("accepts text", () => {
    assert.deepEqual(definitionFromJson(JSON.stringify(definition)), definition);
  });

  it("accepts parsed and imported JSON", () => {
    const imported: { StartAt: string; States: Record<string, { Type: string }> } = definition;
    assert.equal(definitionFromJson(imported), definition);
    assert.equal(definitionFromJson(definition as unknown), definition);
  });

  for (const value of [undefined, null, 1, [], {}, "null", "[]"]) {
    it(`rejects ${JSON.stringify(value)}`, () => {
      assert.throws(() => definitionFromJson(value), /must be a JSON object with StartAt and States/);
    });
  }

  it("says where text is not JSON", () => {
    assert.throws(() => definitionFromJson("{"), /must be JSON: .*position 1/);
  });
});
