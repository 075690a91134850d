import { AwsError, type Cloud } from "../../aws/service";
import { sourceOfTask } from "./moveTasks";
import { queueName } from "./translation";

/** The ARN of what an operation acts on, or `*`. Throws `MissingParameter` if the input names no queue. */
export function resourceOf(
  operation: string,
  input: Record<string, unknown>,
  { accountId, region }: Pick<Cloud, "accountId" | "region">,
): string {
  const { QueueUrl, QueueName, SourceArn, QueueOwnerAWSAccountId, TaskHandle } = input;
  if (operation === "ListQueues") return "*";
  if (operation === "CancelMessageMoveTask") return sourceOfTask(TaskHandle) ?? "*";
  if (typeof SourceArn === "string") return SourceArn;
  const arn = (account: unknown, name: string) => `arn:aws:sqs:${region}:${account}:${name}`;
  if (typeof QueueName === "string") return arn(QueueOwnerAWSAccountId ?? accountId, QueueName);
  if (typeof QueueUrl !== "string" || QueueUrl === "") {
    throw new AwsError("MissingParameter", "The request must contain the parameter QueueUrl.");
  }
  const [, account = accountId, name = queueName(QueueUrl)] = /\/(\d{12})\/([^/]+)$/.exec(QueueUrl) ?? [];
  return arn(account, name);
}
