import type { ResourceValidationPolicy } from "@pulumi/policy";
import { IDENTITY_POLICIES, ofPolicies, POLICIES, type Properties } from "./places";
import { allowing, type Statement } from "./policyDocument";
import { ofTypes } from "./validation";
import { isWideResource } from "./wildcards";

/** The groups of operations that AWS's documented key policies for services contain. */
const KEY_FAMILIES = [
  "kms:Encrypt*",
  "kms:Decrypt*",
  "kms:ReEncrypt*",
  "kms:GenerateDataKey*",
  "kms:Describe*",
];

const ACCOUNT_ROOT = /^arn:aws[\w-]*:iam::\d{12}:root$/;

/**
 * The statement without which no one, not even the account's administrators, could manage the key; it lets the account's
 * IAM policies decide. https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
const isAccountDefault = ({ actions, principals }: Statement): boolean =>
  actions.join() === "kms:*" &&
  Object.keys(principals).join() === "AWS" &&
  (principals.AWS ?? []).every((principal) => ACCOUNT_ROOT.test(principal));

function wildcardActions(type: string, statement: Statement): string[] {
  const wildcards = statement.actions.filter((action) => /[*?]/.test(action));
  if (!type.startsWith("aws:kms/")) return wildcards;
  return isAccountDefault(statement) ? [] : wildcards.filter((action) => !KEY_FAMILIES.includes(action));
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege */
export const noWildcardActions: ResourceValidationPolicy = {
  name: "no-wildcard-actions",
  description:
    "Policies of roles, buckets, queues, topics and keys name each action they allow: a wildcard also allows what AWS adds " +
    "later. Keys keep the account statement that AWS requires (kms:* for the account's root). " +
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
  enforcementLevel: "mandatory",
  validateResource: ofPolicies(POLICIES, (documents, report, { type }) => {
    for (const statement of allowing(documents)) {
      const wildcards = wildcardActions(type, statement);
      if (wildcards.length > 0) {
        report(`${statement.sid} allows ${wildcards.join(", ")}; name the actions that are called`);
      }
      if (statement.inverted) {
        report(`${statement.sid} allows everything except what it names; use Action and Resource instead`);
      }
    }
  }),
};

/**
 * Actions that can only be allowed on `*`, or that their service's guide allows on `*`.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const WITHOUT_RESOURCES = new Set([
  // https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
  "logs:CreateLogDelivery",
  "logs:GetLogDelivery",
  "logs:UpdateLogDelivery",
  "logs:DeleteLogDelivery",
  "logs:ListLogDeliveries",
  "logs:PutResourcePolicy",
  "logs:DescribeResourcePolicies",
  "logs:DescribeLogGroups",
  // https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
  "cloudwatch:DescribeAlarms",
  "cloudwatch:PutMetricData",
  "dynamodb:ListTables",
  "kms:GenerateRandom",
  "kms:ListAliases",
  "kms:ListKeys",
  "lambda:GetAccountSettings",
  "lambda:ListFunctions",
  "s3:ListAllMyBuckets",
  "sns:ListTopics",
  "sqs:ListQueues",
  "states:ListActivities",
  "states:ListStateMachines",
  "sts:GetCallerIdentity",
]);

export const noWildcardResources: ResourceValidationPolicy = {
  name: "no-wildcard-resources",
  description:
    "Policies of roles name the resources of each action, wherever the service supports that: a role can then only " +
    "reach what its workflow needs. " +
    "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
  enforcementLevel: "mandatory",
  validateResource: ofPolicies(IDENTITY_POLICIES, (documents, report) => {
    for (const { sid, actions, resources } of allowing(documents)) {
      const wide = resources.filter(isWideResource);
      const narrowable = actions.filter((action) => !WITHOUT_RESOURCES.has(action));
      if (wide.length > 0 && narrowable.length > 0) {
        report(`${sid} allows ${narrowable.join(", ")} on ${wide.join(", ")}; name the resources`);
      }
    }
  }),
};

/** Managed policies that allow all actions of a service, or of all services, or to manage who may do what. */
const FULL_ACCESS =
  /\/([\w-]*FullAccess[\w-]*|AdministratorAccess[\w-]*|PowerUserAccess|[\w-]*PowerUser|(System|Network|Database)Administrator|DataScientist)$/;

const ATTACHED_POLICIES: Record<string, (props: Properties) => unknown> = {
  "aws:iam/role:Role": ({ managedPolicyArns }) => managedPolicyArns,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ({ policyArn }) => [policyArn],
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": ({ policyArns }) => policyArns,
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": ({ policyArn }) => [policyArn],
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": ({ policyArns }) => policyArns,
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": ({ policyArn }) => [policyArn],
  "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": ({ policyArns }) => policyArns,
  "aws:iam/policyAttachment:PolicyAttachment": ({ policyArn }) => [policyArn],
  "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": ({ managedPolicyArn }) => [
    managedPolicyArn,
  ],
};

export const noFullAccessPolicies: ResourceValidationPolicy = {
  name: "no-full-access-policies",
  description:
    "No role, user or group has a managed policy that allows all of a service: AWS intends those for getting started, not for production. " +
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
  enforcementLevel: "mandatory",
  validateResource: ofTypes<Properties>(Object.keys(ATTACHED_POLICIES), ({ type, props }, report) => {
    for (const arn of (ATTACHED_POLICIES[type]?.(props) ?? []) as string[]) {
      if (FULL_ACCESS.test(arn))
        report(`${arn} is attached; write a policy with the actions that are called`);
    }
  }),
};
