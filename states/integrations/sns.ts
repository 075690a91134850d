import type { InputJson } from "../asl";
import { type TaskFields, type TaskOf, task, type Value } from "./task";

/**
 * The arguments of `sns:publish`: one of `TopicArn`, `TargetArn` and `PhoneNumber`.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html
 */
export type SnsPublishArguments = {
  /** Text, or JSON that is sent as text. */
  Message: InputJson;
  /** The subject line of e-mails. */
  Subject?: Value<string>;
  MessageAttributes?: InputJson;
  /** `json`: `Message` has one text per protocol. */
  MessageStructure?: Value<"json">;
  /** FIFO topics. */
  MessageDeduplicationId?: Value<string>;
  /** FIFO topics. */
  MessageGroupId?: Value<string>;
} & SnsTarget;

type SnsTarget =
  | { TopicArn: Value<string>; TargetArn?: undefined; PhoneNumber?: undefined }
  | { TargetArn: Value<string>; TopicArn?: undefined; PhoneNumber?: undefined }
  | { PhoneNumber: Value<string>; TopicArn?: undefined; TargetArn?: undefined };

/** Publishes a message; the result has its `MessageId`. */
export function snsPublish<const Fields extends TaskFields>(
  args: SnsPublishArguments,
  fields: Fields,
): TaskOf<Fields> {
  return task("sns:publish", args, fields);
}

/**
 * Publishes a message with the token (`{% $states.context.Task.Token %}` in `Message`), and waits for
 * `SendTaskSuccess` or `SendTaskFailure` with it.
 */
export function snsPublishWaitForTaskToken<const Fields extends TaskFields>(
  args: SnsPublishArguments,
  fields: Fields,
): TaskOf<Fields> {
  return task("sns:publish.waitForTaskToken", args, fields);
}
