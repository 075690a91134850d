import { isIntegration, parseTaskResource } from "../../taskResource";
import { COMPLETE, type EventDetails, failureDetails } from "../run/history";
import type { Json } from "../types";

/** A Task's `Resource` as the history shows it. */
export interface RecordedResource {
  kind: "lambda" | "activity" | "service";
  arn: string;
  /** `lambda`, `aws-sdk:dynamodb`; the ARN itself for a function or an activity. */
  resourceType: string;
  /** `invoke`, `startExecution.sync:2`. */
  action: string;
}

/** Anything that is neither an activity nor a service integration is recorded as a function. */
export function recordedResource(arn: string): RecordedResource {
  const resource = parseTaskResource(arn);
  if (!isIntegration(resource)) {
    return {
      kind: resource?.kind === "activity" ? "activity" : "lambda",
      arn,
      resourceType: arn,
      action: "",
    };
  }
  const { kind, service, action, pattern } = resource;
  return {
    kind: "service",
    arn,
    resourceType: kind === "sdk" ? `aws-sdk:${service}` : service,
    action: pattern === "requestResponse" ? action : `${action}.${pattern}`,
  };
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

export function taskEvents(resource: RecordedResource): TaskEvents {
  return resource.kind === "service" ? serviceEvents(resource) : directEvents(resource);
}

function serviceEvents({ resourceType, action }: RecordedResource): TaskEvents {
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
function directEvents({ kind, arn }: RecordedResource): TaskEvents {
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
