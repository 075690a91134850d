import { COMPLETE, type EventDetails, failureDetails } from "../run/history";
import type { Json } from "../types";

/** A resource's ARN, taken apart as the history shows it. */
export interface TaskResource {
  kind: "lambda" | "activity" | "service";
  arn: string;
  /** `lambda`, `aws-sdk:dynamodb`; the ARN itself for a function or an activity. */
  resourceType: string;
  /** `invoke`, `startExecution.sync:2`. */
  action: string;
}

const SERVICE = /^arn:[^:]+:states:[^:]*:[^:]*:(.+?):([A-Za-z0-9]+(?:\.[A-Za-z]+(?::2)?)?)$/;

export function parseResource(arn: string): TaskResource {
  if (/^arn:[^:]+:states:[^:]*:[^:]*:activity:/.test(arn)) {
    return { kind: "activity", arn, resourceType: arn, action: "" };
  }
  const service = SERVICE.exec(arn);
  if (service) return { kind: "service", arn, resourceType: service[1]!, action: service[2]! };
  return { kind: "lambda", arn, resourceType: arn, action: "" };
}

export interface Scheduled {
  parameters: string;
  region: string;
  timeoutSeconds?: number;
  heartbeatSeconds?: number;
  roleArn?: string;
}

interface Failure {
  error?: string;
  cause?: string;
}

/** The events of one attempt of a Task, in the vocabulary of its resource. */
export interface TaskEvents {
  scheduled(details: Scheduled): [string, () => EventDetails];
  started(workerName?: string): [string, () => EventDetails];
  submitted(output: Json): [string, () => EventDetails];
  succeeded(output: string): [string, () => EventDetails];
  failed(failure: Failure): [string, () => EventDetails];
  timedOut(failure: Failure): [string, () => EventDetails];
}

export function taskEvents(resource: TaskResource): TaskEvents {
  return resource.kind === "service" ? serviceEvents(resource) : directEvents(resource);
}

function serviceEvents({ resourceType, action }: TaskResource): TaskEvents {
  const target = { resourceType, resource: action };
  return {
    scheduled: ({ parameters, region, ...rest }) => [
      "TaskScheduled",
      () => ({ taskScheduledEventDetails: { ...target, region, parameters, ...limitsOf(rest) } }),
    ],
    started: () => ["TaskStarted", () => ({ taskStartedEventDetails: target })],
    submitted: (output) => [
      "TaskSubmitted",
      () => ({
        taskSubmittedEventDetails: { ...target, output: JSON.stringify(output), outputDetails: COMPLETE },
      }),
    ],
    succeeded: (output) => [
      "TaskSucceeded",
      () => ({ taskSucceededEventDetails: { ...target, output, outputDetails: COMPLETE } }),
    ],
    failed: (failure) => [
      "TaskFailed",
      () => ({ taskFailedEventDetails: { ...target, ...failureDetails(failure) } }),
    ],
    timedOut: (failure) => [
      "TaskTimedOut",
      () => ({ taskTimedOutEventDetails: { ...target, ...failureDetails(failure) } }),
    ],
  };
}

/** Functions and activities named by their own ARN: `LambdaFunctionScheduled`, `ActivityScheduled`, … */
function directEvents({ kind, arn }: TaskResource): TaskEvents {
  const [name, key] = kind === "activity" ? ["Activity", "activity"] : ["LambdaFunction", "lambdaFunction"];
  const details = (event: string, value: EventDetails) => ({ [`${key}${event}EventDetails`]: value });
  return {
    scheduled: ({ parameters, region: _region, ...rest }) => [
      `${name}Scheduled`,
      () =>
        details("Scheduled", { resource: arn, input: parameters, inputDetails: COMPLETE, ...limitsOf(rest) }),
    ],
    started: (workerName) => [
      `${name}Started`,
      () => (workerName === undefined ? {} : details("Started", { workerName })),
    ],
    submitted: () => [`${name}Submitted`, () => ({})],
    succeeded: (output) => [
      `${name}Succeeded`,
      () => details("Succeeded", { output, outputDetails: COMPLETE }),
    ],
    failed: (failure) => [`${name}Failed`, () => details("Failed", failureDetails(failure))],
    timedOut: (failure) => [`${name}TimedOut`, () => details("TimedOut", failureDetails(failure))],
  };
}

function limitsOf({
  timeoutSeconds,
  heartbeatSeconds,
  roleArn,
}: Omit<Scheduled, "parameters" | "region">): EventDetails {
  return {
    ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
    ...(heartbeatSeconds !== undefined && { heartbeatInSeconds: heartbeatSeconds }),
    ...(roleArn !== undefined && { taskCredentials: { roleArn } }),
  };
}
