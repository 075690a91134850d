import type { Caller } from "../aws/service";
import type { RequestPrincipal } from "./policyPrincipal";

/** Services whose regional name a policy may give in place of the global one: `states.eu-west-1.amazonaws.com`. */
const ALSO_REGIONAL = new Set(["states.amazonaws.com", "logs.amazonaws.com"]);

export function requestPrincipal(
  { arn, accountId, roleArn, service }: Caller,
  region: string,
): RequestPrincipal {
  if (!service) return { accountId, arn, ...(roleArn ? { roleArn } : {}), services: [] };
  const { principal } = service;
  const regional = principal.replace(/\.amazonaws\.com$/, `.${region}.amazonaws.com`);
  return { accountId, services: ALSO_REGIONAL.has(principal) ? [principal, regional] : [principal] };
}

/**
 * The condition keys that every request has
 * ({@link https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html}). Requests count as
 * sent over TLS, as they are on AWS.
 */
export function globalContextKeys(
  caller: Caller,
  region: string,
  time: number,
): Record<string, string | undefined> {
  const { arn, accountId, roleArn, service } = caller;
  const everyRequest = {
    "aws:CurrentTime": new Date(time).toISOString(),
    "aws:EpochTime": String(Math.floor(time / 1000)),
    "aws:RequestedRegion": region,
    "aws:ResourceAccount": accountId,
    "aws:SecureTransport": "true",
    "aws:ViaAWSService": "false",
  };
  if (service) {
    return {
      ...everyRequest,
      "aws:PrincipalIsAWSService": "true",
      "aws:PrincipalServiceName": service.principal,
      "aws:SourceArn": service.sourceArn,
      "aws:SourceAccount": service.sourceAccount,
    };
  }
  return {
    ...everyRequest,
    "aws:PrincipalAccount": accountId,
    "aws:PrincipalArn": roleArn ?? arn,
    "aws:PrincipalIsAWSService": "false",
    "aws:PrincipalType": roleArn ? "AssumedRole" : "User",
    "aws:SourceIp": "127.0.0.1",
    "aws:userid": arn.slice(arn.indexOf("/") + 1).replace("/", ":"),
    "aws:username": roleArn ? undefined : arn.slice(arn.lastIndexOf("/") + 1),
  };
}
