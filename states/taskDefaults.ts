import type * as pulumi from "@pulumi/pulumi";
import {
  type Fields,
  invokesFunction,
  isCallback,
  isIntegration,
  mapStates,
  parseTaskResource,
  type TaskResource,
} from "../packages/asl";
import type { Retrier } from "./asl";
import type { StateMachineDefinition } from "./aslStates";
import { isUnresolved, resolve } from "./inputs";

/**
 * The retriers for failures of the Lambda service, not of the function itself: AWS's transient errors and throttling. For the
 * latter, full jitter prevents callers from all retrying at once.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#bp-lambda-serviceexception
 */
export const LAMBDA_RETRIERS: readonly Retrier[] = [
  {
    ErrorEquals: [
      "Lambda.ServiceException",
      "Lambda.AWSLambdaException",
      "Lambda.SdkClientException",
      "Lambda.ClientExecutionTimeoutException",
    ],
    IntervalSeconds: 2,
    MaxAttempts: 6,
    BackoffRate: 2,
  },
  {
    ErrorEquals: ["Lambda.TooManyRequestsException"],
    IntervalSeconds: 1,
    MaxAttempts: 6,
    BackoffRate: 2,
    MaxDelaySeconds: 30,
    JitterStrategy: "FULL",
  },
];

/** The longest that a cold start may take, in seconds; the function's own timeout starts after it. */
const COLD_START_SECONDS = 10;

/** The `TimeoutSeconds` of a Task that invokes a function with the given timeout, in seconds. */
export const invocationTimeout = (functionTimeout: number): number => functionTimeout + COLD_START_SECONDS;

/** `TimeoutSeconds` of a Task that has none, by what it waits for. */
export const DEFAULT_TIMEOUT_SECONDS = {
  /** A function's response: the longest that Lambda lets one run, 15 minutes. */
  function: invocationTimeout(900),
  /** A service's response; the slowest, StartSyncExecution, takes 5 minutes at most. */
  requestResponse: 300,
  /** The end of a job, an activity, a callback: a day. */
  job: 86_400,
} as const;

/** `HeartbeatSeconds` of a callback that has none: an hour. */
export const DEFAULT_HEARTBEAT_SECONDS = 3_600;

/**
 * Adds to every Task, also within Map and Parallel, what AWS's best practices ask for, unless it is already set:
 *
 * - `Retry`: {@link LAMBDA_RETRIERS} where a function is invoked and there is no `Retry` at all. A Task with its own `Retry`
 *   stays as it is, `Retry: []` never retries, and `Retry: [...LAMBDA_RETRIERS, …]` adds to the defaults.
 * - `TimeoutSeconds`: {@link DEFAULT_TIMEOUT_SECONDS}.
 * - `HeartbeatSeconds` of a callback: {@link DEFAULT_HEARTBEAT_SECONDS}, unless its own `TimeoutSeconds` is unknown or no
 *   longer than that: the timeout then detects a lost worker.
 */
export function withTaskDefaults(definition: StateMachineDefinition): StateMachineDefinition {
  const change = (state: Fields): Fields => (state.Type === "Task" ? withDefaults(state) : state);
  return mapStates(definition, change, isUnresolved) as StateMachineDefinition;
}

function withDefaults(task: Fields): Fields {
  const resource = parseTaskResource(task.Resource);
  const late = isUnresolved(task.Resource);
  if (!resource && !late) return task;
  const defaults: Fields = {};
  if (task.Retry === undefined && (late || (resource && invokesFunction(resource)))) {
    defaults.Retry = structuredClone(LAMBDA_RETRIERS);
  }
  if (task.TimeoutSeconds === undefined && task.TimeoutSecondsPath === undefined) {
    defaults.TimeoutSeconds = resource
      ? longerThan(task.HeartbeatSeconds, timeoutOf(resource))
      : lateTimeout(task.Resource);
  }
  if (resource && isCallback(resource) && needsHeartbeat({ ...task, ...defaults })) {
    defaults.HeartbeatSeconds = DEFAULT_HEARTBEAT_SECONDS;
  }
  return { ...task, ...defaults };
}

/** A heartbeat must be shorter than the timeout. */
function longerThan(heartbeat: unknown, timeout: number): number {
  return typeof heartbeat === "number" ? Math.max(timeout, heartbeat + 1) : timeout;
}

function timeoutOf(resource: TaskResource): number {
  if (resource.kind === "activity" || isCallback(resource)) return DEFAULT_TIMEOUT_SECONDS.job;
  if (invokesFunction(resource)) return DEFAULT_TIMEOUT_SECONDS.function;
  if (isIntegration(resource) && resource.pattern !== "requestResponse") return DEFAULT_TIMEOUT_SECONDS.job;
  return DEFAULT_TIMEOUT_SECONDS.requestResponse;
}

/** Whether the ARN is a function's or an activity's is only known at deployment. */
function lateTimeout(resource: unknown): pulumi.Output<number> {
  return resolve(resource).apply((arn) => {
    const parsed = parseTaskResource(arn);
    return parsed ? timeoutOf(parsed) : DEFAULT_TIMEOUT_SECONDS.job;
  });
}

function needsHeartbeat({ HeartbeatSeconds, HeartbeatSecondsPath, TimeoutSeconds }: Fields): boolean {
  if (HeartbeatSeconds !== undefined || HeartbeatSecondsPath !== undefined) return false;
  return typeof TimeoutSeconds === "number" && TimeoutSeconds > DEFAULT_HEARTBEAT_SECONDS;
}
