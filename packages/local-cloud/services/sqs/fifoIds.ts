import { AwsError } from "../../aws/service";

const ALLOWED = /^[A-Za-z0-9!-/:-@[-`{-~]{1,128}$/;

/**
 * Refuses a message whose group or deduplication id has other characters than SQS takes
 * ({@link https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html}); the emulator takes any.
 */
export function checkFifoIds(input: Record<string, unknown>): void {
  for (const name of ["MessageGroupId", "MessageDeduplicationId"]) {
    const value = input[name];
    if (value === undefined || ALLOWED.test(String(value))) continue;
    throw new AwsError(
      "InvalidParameterValue",
      `Value ${String(value)} for parameter ${name} is invalid. Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    );
  }
}
