import { randomUUID } from "node:crypto";
import type { Caller, Cloud } from "../aws/service";

/** A resource that EventBridge or EventBridge Scheduler calls. */
export interface CalledTarget {
  arn: string;
  /** The message group, of a FIFO queue. */
  messageGroupId?: string;
}

/** What a target is called with. */
export interface Payload {
  text: string;
  /** Milliseconds since the epoch. */
  time: number;
}

type Call = (service: string, operation: string, input: object) => Promise<unknown>;
type CallTarget = (call: Call, target: CalledTarget, payload: Payload, cloud: Cloud) => Promise<unknown>;

/** How the resources of each service are called, by the service in an ARN. */
const CALLS = {
  lambda: (call, { arn }, { text }) =>
    call("lambda", "Invoke", { FunctionName: arn, InvocationType: "Event", Payload: text }),
  logs: async (call, { arn }, { text, time }) => {
    const logGroupName = arn.split(":")[6];
    const logStreamName = randomUUID();
    await call("logs", "CreateLogStream", { logGroupName, logStreamName });
    await call("logs", "PutLogEvents", {
      logGroupName,
      logStreamName,
      logEvents: [{ timestamp: time, message: text }],
    });
  },
  sns: (call, { arn }, { text }) => call("sns", "Publish", { TopicArn: arn, Message: text }),
  sqs: (call, { arn, messageGroupId }, { text }, cloud) =>
    call("sqs", "SendMessage", {
      QueueUrl: queueUrl(arn, cloud),
      MessageBody: text,
      ...(messageGroupId !== undefined && { MessageGroupId: messageGroupId }),
    }),
  states: (call, { arn }, { text }) =>
    call("states", "StartExecution", { stateMachineArn: arn, input: text }),
} as const satisfies Record<string, CallTarget>;

export type CallableService = keyof typeof CALLS;

/** Calls a resource of one of the services as the caller. Rejects with the service's error. */
export async function callTarget(
  cloud: Cloud,
  caller: Caller,
  service: CallableService,
  target: CalledTarget,
  payload: Payload,
): Promise<void> {
  const call: Call = (name, operation, input) => cloud.call(caller, name, operation, input);
  await CALLS[service](call, target, payload, cloud);
}

/** The URL of a queue by its ARN. */
export function queueUrl(queueArn: string, { endpoint }: Pick<Cloud, "endpoint">): string {
  const [, , , , accountId, name] = queueArn.split(":");
  return `${endpoint}/${accountId}/${name}`;
}
