import { rejects } from "node:assert/strict";
import { ACCOUNT, arn, type Output, putRole, type Scenario } from "./scenario";

const machine = (name: string) => arn("states", `stateMachine:${name}`);
const pass = { Type: "Pass", End: true };

/** States of many kinds, which end as the input says. */
const definition = (activityArn: string) => ({
  StartAt: "Shape",
  States: {
    Shape: { Type: "Pass", Assign: { "n.$": "$.n" }, Next: "Both" },
    Both: {
      Type: "Parallel",
      Branches: [{ StartAt: "Left", States: { Left: pass } }],
      ResultPath: null,
      Next: "Each",
    },
    Each: {
      Type: "Map",
      ItemsPath: "$.items",
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "One",
        States: { One: pass },
      },
      ResultPath: null,
      Next: "Pause",
    },
    Pause: { Type: "Wait", Seconds: 0, Next: "Try" },
    Try: {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage",
      Parameters: { QueueUrl: "http://localhost/none", MessageBody: "x" },
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: "Ask" }],
      End: true,
    },
    Ask: {
      Type: "Task",
      Resource: activityArn,
      TimeoutSeconds: 60,
      HeartbeatSeconds: 30,
      Retry: [{ ErrorEquals: ["Again"], IntervalSeconds: 1 }],
      End: true,
    },
  },
});

export const states: Scenario = async (call, services) => {
  const roleArn = putRole(services, "states");
  const { activityArn } = await call("CreateActivity", { name: "ask", tags: [{ key: "a", value: "1" }] });
  const text = JSON.stringify(definition(activityArn));
  await call("DescribeActivity", { activityArn });
  await call("ValidateStateMachineDefinition", { definition: text });
  await call("ValidateStateMachineDefinition", { definition: "{}" });
  await ofDefinitions(call, roleArn, text);
  await ofExecutions(call, activityArn);
  await call("TestState", {
    definition: JSON.stringify({ Type: "Pass", Result: 1, End: true }),
    inspectionLevel: "TRACE",
    input: "{}",
  });
  await call("TestState", { definition: JSON.stringify({ Type: "Fail", Error: "E", Cause: "c" }) });
  await call("DeleteActivity", { activityArn });
  await call("DeleteStateMachine", { stateMachineArn: machine("many") });
};

async function ofDefinitions(
  call: Parameters<Scenario>[0],
  roleArn: string,
  definition: string,
): Promise<void> {
  const stateMachineArn = machine("many");
  const made = await call("CreateStateMachine", { name: "many", definition, roleArn, publish: true });
  await call("DescribeStateMachine", { stateMachineArn });
  await call("DescribeStateMachine", { stateMachineArn, includedData: "METADATA_ONLY" });
  await call("ListStateMachines");
  await call("UpdateStateMachine", { stateMachineArn, definition, tracingConfiguration: { enabled: true } });
  const { stateMachineVersionArn } = await call("PublishStateMachineVersion", { stateMachineArn });
  await call("ListStateMachineVersions", { stateMachineArn });
  const route = { routingConfiguration: [{ stateMachineVersionArn, weight: 100 }] };
  const { stateMachineAliasArn } = await call("CreateStateMachineAlias", { name: "live", ...route });
  await call("UpdateStateMachineAlias", { stateMachineAliasArn, description: "in use" });
  await call("DescribeStateMachineAlias", { stateMachineAliasArn });
  await call("ListStateMachineAliases", { stateMachineArn });
  await call("DeleteStateMachineAlias", { stateMachineAliasArn });
  await call("DeleteStateMachineVersion", { stateMachineVersionArn: made.stateMachineVersionArn });
  await call("TagResource", { resourceArn: stateMachineArn, tags: [{ key: "team", value: "a" }] });
  await call("ListTagsForResource", { resourceArn: stateMachineArn });
  await call("UntagResource", { resourceArn: stateMachineArn, tagKeys: ["team"] });
}

async function ofExecutions(call: Parameters<Scenario>[0], activityArn: string): Promise<void> {
  const stateMachineArn = machine("many");
  const input = JSON.stringify({ n: 1, items: [1, 2] });
  const start = async (name: string): Promise<string> =>
    (await call("StartExecution", { stateMachineArn, name, input })).executionArn;
  const asked = async (): Promise<string> =>
    (await call("GetActivityTask", { activityArn, workerName: "w" })).taskToken;
  const executionArn = await start("succeeds");
  const taskToken = await asked();
  await call("SendTaskHeartbeat", { taskToken });
  await call("SendTaskFailure", { taskToken, error: "Again", cause: "once" });
  await call("SendTaskSuccess", { taskToken: await asked(), output: "{}" });
  await ended(call, executionArn);
  await call("DescribeExecution", { executionArn, includedData: "METADATA_ONLY" });
  await call("DescribeStateMachineForExecution", { executionArn });
  await call("DescribeStateMachineForExecution", { executionArn, includedData: "METADATA_ONLY" });
  await call("GetExecutionHistory", { executionArn });
  await call("GetExecutionHistory", { executionArn, includeExecutionData: false, reverseOrder: true });
  await call("ListExecutions", { stateMachineArn });
  const { mapRuns } = await call("ListMapRuns", { executionArn });
  const { mapRunArn } = mapRuns[0];
  const run = await call("DescribeMapRun", { mapRunArn });
  const { executions } = await call("ListExecutions", { mapRunArn });
  await call("DescribeExecution", { executionArn: executions[0].executionArn });
  await rejects(call("UpdateMapRun", { mapRunArn: run.mapRunArn, maxConcurrency: 5 }), {
    code: "ValidationException",
  });
  const stopped = await start("stopped");
  await asked();
  await call("StopExecution", { executionArn: stopped, error: "E", cause: "c" });
  await call("DescribeExecution", { executionArn: stopped });
  await call("RedriveExecution", { executionArn: stopped });
  await call("SendTaskSuccess", { taskToken: await asked(), output: "{}" });
  await ended(call, stopped);
  await call("GetExecutionHistory", { executionArn: stopped });
  await ofExpress(call);
}

async function ofExpress(call: Parameters<Scenario>[0]): Promise<void> {
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/states-role`;
  const stateMachineArn = machine("quick");
  const definition = JSON.stringify({ StartAt: "P", States: { P: pass } });
  await call("CreateStateMachine", { name: "quick", definition, roleArn, type: "EXPRESS" });
  await call("ListActivities");
  await call("StartSyncExecution", { stateMachineArn, input: "{}" });
  await call("StartExecution", { stateMachineArn });
}

async function ended(call: Parameters<Scenario>[0], executionArn: string): Promise<Output> {
  for (;;) {
    const description = await call("DescribeExecution", { executionArn });
    if (description.status !== "RUNNING") return description;
  }
}
