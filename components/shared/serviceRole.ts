import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type PolicyStatement, policyDocument } from "../../states";
import type { Account } from "./account";

/** Which service may assume a role, and for which of the account's own resources. */
export interface ServiceTrust {
  /** `lambda.amazonaws.com` */
  service: string;
  /** The resource part of the `aws:SourceArn` that the service must act for: `lambda`, `function:*`. */
  source: { service: string; resource: string };
}

export const LAMBDA_TRUST: ServiceTrust = {
  service: "lambda.amazonaws.com",
  source: { service: "lambda", resource: "function:*" },
};

export const STATES_TRUST: ServiceTrust = {
  service: "states.amazonaws.com",
  source: { service: "states", resource: "stateMachine:*" },
};

/** A role and its only policy. Resources that use the role must depend on the policy too. */
export interface ServiceRole {
  role: aws.iam.Role;
  policy: aws.iam.RolePolicy;
}

/** Creates the role `${name}-role` for a service, with exactly the given statements. */
export function createServiceRole(
  name: string,
  trust: ServiceTrust,
  statements: pulumi.Input<PolicyStatement[]>,
  account: Account,
  parent: pulumi.Resource,
): ServiceRole {
  const role = new aws.iam.Role(
    `${name}-role`,
    { assumeRolePolicy: trustPolicy(trust, account) },
    { parent },
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-policy`,
    { role: role.name, policy: pulumi.output(statements).apply((all) => policyDocument(all)) },
    { parent: role },
  );
  return { role, policy };
}

/**
 * A trust policy that only lets the service act for this account's own resources.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
function trustPolicy({ service, source }: ServiceTrust, account: Account): pulumi.Output<string> {
  const { partition, region, accountId } = account;
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": accountId },
          ArnLike: {
            "aws:SourceArn": pulumi.interpolate`arn:${partition}:${source.service}:${region}:${accountId}:${source.resource}`,
          },
        },
      },
    ],
  });
}
