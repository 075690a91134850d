import { functionLogGroup, logRetention, stateMachineLogs } from "../../../policies/logging";
import { callbackHeartbeats, taskTimeouts } from "../../../policies/tasks";
import { tracing } from "../../../policies/tracing";
import type { Given, Row } from "../validate";

const given =
  (type: string) =>
  (props: object): Given => ({ type, props: { ...props } });
const machine = given("aws:sfn/stateMachine:StateMachine");
const lambda = given("aws:lambda/function:Function");
const logs = given("aws:cloudwatch/logGroup:LogGroup");

const LOG_ARN = "arn:aws:logs:us-east-1:123456789012:log-group:it:*";

const running = (States: object): Given => machine({ definition: JSON.stringify({ StartAt: "A", States }) });
const task = (fields: object) => ({
  Type: "Task",
  Resource: "arn:aws:states:::sqs:sendMessage",
  End: true,
  ...fields,
});
const callback = (fields: object) =>
  running({ A: task({ Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken", ...fields }) });

/** How a task can be within another state. */
const NESTED: [where: string, state: (inner: object) => object][] = [
  ["in a Map", (States) => ({ Type: "Map", ItemProcessor: { StartAt: "B", States } })],
  ["in a Map of old", (States) => ({ Type: "Map", Iterator: { StartAt: "B", States } })],
  ["in a Parallel", (States) => ({ Type: "Parallel", Branches: [{ States: {} }, { StartAt: "B", States }] })],
  [
    "in a Map in a Parallel",
    (States) => ({
      Type: "Parallel",
      Branches: [{ States: { M: { Type: "Map", ItemProcessor: { StartAt: "B", States } } } }],
    }),
  ],
];

export const stateMachineRows: Row[] = [
  {
    policy: stateMachineLogs,
    title: "no logging",
    broken: machine({}),
    violations: [/^it: its log level is OFF/],
    mended: machine({ loggingConfiguration: { level: "ERROR", logDestination: LOG_ARN } }),
  },
  {
    policy: stateMachineLogs,
    title: "logging turned off",
    broken: machine({ loggingConfiguration: { level: "OFF", logDestination: LOG_ARN } }),
    violations: [/^it: its log level is OFF/],
    mended: machine({ loggingConfiguration: { level: "ALL", logDestination: LOG_ARN } }),
  },
  {
    policy: stateMachineLogs,
    title: "logging to nowhere",
    broken: machine({ loggingConfiguration: { level: "ALL" } }),
    violations: [/^it: it logs nowhere/],
    mended: machine({ loggingConfiguration: { level: "FATAL", logDestination: LOG_ARN } }),
  },
  {
    policy: functionLogGroup,
    title: "a log group of Lambda's",
    broken: lambda({ loggingConfig: { logFormat: "Text" } }),
    violations: [/^it: it logs to a group that Lambda creates/],
    mended: lambda({ loggingConfig: { logFormat: "Text", logGroup: "/aws/lambda/it" } }),
  },
  {
    policy: logRetention,
    title: "no retention",
    broken: logs({ retentionInDays: 0 }),
    violations: [/^it: it retains logs indefinitely/],
    mended: logs({ retentionInDays: 7 }),
  },
  {
    policy: tracing,
    title: "a state machine",
    broken: machine({ tracingConfiguration: { enabled: false } }),
    violations: [/^it: it is not traced; set tracingConfiguration.enabled to true$/],
    mended: machine({ tracingConfiguration: { enabled: true } }),
  },
  {
    policy: tracing,
    title: "a function",
    broken: lambda({ tracingConfig: { mode: "PassThrough" } }),
    violations: [/set tracingConfig.mode to Active$/],
    mended: lambda({ tracingConfig: { mode: "Active" } }),
  },
  {
    policy: tracing,
    title: "a stage of a REST API",
    broken: given("aws:apigateway/stage:Stage")({}),
    violations: [/set xrayTracingEnabled to true$/],
    mended: given("aws:apigateway/stage:Stage")({ xrayTracingEnabled: true }),
  },
  {
    policy: tracing,
    title: "a GraphQL API",
    broken: given("aws:appsync/graphQLApi:GraphQLApi")({}),
    violations: [/set xrayEnabled to true$/],
    mended: given("aws:appsync/graphQLApi:GraphQLApi")({ xrayEnabled: true }),
  },
  {
    policy: taskTimeouts,
    title: "a Task without a time-out",
    broken: running({ A: task({}), W: { Type: "Wait", Seconds: 1, End: true } }),
    violations: [/^it: Task 'A' has no TimeoutSeconds$/],
    mended: running({ A: task({ TimeoutSecondsPath: "$.seconds" }) }),
  },
  ...NESTED.map(
    ([where, state]): Row => ({
      policy: taskTimeouts,
      title: `a Task ${where}`,
      broken: running({ A: state({ B: task({}) }) }),
      violations: [/^it: Task 'B' has no TimeoutSeconds$/],
      mended: running({ A: state({ B: task({ TimeoutSeconds: "{% $seconds %}" }) }) }),
    }),
  ),
  {
    policy: callbackHeartbeats,
    title: "a callback that may be silent for a day",
    broken: callback({ TimeoutSeconds: 86_400 }),
    violations: [/^it: Task 'A' waits for a callback without HeartbeatSeconds, for more than 3600 s$/],
    mended: callback({ TimeoutSeconds: 86_400, HeartbeatSeconds: 600 }),
  },
  {
    policy: callbackHeartbeats,
    title: "a callback whose time-out only a run knows",
    broken: callback({ TimeoutSeconds: "{% $seconds %}" }),
    violations: [/Task 'A' waits for a callback/],
    mended: callback({ TimeoutSeconds: 900 }),
  },
  {
    policy: callbackHeartbeats,
    title: "a callback that is silent for longer than configured",
    broken: callback({ TimeoutSeconds: 900 }),
    violations: [/for more than 300 s$/],
    mended: callback({ TimeoutSeconds: 300 }),
    setting: { config: { longestSilenceSeconds: 300 } },
  },
];
