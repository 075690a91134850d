import type { InputJson } from "../asl";
import { type TaskFields, type TaskOf, task, type Value } from "./task";

/**
 * The arguments of `sqs:sendMessage`.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-sqs.html
 */
export interface SqsSendMessageArguments {
  QueueUrl: Value<string>;
  /** Text, or JSON that is sent as text. */
  MessageBody: InputJson;
  /** Seconds, 0 to 900; not for FIFO queues. */
  DelaySeconds?: Value<number>;
  /** `{ user: { DataType: "String", StringValue: "{% $states.input.user %}" } }` */
  MessageAttributes?: InputJson;
  /** FIFO queues: a message with the same id within 5 minutes is not delivered again. */
  MessageDeduplicationId?: Value<string>;
  /** FIFO queues: messages of a group are delivered in order. */
  MessageGroupId?: Value<string>;
}

/** Sends a message; the result has its `MessageId`. */
export function sqsSendMessage<const Fields extends TaskFields>(
  args: SqsSendMessageArguments,
  fields: Fields,
): TaskOf<Fields> {
  return task("sqs:sendMessage", args, fields);
}

/**
 * Sends a message with the token (`{% $states.context.Task.Token %}` in `MessageBody`), and waits for
 * `SendTaskSuccess` or `SendTaskFailure` with it.
 */
export function sqsSendMessageWaitForTaskToken<const Fields extends TaskFields>(
  args: SqsSendMessageArguments,
  fields: Fields,
): TaskOf<Fields> {
  return task("sqs:sendMessage.waitForTaskToken", args, fields);
}
