import { noFullAccessPolicies, noWildcardActions, noWildcardResources } from "../../../policies/permissions";
import { serviceTrustConditions } from "../../../policies/trust";
import type { Given, Row } from "../validate";
import { rowsOf } from "./resources";

const TABLE_ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/orders";

const TABLES = "arn:aws:dynamodb:us-east-1:123456789012:table";
const FUNCTIONS = "arn:aws:lambda:us-east-1:123456789012:function";
const LOG_GROUPS = "arn:aws:logs:us-east-1:123456789012:log-group";

const document = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });

const policyOf =
  (type: string) =>
  (statement: object): Given => ({ type, props: { policy: document({ Effect: "Allow", ...statement }) } });
const rolePolicy = policyOf("aws:iam/rolePolicy:RolePolicy");
const keyPolicy = policyOf("aws:kms/key:Key");
const queuePolicy = policyOf("aws:sqs/queuePolicy:QueuePolicy");

const readTable = { Action: ["dynamodb:GetItem"], Resource: [TABLE_ARN] };

const accountStatement = (principal: unknown) => ({ Action: "kms:*", Resource: "*", Principal: principal });
const ROOT = { AWS: "arn:aws:iam::123456789012:root" };

const role = (props: object): Given => ({ type: "aws:iam/role:Role", props: { ...props } });
const trusting = (service: string, condition?: object): Given =>
  role({
    assumeRolePolicy: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: service },
          Action: "sts:AssumeRole",
          ...(condition && { Condition: condition }),
        },
      ],
    },
  });
const ACCOUNT = { StringEquals: { "aws:SourceAccount": "123456789012" } };
const SOURCE = { ArnLike: { "AWS:SourceArn": "arn:aws:states:us-east-1:123456789012:stateMachine:*" } };

export const permissionRows: Row[] = [
  {
    policy: noWildcardActions,
    title: "everything",
    broken: rolePolicy({ Sid: "All", Action: "*", Resource: TABLE_ARN }),
    violations: [/^it: All allows \*; name the actions/],
    fixed: rolePolicy(readTable),
  },
  {
    policy: noWildcardActions,
    title: "all actions of a service, and a prefix of actions",
    broken: rolePolicy({ Action: ["dynamodb:*", "s3:Get*", "sqs:SendMessage"], Resource: TABLE_ARN }),
    violations: [/statement 1 allows dynamodb:\*, s3:Get\*;/],
    fixed: rolePolicy(readTable),
  },
  {
    policy: noWildcardActions,
    title: "all but some",
    broken: rolePolicy({ NotAction: ["iam:PassRole"], Resource: TABLE_ARN }),
    violations: [/allows everything except what it names/],
    fixed: rolePolicy({ Effect: "Deny", NotAction: ["iam:PassRole"], Resource: "*" }),
  },
  {
    policy: noWildcardActions,
    title: "an inline policy of a role",
    broken: role({
      inlinePolicies: [{ policy: document({ Effect: "Allow", Action: "s3:*", Resource: "a" }) }],
    }),
    violations: [/allows s3:\*/],
    fixed: role({ inlinePolicies: [{ policy: document({ Effect: "Allow", ...readTable }) }] }),
  },
  {
    policy: noWildcardActions,
    title: "a queue's policy, in which a denial may have wildcards",
    broken: queuePolicy({ Principal: "*", Action: "sqs:*", Resource: "q" }),
    violations: [/allows sqs:\*/],
    fixed: queuePolicy({ Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: "q" }),
  },
  {
    policy: noWildcardActions,
    title: "a key for everyone, but the account's root must have access",
    broken: keyPolicy(accountStatement("*")),
    violations: [/allows kms:\*/],
    fixed: keyPolicy(accountStatement(ROOT)),
  },
  {
    policy: noWildcardActions,
    title: "a key for a service, for which AWS documents groups of operations",
    broken: keyPolicy(accountStatement({ Service: "logs.amazonaws.com" })),
    violations: [/allows kms:\*/],
    fixed: keyPolicy({
      Principal: { Service: "logs.amazonaws.com" },
      Action: ["kms:GenerateDataKey*"],
      Resource: "*",
    }),
  },
  {
    policy: noWildcardResources,
    title: "every table",
    broken: rolePolicy({ ...readTable, Sid: "Read", Resource: "*" }),
    violations: [/^it: Read allows dynamodb:GetItem on \*; name the resources/],
    fixed: rolePolicy(readTable),
  },
  {
    policy: noWildcardResources,
    title: "every table of the account",
    broken: rolePolicy({ ...readTable, Resource: "arn:aws:dynamodb:us-east-1:123456789012:table/*" }),
    violations: [/on arn:aws:dynamodb:us-east-1:123456789012:table\/\*/],
    fixed: rolePolicy({ Action: "s3:GetObject", Resource: "arn:aws:s3:::invoices/*" }),
  },
  {
    policy: noWildcardResources,
    title: "every bucket, next to an action without resource types",
    broken: rolePolicy({ Action: ["s3:GetObject", "xray:PutTraceSegments"], Resource: "arn:aws:s3:::*" }),
    violations: [/allows s3:GetObject on arn:aws:s3:::\*/],
    fixed: rolePolicy({ Action: ["logs:CreateLogDelivery", "xray:PutTraceSegments"], Resource: "*" }),
  },
  {
    policy: noFullAccessPolicies,
    title: "a role with a managed policy for a whole service",
    broken: role({ managedPolicyArns: ["arn:aws:iam::aws:policy/AWSLambda_FullAccess"] }),
    violations: [/AWSLambda_FullAccess is attached/],
    fixed: role({ managedPolicyArns: ["arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"] }),
  },
  {
    policy: noFullAccessPolicies,
    title: "an attachment",
    broken: {
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      props: { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
    },
    violations: [/AdministratorAccess is attached/],
    fixed: role({}),
  },
  {
    policy: serviceTrustConditions,
    title: "a service without conditions",
    broken: trusting("states.amazonaws.com"),
    violations: [
      /^it: states.amazonaws.com may assume the role without a condition on aws:SourceAccount and aws:SourceArn$/,
    ],
    fixed: trusting("states.amazonaws.com", { ...ACCOUNT, ...SOURCE }),
  },
  {
    policy: serviceTrustConditions,
    title: "a service with one of the two conditions",
    broken: trusting("states.amazonaws.com", ACCOUNT),
    violations: [/without a condition on aws:SourceArn$/],
    fixed: trusting("states.amazonaws.com", { ...ACCOUNT, ...SOURCE }),
  },
  {
    policy: serviceTrustConditions,
    title: "a condition that matches everything; API Gateway's logging needs none",
    broken: trusting("states.amazonaws.com", { ...ACCOUNT, ArnLike: { "aws:SourceArn": "*" } }),
    violations: [/without a condition on aws:SourceArn$/],
    fixed: role({
      ...trusting("apigateway.amazonaws.com").props,
      managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"],
    }),
  },
  ...rowsOf(noWildcardResources, [
    ...(
      [
        ["every object of every bucket", "arn:aws:s3:::*/*", "arn:aws:s3:::invoices-*/*"],
        ["buckets of every name", "arn:aws:s3:::?*", "arn:aws:s3:::invoices"],
        [
          "every role, by another wildcard",
          "arn:aws:iam::123456789012:role/?*",
          "arn:aws:iam::123456789012:role/deploy/*",
        ],
        ["the indexes of every table", `${TABLES}/*/index/*`, `${TABLES}/orders/index/*`],
        ["every function", `${FUNCTIONS}:*`, `${FUNCTIONS}:charge:*`],
        ["every log group", `${LOG_GROUPS}:*:*`, `${LOG_GROUPS}:/aws/lambda/charge:*`],
        ["every queue", "arn:aws:sqs:*:123456789012:*", "arn:aws:sqs:*:123456789012:orders-*"],
        [
          "every service",
          "arn:aws:*:us-east-1:123456789012:orders",
          "arn:aws:sqs:us-east-1:123456789012:orders",
        ],
        ["what ends alike", "*orders", "arn:aws:sqs:us-east-1:123456789012:orders"],
        [
          "every API",
          "arn:aws:execute-api:us-east-1:123456789012:*/prod/GET/order",
          "arn:aws:execute-api:us-east-1:123456789012:a1b2/*/GET/order",
        ],
        [
          "every API of the control plane",
          "arn:aws:apigateway:us-east-1::/restapis/*",
          "arn:aws:apigateway:us-east-1::/restapis/a1b2/*",
        ],
        [
          "every access point",
          "arn:aws:s3:us-east-1:123456789012:accesspoint/*",
          "arn:aws:s3:us-east-1:123456789012:accesspoint/orders/object/*",
        ],
        [
          "every secret",
          "arn:aws:secretsmanager:us-east-1:123456789012:secret:*",
          "arn:aws:secretsmanager:us-east-1:123456789012:secret:orders-*",
        ],
      ] as const
    ).map(([title, wide, narrow]): Parameters<typeof rowsOf>[1][number] => [
      title,
      rolePolicy({ Action: "s3:GetObject", Resource: wide }),
      /allows s3:GetObject on \S+; name the resources$/,
      rolePolicy({ Action: "s3:GetObject", Resource: narrow }),
    ]),
  ]),
  ...rowsOf(noFullAccessPolicies, [
    ...(
      [
        ["a user", "userPolicyAttachment:UserPolicyAttachment", "AdministratorAccess"],
        ["a group", "groupPolicyAttachment:GroupPolicyAttachment", "job-function/SystemAdministrator"],
        ["several", "policyAttachment:PolicyAttachment", "AmazonEC2ContainerRegistryPowerUser"],
        ["a role, for a tool", "rolePolicyAttachment:RolePolicyAttachment", "AdministratorAccess-Amplify"],
      ] as const
    ).map(([title, type, name]): Parameters<typeof rowsOf>[1][number] => [
      title,
      { type: `aws:iam/${type}`, props: { policyArn: `arn:aws:iam::aws:policy/${name}` } },
      /is attached; write a policy/,
      { type: `aws:iam/${type}`, props: { policyArn: "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess" } },
    ]),
  ]),
];
