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

/** The ways in which a task can be nested in another state. */
const NESTED: [where: string, state: (inner: object) => object][] = [
  ["in a Map", (States) => ({ Type: "Map", ItemProcessor: { StartAt: "B", States } })],
  ["in a Map with Iterator", (States) => ({ Type: "Map", Iterator: { StartAt: "B", States } })],
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
    fixed: machine({ loggingConfiguration: { level: "ERROR", logDestination: LOG_ARN } }),
  },
  {
    policy: stateMachineLogs,
    title: "logging turned off",
    broken: machine({ loggingConfiguration: { level: "OFF", logDestination: LOG_ARN } }),
    violations: [/^it: its log level is OFF/],
    fixed: machine({ loggingConfiguration: { level: "ALL", logDestination: LOG_ARN } }),
  },
  {
    policy: stateMachineLogs,
    title: "logging to nowhere",
    broken: machine({ loggingConfiguration: { level: "ALL" } }),
    violations: [/^it: it logs nowhere/],
    fixed: machine({ loggingConfiguration: { level: "FATAL", logDestination: LOG_ARN } }),
  },
  {
    policy: functionLogGroup,
    title: "a log group that Lambda creates",
    broken: lambda({ loggingConfig: { logFormat: "Text" } }),
    violations: [/^it: it logs to a group that Lambda creates/],
    fixed: lambda({ loggingConfig: { logFormat: "Text", logGroup: "/aws/lambda/it" } }),
  },
  {
    policy: logRetention,
    title: "no retention",
    broken: logs({ retentionInDays: 0 }),
    violations: [/^it: it retains logs indefinitely/],
    fixed: logs({ retentionInDays: 7 }),
  },
  {
    policy: tracing,
    title: "a state machine",
    broken: machine({ tracingConfiguration: { enabled: false } }),
    violations: [/^it: it is not traced; set tracingConfiguration.enabled to true$/],
    fixed: machine({ tracingConfiguration: { enabled: true } }),
  },
  {
    policy: tracing,
    title: "a function",
    broken: lambda({ tracingConfig: { mode: "PassThrough" } }),
    violations: [/set tracingConfig.mode to Active$/],
    fixed: lambda({ tracingConfig: { mode: "Active" } }),
  },
  {
    policy: tracing,
    title: "a stage of a REST API",
    broken: given("aws:apigateway/stage:Stage")({}),
    violations: [/set xrayTracingEnabled to true$/],
    fixed: given("aws:apigateway/stage:Stage")({ xrayTracingEnabled: true }),
  },
  {
    policy: tracing,
    title: "a GraphQL API",
    broken: given("aws:appsync/graphQLApi:GraphQLApi")({}),
    violations: [/set xrayEnabled to true$/],
    fixed: given("aws:appsync/graphQLApi:GraphQLApi")({ xrayEnabled: true }),
  },
  {
    policy: taskTimeouts,
    title: "a Task without a timeout",
    broken: running({ A: task({}), W: { Type: "Wait", Seconds: 1, End: true } }),
    violations: [/^it: Task 'A' has no TimeoutSeconds$/],
    fixed: running({ A: task({ TimeoutSecondsPath: "$.seconds" }) }),
  },
  ...NESTED.map(
    ([where, state]): Row => ({
      policy: taskTimeouts,
      title: `a Task ${where}`,
      broken: running({ A: state({ B: task({}) }) }),
      violations: [/^it: Task 'B' has no TimeoutSeconds$/],
      fixed: running({ A: state({ B: task({ TimeoutSeconds: "{% $seconds %}" }) }) }),
    }),
  ),
  {
    policy: callbackHeartbeats,
    title: "a callback that may send no heartbeat for a day",
    broken: callback({ TimeoutSeconds: 86_400 }),
    violations: [/^it: Task 'A' waits for a callback without HeartbeatSeconds, for more than 3600 s$/],
    fixed: callback({ TimeoutSeconds: 86_400, HeartbeatSeconds: 600 }),
  },
  {
    policy: callbackHeartbeats,
    title: "a callback whose timeout is known only at run time",
    broken: callback({ TimeoutSeconds: "{% $seconds %}" }),
    violations: [/Task 'A' waits for a callback/],
    fixed: callback({ TimeoutSeconds: 900 }),
  },
  {
    policy: callbackHeartbeats,
    title: "a callback without a heartbeat for longer than configured",
    broken: callback({ TimeoutSeconds: 900 }),
    violations: [/for more than 300 s$/],
    fixed: callback({ TimeoutSeconds: 300 }),
    setting: { config: { longestSilenceSeconds: 300 } },
  },
];
