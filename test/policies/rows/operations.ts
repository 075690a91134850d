import { executionAlarms } from "../../../policies/alarms";
import { deadLetterQueues } from "../../../policies/deadLetters";
import { supportedRuntime } from "../../../policies/functions";
import { bucketsKeepObjects, dataProtected, tableRecovery } from "../../../policies/protection";
import { liveAlias } from "../../../policies/releases";
import type { Given, Row } from "../validate";

const MACHINE_ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:it";
const FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:it";

const machine: Given = {
  type: "aws:sfn/stateMachine:StateMachine",
  props: { arn: MACHINE_ARN, definition: '{"States":{}}' },
};
const lambda: Given = {
  type: "aws:lambda/function:Function",
  props: { arn: FUNCTION_ARN, name: "it", version: "7", runtime: "nodejs24.x" },
};
const running = (runtime?: string): Given => ({ ...lambda, props: { runtime } });

const alias = (type: string, property: string, name: string): Given => ({
  type,
  name: "alias",
  props: { name },
  from: { [property]: "it" },
});
const aliasStack = (Type: string, Name: string): Given => ({
  type: "aws:cloudformation/stack:Stack",
  name: "alias",
  props: { templateBody: JSON.stringify({ Resources: { Live: { Type, Properties: { Name } } } }) },
  from: { templateBody: "it" },
});
/** A state machine with an alias that calls the function. */
const calling = (Arguments: object): Given[] => [
  {
    type: machine.type,
    name: "caller",
    props: {
      definition: JSON.stringify({
        States: { A: { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Arguments } },
      }),
    },
  },
  {
    ...alias("aws:sfn/alias:Alias", "routingConfigurations", "live"),
    from: { routingConfigurations: "caller" },
  },
];

const queue = (props: object): Given => ({
  type: "aws:sqs/queue:Queue",
  name: "queue",
  props: { arn: "arn:aws:sqs:us-east-1:123456789012:queue", ...props },
});
const reading: Given = {
  type: "aws:lambda/eventSourceMapping:EventSourceMapping",
  props: {},
  from: { eventSourceArn: "queue" },
};

const alarm = (metricName: string, alarmActions: string[]): Given => ({
  type: "aws:cloudwatch/metricAlarm:MetricAlarm",
  name: metricName,
  props: { metricName, dimensions: { StateMachineArn: MACHINE_ARN }, alarmActions },
  from: { dimensions: "it" },
});
const alarms = (...alarmActions: string[]) =>
  ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted", "ExecutionThrottled"].map((metric) =>
    alarm(metric, alarmActions),
  );

const table = (props: object): Given => ({ type: "aws:dynamodb/table:Table", props: { ...props } });
const bucket = (props: object): Given => ({ type: "aws:s3/bucket:Bucket", props: { ...props } });

export const operationRows: Row[] = [
  {
    policy: liveAlias,
    title: "a state machine without an alias",
    broken: machine,
    violations: [/^it: it has no alias live$/],
    fixed: [machine, alias("aws:sfn/alias:Alias", "routingConfigurations", "live")],
  },
  {
    policy: liveAlias,
    title: "a state machine with an alias of another name",
    broken: [machine, alias("aws:sfn/alias:Alias", "routingConfigurations", "next")],
    violations: [/^it: it has no alias live$/],
    fixed: [machine, aliasStack("AWS::StepFunctions::StateMachineAlias", "live")],
  },
  {
    policy: liveAlias,
    title: "a template with something else in it",
    broken: [lambda, aliasStack("AWS::Lambda::Version", "live")],
    violations: [/^it: it has no alias live$/],
    fixed: [lambda, aliasStack("AWS::Lambda::Alias", "live")],
  },
  {
    policy: liveAlias,
    title: "a template for something else",
    broken: [lambda, { ...aliasStack("AWS::Lambda::Alias", "live"), from: {} }],
    violations: [/^it: it has no alias live$/],
    fixed: [lambda, alias("aws:lambda/alias:Alias", "functionName", "live")],
  },
  {
    policy: liveAlias,
    title: "a function that a state machine calls without a version",
    broken: [lambda, ...calling({ FunctionName: FUNCTION_ARN })],
    violations: [/^it: it has no alias live$/],
    fixed: [lambda, ...calling({ FunctionName: FUNCTION_ARN, Qualifier: "7" })],
  },
  {
    policy: deadLetterQueues,
    title: "a queue that a function reads",
    broken: [reading, queue({})],
    violations: [/^queue: it reads it, but it has no dead-letter queue; set redrivePolicy$/],
    fixed: [reading, queue({ redrivePolicy: '{"deadLetterTargetArn":"…","maxReceiveCount":3}' })],
  },
  {
    policy: supportedRuntime,
    title: "a deprecated runtime",
    broken: running("nodejs18.x"),
    violations: [/^it: its runtime is nodejs18.x; supported: .*nodejs24.x/],
    fixed: running("nodejs24.x"),
  },
  {
    policy: supportedRuntime,
    title: "neither a runtime nor an image",
    broken: running(undefined),
    violations: [/^it: its runtime is not given/],
    fixed: { ...lambda, props: { packageType: "Image" } },
  },
  {
    policy: dataProtected,
    title: "a table that an update may delete",
    broken: table({}),
    violations: [/^it: an update may delete it; set the option protect$/],
    fixed: { ...table({}), protect: true },
  },
  {
    policy: tableRecovery,
    title: "a table without recovery and protection",
    broken: table({ pointInTimeRecovery: { enabled: false } }),
    violations: [/^it: it cannot be recovered/, /^it: anyone may delete it/],
    fixed: table({ pointInTimeRecovery: { enabled: true }, deletionProtectionEnabled: true }),
  },
  {
    policy: bucketsKeepObjects,
    title: "a bucket that is deleted with its objects",
    broken: bucket({ forceDestroy: true }),
    violations: [/^it: it is deleted together with its objects/],
    fixed: bucket({ forceDestroy: false }),
  },
  {
    policy: executionAlarms,
    title: "a state machine with one alarm",
    broken: [machine, alarm("ExecutionsFailed", ["topic"])],
    violations: [/^it: it has no alarm for ExecutionsTimedOut, ExecutionsAborted, ExecutionThrottled$/],
    fixed: [machine, ...alarms("topic")],
  },
  {
    policy: executionAlarms,
    title: "alarms that notify no one",
    broken: [machine, ...alarms()],
    violations: [/^it: it has no alarm for ExecutionsFailed, /],
    fixed: [machine, ...alarms("topic")],
  },
];
