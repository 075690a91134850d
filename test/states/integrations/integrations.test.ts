import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import jsonata from "jsonata";
import * as states from "../../../states";
import { outcome } from "../outcome";

const MACHINE = "arn:aws:states:eu-west-1:111122223333:stateMachine:m";
const URL = "https://sqs.eu-west-1.amazonaws.com/111122223333/q";
const TOKEN = "{% $states.context.Task.Token %}";
const Key = { id: { S: "{% $states.input.id %}" } };
const FIELDS = {
  Next: "B",
  Retry: [],
  Catch: [{ ErrorEquals: ["States.ALL"], Next: "C" }],
  Assign: { a: "{% $states.result %}" },
  Output: "{% $states.input %}",
  TimeoutSeconds: 7,
} as const;

describe("integrations", () => {
  const PUBLISHED: states.LambdaFunction = {
    arn: "arn:live",
    timeout: 3,
    published: { functionArn: "arn", version: "3" },
  };
  const cases: [resource: string, task: states.TaskState, args: object][] = [
    [
      "lambda:invoke",
      states.lambdaInvoke({ FunctionName: "f", Payload: { a: 1 }, Qualifier: "live" }, FIELDS),
      { FunctionName: "f", Payload: { a: 1 }, Qualifier: "live" },
    ],
    [
      "lambda:invoke.waitForTaskToken",
      states.lambdaInvokeWaitForTaskToken(
        { FunctionName: { arn: "arn" }, Payload: { token: TOKEN } },
        FIELDS,
      ),
      { FunctionName: "arn", Payload: { token: TOKEN } },
    ],
    [
      "lambda:invoke",
      states.lambdaInvoke({ FunctionName: PUBLISHED }, FIELDS),
      { FunctionName: "arn", Qualifier: "3" },
    ],
    [
      "lambda:invoke.waitForTaskToken",
      states.lambdaInvokeWaitForTaskToken({ FunctionName: PUBLISHED, Payload: { token: TOKEN } }, FIELDS),
      { FunctionName: "arn", Qualifier: "3", Payload: { token: TOKEN } },
    ],
    [
      "lambda:invoke",
      states.lambdaInvoke({ FunctionName: PUBLISHED, Qualifier: "test" }, FIELDS),
      { FunctionName: "arn:live", Qualifier: "test" },
    ],
    [
      "states:startExecution",
      states.startExecution({ StateMachineArn: MACHINE, Name: "n" }, FIELDS),
      { StateMachineArn: MACHINE, Name: "n" },
    ],
    [
      "states:startExecution.sync",
      states.startExecutionSync({ StateMachineArn: MACHINE }, FIELDS),
      { StateMachineArn: MACHINE },
    ],
    [
      "states:startExecution.sync:2",
      states.startExecutionSync2({ StateMachineArn: MACHINE, Input: states.linked({ input: 1 }) }, FIELDS),
      {
        StateMachineArn: MACHINE,
        Input: { input: 1, AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: "{% $states.context.Execution.Id %}" },
      },
    ],
    [
      "states:startExecution.waitForTaskToken",
      states.startExecutionWaitForTaskToken({ StateMachineArn: MACHINE, Input: { token: TOKEN } }, FIELDS),
      { StateMachineArn: MACHINE, Input: { token: TOKEN } },
    ],
    [
      "aws-sdk:sfn:startSyncExecution",
      states.startSyncExecution({ StateMachineArn: MACHINE, Input: "text", TraceHeader: "t" }, FIELDS),
      { StateMachineArn: MACHINE, TraceHeader: "t", Input: "text" },
    ],
    [
      "sqs:sendMessage",
      states.sqsSendMessage({ QueueUrl: URL, MessageBody: { a: 1 }, MessageGroupId: "g" }, FIELDS),
      { QueueUrl: URL, MessageBody: { a: 1 }, MessageGroupId: "g" },
    ],
    [
      "sqs:sendMessage.waitForTaskToken",
      states.sqsSendMessageWaitForTaskToken({ QueueUrl: URL, MessageBody: { token: TOKEN } }, FIELDS),
      { QueueUrl: URL, MessageBody: { token: TOKEN } },
    ],
    [
      "sns:publish",
      states.snsPublish({ TopicArn: "t", Message: "m" }, FIELDS),
      { TopicArn: "t", Message: "m" },
    ],
    [
      "sns:publish.waitForTaskToken",
      states.snsPublishWaitForTaskToken({ TopicArn: "t", Message: { token: TOKEN } }, FIELDS),
      { TopicArn: "t", Message: { token: TOKEN } },
    ],
    [
      "dynamodb:getItem",
      states.dynamodbGetItem({ TableName: "tab", Key, ConsistentRead: true }, FIELDS),
      { TableName: "tab", Key, ConsistentRead: true },
    ],
    [
      "dynamodb:putItem",
      states.dynamodbPutItem({ TableName: "tab", Item: Key }, FIELDS),
      { TableName: "tab", Item: Key },
    ],
    [
      "dynamodb:updateItem",
      states.dynamodbUpdateItem({ TableName: "tab", Key, UpdateExpression: "SET a = :a" }, FIELDS),
      { TableName: "tab", Key, UpdateExpression: "SET a = :a" },
    ],
    [
      "dynamodb:deleteItem",
      states.dynamodbDeleteItem({ TableName: "tab", Key }, FIELDS),
      { TableName: "tab", Key },
    ],
    [
      "aws-sdk:s3:getObject",
      states.s3GetObject({ Bucket: "buc", Key: "k" }, FIELDS),
      { Bucket: "buc", Key: "k" },
    ],
    [
      "aws-sdk:s3:putObject",
      states.s3PutObject({ Bucket: "buc", Key: "k", Body: { a: 1 }, IfNoneMatch: "*" }, FIELDS),
      { Bucket: "buc", Key: "k", Body: { a: 1 }, IfNoneMatch: "*" },
    ],
    ["aws-sdk:ecs:listTasks", states.awsSdk("ecs:listTasks", { Cluster: "c" }, FIELDS), { Cluster: "c" }],
    [
      "aws-sdk:sqs:sendMessage.waitForTaskToken",
      states.awsSdkWaitForTaskToken("sqs:sendMessage", { QueueUrl: URL, MessageBody: TOKEN }, FIELDS),
      { QueueUrl: URL, MessageBody: TOKEN },
    ],
  ];
  for (const [resource, task, Arguments] of cases) {
    it(`${resource} is a Task with room for every field`, () => {
      assert.deepEqual(task, {
        Type: "Task",
        Resource: `arn:aws:states:::${resource}`,
        Arguments,
        ...FIELDS,
      });
    });

    it(`${resource} passes the validation`, () => {
      const definition = states.definitionFromJson({
        QueryLanguage: "JSONata",
        StartAt: "A",
        States: { A: task, B: { Type: "Succeed" }, C: { Type: "Fail" } },
      });
      states.checkDefinition(definition, { component: "Workflow", name: "w" });
    });
  }
});

describe("lambdaInvoke of a function with a timeout of its own", () => {
  const timeoutOf = async (FunctionName: states.LambdaFunction) => {
    const { TimeoutSeconds } = states.lambdaInvoke({ FunctionName }, {}) as states.TaskState;
    return pulumi.Output.isInstance(TimeoutSeconds) ? outcome(TimeoutSeconds) : TimeoutSeconds;
  };
  const arn = pulumi.output("arn");

  it("adds a cold start to it for the task's", async () => {
    assert.equal(await timeoutOf({ arn, timeoutSeconds: 30 }), 40);
    assert.equal(await timeoutOf({ arn, timeout: 30 }), 40);
    assert.equal(await timeoutOf({ arn, timeout: pulumi.output(30) }), 40);
    assert.equal(await timeoutOf({ arn, timeout: pulumi.output(undefined) }), 13, "Lambda's default is 3 s");
  });

  it("leaves the task's own alone", () => {
    const task = states.lambdaInvoke({ FunctionName: { arn, timeout: 30 } }, { TimeoutSeconds: 5 });
    assert.equal(task.TimeoutSeconds, 5);
    assert.deepEqual(task.Arguments, { FunctionName: arn });
  });
});

describe("startSyncExecution", () => {
  /** What the expression in the Task's `Input` gives for an input. */
  const inputOf = async (Input: states.InputJson): Promise<unknown> => {
    const task = states.startSyncExecution({ StateMachineArn: MACHINE, Input }, {});
    const given = (task.Arguments as { Input: pulumi.Input<string> }).Input;
    const text = await outcome(pulumi.output(given));
    assert.match(text, /^\{%.*%\}$/s);
    const expression = jsonata(text.slice(2, -2));
    return expression.evaluate(
      {},
      { states: { input: { id: 'a"b' }, context: { Execution: { Id: "exec" } } } },
    );
  };

  it("makes text of an object of literals and expressions", async () => {
    const input = states.linked({ input: "{% $states.input %}", list: [1, null, "x\n\"y'"], none: {} });
    const expected = {
      input: { id: 'a"b' },
      list: [1, null, "x\n\"y'"],
      none: {},
      AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: "exec",
    };
    assert.deepEqual(JSON.parse((await inputOf(input)) as string), expected);
  });

  it("converts the results of expressions, and outputs, to text", async () => {
    assert.equal(await inputOf("{% $states.input %}"), '{"id":"a\\"b"}');
    assert.equal(await inputOf("{% $string($states.input) %}"), '{"id":"a\\"b"}');
    assert.equal(
      await inputOf({ table: pulumi.output("t"), id: pulumi.output("{% $states.input.id %}") }),
      '{"table":"t","id":"a\\"b"}',
    );
  });
});
