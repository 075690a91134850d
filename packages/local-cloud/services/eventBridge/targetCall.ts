import { randomUUID } from "node:crypto";
import type { AwsError, Caller, Cloud } from "../../aws/service";
import type { Rule } from "./rule";
import { type Target, type TargetService, targetService } from "./target";

/** What a target is called with. */
export interface Payload {
  /** As the target's input settings make it of the event. */
  text: string;
  /** Milliseconds since the epoch. */
  time: number;
}

type Call = (service: string, operation: string, input: object) => Promise<unknown>;

/** How each service's resources are called; another event bus receives the event itself. */
const CALLS: Readonly<
  Record<
    Exclude<TargetService, "events">,
    (call: Call, target: Target, payload: Payload, cloud: Cloud) => Promise<unknown>
  >
> = {
  lambda: (call, { Arn }, { text }) =>
    call("lambda", "Invoke", { FunctionName: Arn, InvocationType: "Event", Payload: text }),
  logs: async (call, { Arn }, { text, time }) => {
    const logGroupName = Arn.split(":")[6];
    const logStreamName = randomUUID();
    await call("logs", "CreateLogStream", { logGroupName, logStreamName });
    await call("logs", "PutLogEvents", {
      logGroupName,
      logStreamName,
      logEvents: [{ timestamp: time, message: text }],
    });
  },
  sns: (call, { Arn }, { text }) => call("sns", "Publish", { TopicArn: Arn, Message: text }),
  sqs: (call, { Arn, SqsParameters }, { text }, cloud) =>
    call("sqs", "SendMessage", {
      QueueUrl: queueUrl(Arn, cloud),
      MessageBody: text,
      ...(SqsParameters && { MessageGroupId: SqsParameters.MessageGroupId }),
    }),
  states: (call, { Arn }, { text }) =>
    call("states", "StartExecution", { stateMachineArn: Arn, input: text }),
};

/** Calls a target that is not an event bus. */
export async function callTarget(
  cloud: Cloud,
  caller: Caller,
  target: Target,
  payload: Payload,
): Promise<void> {
  const service = targetService(target.Arn);
  if (service === undefined || service === "events") throw new Error(`${target.Arn} cannot be called`);
  const call: Call = (name, operation, input) => cloud.call(caller, name, operation, input);
  await CALLS[service](call, target, payload, cloud);
}

/**
 * Who calls a target: its role, or EventBridge itself, which the target's own policy must allow
 * ({@link https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html}).
 */
export function callerOf(cloud: Cloud, rule: Rule, roleArn?: string): Caller {
  const { accountId } = cloud;
  const principal = "events.amazonaws.com";
  const source = { sourceArn: rule.arn, sourceAccount: accountId };
  if (roleArn === undefined) return { arn: principal, accountId, service: { principal, ...source } };
  const sessionName = randomUUID().replaceAll("-", "");
  return cloud.assumeRole(roleArn, { principal: { service: principal }, sessionName, ...source }).caller;
}

export function queueUrl(queueArn: string, { endpoint }: Pick<Cloud, "endpoint">): string {
  const [, , , , accountId, name] = queueArn.split(":");
  return `${endpoint}/${accountId}/${name}`;
}

/** EventBridge's own name of a failure, as in a dead-letter queue. Which errors it gives which name is a guess. */
export function failureCode({ code, status }: AwsError): string {
  if (/AccessDenied|AuthorizationError|NotAuthorized/.test(code)) return "NO_PERMISSIONS";
  if (/NotFound|DoesNotExist|NonExistent/.test(code)) return "NO_RESOURCE";
  if (/Throttl|TooManyRequests|LimitExceeded/.test(code)) return "THROTTLING";
  return status >= 500 ? "INTERNAL_ERROR" : "SDK_CLIENT_ERROR";
}

/** Other failures, such as a missing permission, are final at once. */
export const isRetriable = (error: AwsError) => ["THROTTLING", "INTERNAL_ERROR"].includes(failureCode(error));
