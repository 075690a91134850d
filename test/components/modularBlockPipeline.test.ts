import assert from "node:assert/strict";
import { type Block, ModularBlockPipeline, type Operations } from "../../components";
import { pipelineDefinition } from "../../components/pipeline/definition";
import { review } from "../../handlers/pipeline/review";
import { ACCOUNT, only, REGION, type Registration, register } from "./registrations";

const STATES = `arn:aws:states:${REGION}:${ACCOUNT}`;
const machineArn = (block: string) => `${STATES}:stateMachine:p-${block}-machine`;

const create = (blocks: Record<string, Block>, order?: string[], operations?: Partial<Operations>) =>
  register(() => new ModularBlockPipeline("p", { blocks, order, operations }));

const definitionOf = (registrations: Registration[], name: string) =>
  JSON.parse(only(registrations, "aws:sfn/stateMachine:StateMachine", name).inputs.definition as string);

const statementsOf = (registrations: Registration[], name: string): { Sid: string; Resource: string[] }[] =>
  JSON.parse(only(registrations, "aws:iam/rolePolicy:RolePolicy", name).inputs.policy as string).Statement;

/** The blocks' machines in the order in which the outer one calls them. */
function calls(definition: ReturnType<typeof definitionOf>): string[] {
  const called: string[] = [];
  for (let name = definition.StartAt; name; name = definition.States[name].Next) {
    called.push(definition.States[name].Arguments.StateMachineArn);
  }
  return called;
}

const three = { A: {}, B: {}, C: {} };

describe("components: ModularBlockPipeline", () => {
  it("deploys one outer and an inner machine a block, called as written where no order is given", async () => {
    const { registrations } = await create(three);
    assert.deepEqual(
      registrations
        .filter(({ type }) => type === "aws:sfn/stateMachine:StateMachine")
        .map(({ name }) => name)
        .sort(),
      ["p-A-machine", "p-B-machine", "p-C-machine", "p-machine"],
    );
    assert.deepEqual(calls(definitionOf(registrations, "p-machine")), ["A", "B", "C"].map(machineArn));
  });

  for (const order of ["ABC", "ACB", "CAB", "AAB", "C"]) {
    it(`calls the blocks in the order ${[...order].join("-")}, and deploys only those`, async () => {
      const { registrations } = await create(three, [...order]);
      assert.deepEqual(calls(definitionOf(registrations, "p-machine")), [...order].map(machineArn));
      const inner = registrations.filter(({ name }) => /^p-.-machine$/.test(name)).map(({ name }) => name[2]);
      assert.deepEqual(inner.sort(), [...new Set(order)].sort());
    });
  }

  it("waits for each block and links its execution to the outer one", async () => {
    const { registrations } = await create({ A: { timeoutSeconds: 7 } });
    const outer = definitionOf(registrations, "p-machine");
    assert.equal(outer.States.A.Resource, "arn:aws:states:::states:startExecution.sync:2");
    assert.equal(outer.States.A.TimeoutSeconds, 7);
    assert.deepEqual(outer.States.A.Arguments.Input, {
      input: "{% $states.input.Output.input %}",
      AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: "{% $states.context.Execution.Id %}",
    });
    assert.match(outer.States.A.Retry[0].ErrorEquals.join(), /ThrottlingException/);
    assert.equal(definitionOf(registrations, "p-A-machine").TimeoutSeconds, 7);
  });

  it("gives the outer machine at least the time of all its blocks", () => {
    const step = { stateMachineArn: machineArn("A"), express: false };
    const { TimeoutSeconds } = pipelineDefinition([
      { ...step, name: "A", timeoutSeconds: 1000 },
      { ...step, name: "B", timeoutSeconds: 50 },
    ]);
    assert.ok((TimeoutSeconds as number) >= 1050);
  });

  it("allows the outer machine to start and follow exactly the inner ones", async () => {
    const { registrations } = await create(three, ["A", "B"]);
    assert.deepEqual(
      statementsOf(registrations, "p-policy").map(({ Sid, Resource }) => [Sid, Resource]),
      [
        ["StatesStartExecution", ["A", "B"].map(machineArn)],
        ["StatesFollowExecutions", ["A", "B"].map((block) => `${STATES}:execution:p-${block}-machine:*`)],
        [
          "StatesManagedEventsRule",
          [`arn:aws:events:${REGION}:${ACCOUNT}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`],
        ],
        ["DeliverLogs", ["*"]],
        ["SendTraces", ["*"]],
      ],
    );
    assert.deepEqual(
      statementsOf(registrations, "p-A-policy").map(({ Sid }) => Sid),
      ["DeliverLogs", "SendTraces"],
    );
  });

  it("runs an EXPRESS block with StartSyncExecution", async () => {
    const { registrations } = await create({ A: { type: "EXPRESS" }, B: {} });
    const outer = definitionOf(registrations, "p-machine");
    assert.equal(outer.States.A.Resource, "arn:aws:states:::aws-sdk:sfn:startSyncExecution");
    assert.equal(outer.States.A.Next, "Did A Succeed?");
    assert.equal(outer.States["Did A Succeed?"].Choices[0].Next, "B");
    assert.equal(
      only(registrations, "aws:sfn/stateMachine:StateMachine", "p-A-machine").inputs.type,
      "EXPRESS",
    );
    assert.deepEqual(statementsOf(registrations, "p-policy").find(({ Sid }) => /Sync/.test(Sid))?.Resource, [
      machineArn("A"),
    ]);
  });

  it("takes any definition, with its own time-out where it has one", async () => {
    const definition = { StartAt: "X", TimeoutSeconds: 3, States: { X: { Type: "Succeed" as const } } };
    const { registrations } = await create({ A: { definition } });
    assert.deepEqual(definitionOf(registrations, "p-A-machine"), definition);
  });

  it("takes an existing machine, and makes none", async () => {
    const stateMachineArn = `${STATES}:stateMachine:existing`;
    const { registrations, result } = await create({ A: { stateMachineArn } });
    assert.deepEqual(calls(definitionOf(registrations, "p-machine")), [stateMachineArn]);
    assert.deepEqual(Object.keys(result.blocks), []);
  });

  it("runs a TypeScript function from X to X", async () => {
    const { registrations } = await create({
      twice: { callback: async (n: number) => n * 2, functionTimeoutSeconds: 20 },
    });
    const { States } = definitionOf(registrations, "p-twice-machine");
    assert.equal(
      States["Call Function"].Arguments.FunctionName,
      `arn:aws:lambda:${REGION}:${ACCOUNT}:function:p-twice-callback-function`,
    );
    assert.deepEqual(Object.keys(States["Call Function"].Arguments.Payload), ["input"]);
    assert.ok(States["Call Function"].TimeoutSeconds > 20);
    assert.equal(only(registrations, "aws:lambda/function:Function").inputs.timeout, 20);
    assert.deepEqual(States["Call Function"].Output, { input: "{% $states.result.Payload %}" });
  });

  it("queues asynchronous work, with a heartbeat, a dead-letter queue and a worker that may answer only this machine", async () => {
    const { registrations, result } = await create({
      later: { asynchronous: review, heartbeatSeconds: 30, worker: { timeoutSeconds: 20 } },
    });
    const task = definitionOf(registrations, "p-later-machine").States["Queue Work"];
    assert.equal(task.Resource, "arn:aws:states:::sqs:sendMessage.waitForTaskToken");
    assert.equal(task.HeartbeatSeconds, 30);
    assert.equal(task.TimeoutSeconds, 300);
    assert.equal(task.Arguments.MessageBody.taskToken, "{% $states.context.Task.Token %}");
    const queue = only(registrations, "aws:sqs/queue:Queue", "p-later-queue").inputs;
    assert.equal(queue.visibilityTimeoutSeconds, 120);
    assert.deepEqual(JSON.parse(queue.redrivePolicy as string), {
      deadLetterTargetArn: `arn:aws:sqs:${REGION}:${ACCOUNT}:p-later-dead-letters`,
      maxReceiveCount: 3,
    });
    assert.equal(queue.sqsManagedSseEnabled, true);
    assert.deepEqual(only(registrations, "aws:lambda/eventSourceMapping:EventSourceMapping").inputs, {
      eventSourceArn: `arn:aws:sqs:${REGION}:${ACCOUNT}:p-later-queue`,
      functionName: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:p-later-worker-function`,
      batchSize: 1,
      functionResponseTypes: ["ReportBatchItemFailures"],
    });
    assert.deepEqual(
      statementsOf(registrations, "p-later-worker-policy")
        .slice(0, 2)
        .map(({ Sid, Resource }) => [Sid, Resource]),
      [
        ["ReadQueue", [`arn:aws:sqs:${REGION}:${ACCOUNT}:p-later-queue`]],
        ["AnswerTask", [machineArn("later")]],
      ],
    );
    for (const policy of registrations.filter(({ type }) => type === "aws:sqs/queuePolicy:QueuePolicy")) {
      assert.match(policy.inputs.policy as string, /"Deny".*"aws:SecureTransport":"false"/);
    }
    assert.deepEqual(Object.keys(result.deadLetterQueues), ["later"]);
  });

  it("passes the stack's operations on to everything it makes", async () => {
    const { registrations } = await create({ A: {}, later: { asynchronous: review } }, undefined, {
      liveAlias: true,
      alarmTopicArn: "arn:aws:sns:::t",
      kmsKeyArn: "arn:aws:kms:::key/k",
    });
    assert.deepEqual(
      calls(definitionOf(registrations, "p-machine")),
      ["A", "later"].map((block) => `${machineArn(block)}:live`),
      "blocks are called through their aliases",
    );
    for (const queue of registrations.filter(({ type }) => type === "aws:sqs/queue:Queue")) {
      assert.equal(queue.inputs.kmsMasterKeyId, "arn:aws:kms:::key/k");
      assert.equal(queue.inputs.sqsManagedSseEnabled, undefined);
    }
    only(registrations, "aws:cloudwatch/metricAlarm:MetricAlarm", "p-later-dead-letters-alarm");
    assert.deepEqual(
      statementsOf(registrations, "p-later-worker-policy").find(({ Sid }) => Sid === "DecryptMessages")
        ?.Resource,
      ["arn:aws:kms:::key/k"],
    );
  });

  const bad: [what: string, blocks: object, order: string[] | undefined, message: RegExp][] = [
    ["an unknown block", three, ["A", "X"], /'p': order names 'X', but the blocks are A, B, C/],
    ["a name from the prototype", three, ["toString"], /order names 'toString'/],
    ["an empty order", three, [], /order must name at least one block; the blocks are A, B, C/],
    ["no blocks", {}, undefined, /the blocks are none/],
    ["a bad name", { "a b": {} }, undefined, /block 'a b': a block's name is a letter/],
    [
      "two kinds at once",
      { A: { callback: review, stateMachineArn: "x" } },
      undefined,
      /at most one of.*given: stateMachineArn, callback/,
    ],
    [
      "a time-out of 0",
      { A: { timeoutSeconds: 0 } },
      undefined,
      /timeoutSeconds must be a whole number from 1/,
    ],
    [
      "a long EXPRESS block",
      { A: { type: "EXPRESS", timeoutSeconds: 301 } },
      undefined,
      /300 seconds at most; given timeoutSeconds: 301/,
    ],
    [
      "a heartbeat as long as the time-out",
      { A: { asynchronous: review, timeoutSeconds: 9, heartbeatSeconds: 9 } },
      undefined,
      /below timeoutSeconds \(9\); given: 9/,
    ],
  ];
  for (const [what, blocks, order, message] of bad) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(create(blocks as Record<string, Block>, order), message);
    });
  }
});
