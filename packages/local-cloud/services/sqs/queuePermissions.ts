import type { PolicyDocument } from "../../aws/policyDocument";
import { AwsError } from "../../aws/service";

interface Statement {
  Sid?: string;
  [member: string]: unknown;
}

interface Policy {
  Version: string;
  Id?: string;
  Statement: Statement[] | Statement;
}

/** Actions that other accounts may be given. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html */
const SHAREABLE = new Set([
  "*",
  "ChangeMessageVisibility",
  "DeleteMessage",
  "GetQueueAttributes",
  "GetQueueUrl",
  "ListDeadLetterSourceQueues",
  "PurgeQueue",
  "ReceiveMessage",
  "SendMessage",
]);

/** The policy of a queue after `AddPermission`. Throws `InvalidParameterValue`. */
export function withPermission(
  policy: string | undefined,
  queueArn: string,
  { Label, AWSAccountIds, Actions }: { Label: string; AWSAccountIds: string[]; Actions: string[] },
): string {
  const { statements, ...rest } = readPolicy(policy, queueArn);
  if (statements.some(({ Sid }) => Sid === Label))
    throw invalid(`Value ${Label} for parameter Label is invalid. Reason: Already exists.`);
  for (const action of Actions)
    if (!SHAREABLE.has(action))
      throw invalid(
        `Value SQS:${action} for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action.`,
      );
  const added = {
    Sid: Label,
    Effect: "Allow",
    Principal: { AWS: AWSAccountIds.map((account) => `arn:aws:iam::${account}:root`) },
    Action: Actions.map((action) => `SQS:${action}`),
    Resource: queueArn,
  };
  return JSON.stringify({ ...rest, Statement: [...statements, added] });
}

/** The policy of a queue after `RemovePermission`; empty if it allows nothing any more. Throws `InvalidParameterValue`. */
export function withoutPermission(policy: string | undefined, queueArn: string, label: string): string {
  const { statements, ...rest } = readPolicy(policy, queueArn);
  const left = statements.filter(({ Sid }) => Sid !== label);
  if (left.length === statements.length)
    throw invalid(
      `Value ${label} for parameter Label is invalid. Reason: can't find label on existing policy.`,
    );
  return left.length === 0 ? "" : JSON.stringify({ ...rest, Statement: left });
}

function readPolicy(policy: string | undefined, queueArn: string) {
  const { Statement, ...rest }: Policy = policy
    ? JSON.parse(policy)
    : { Version: "2012-10-17", Id: `${queueArn}/SQSDefaultPolicy`, Statement: [] };
  return { ...rest, statements: Array.isArray(Statement) ? Statement : [Statement] };
}

/** A policy as given in `Attributes`. Throws `InvalidAttributeValue` if it is none. */
export function readQueuePolicy(text: string): PolicyDocument {
  try {
    const policy = JSON.parse(text) as PolicyDocument;
    if (typeof policy === "object" && policy !== null && "Statement" in policy) return policy;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new AwsError("InvalidAttributeValue", "Invalid value for the parameter Policy.");
}

const invalid = (message: string) => new AwsError("InvalidParameterValue", message);
