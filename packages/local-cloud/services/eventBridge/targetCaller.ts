import { randomUUID } from "node:crypto";
import type { AwsError, Caller, Cloud } from "../../aws/service";
import type { Rule } from "./rule";

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

/** EventBridge's own name of a failure, as in a dead-letter queue. Which errors it gives which name is a guess. */
export function failureCode({ code, status }: AwsError): string {
  if (/AccessDenied|AuthorizationError|NotAuthorized/.test(code)) return "NO_PERMISSIONS";
  if (/NotFound|DoesNotExist|NonExistent/.test(code)) return "NO_RESOURCE";
  if (/Throttl|TooManyRequests|LimitExceeded/.test(code)) return "THROTTLING";
  return status >= 500 ? "INTERNAL_ERROR" : "SDK_CLIENT_ERROR";
}

/** Other failures, such as a missing permission, are final at once. */
export const isRetriable = (error: AwsError) => ["THROTTLING", "INTERNAL_ERROR"].includes(failureCode(error));
