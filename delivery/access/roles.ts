import type { AccessTable } from "./access";

const ROLES = ["arn:{partition}:iam::{account}:role/{name}"];

/** The services that the program's roles are for. */
const PASSED_TO = [
  "apigateway.amazonaws.com",
  "appsync.amazonaws.com",
  "codedeploy.amazonaws.com",
  "lambda.amazonaws.com",
  "scheduler.amazonaws.com",
  "states.amazonaws.com",
];

/** The only managed policy of the program's roles. https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
const GATEWAY_LOGGING = "arn:{partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";

/** A role that AWS creates on behalf of the first caller who uses the service. */
const serviceLinked = (service: string) => ({
  write: ["iam:CreateServiceLinkedRole"],
  on: [`arn:{partition}:iam::{account}:role/aws-service-role/${service}/*`],
  when: { StringEquals: { "iam:AWSServiceName": service } },
});

/**
 * The roles of functions, state machines and services.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export const ROLE_ACCESS: AccessTable = {
  "aws:iam/role:Role": [
    {
      read: [
        "iam:GetRole",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:ListRolePolicies",
        "iam:ListRoleTags",
      ],
      write: [
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
      ],
      on: ROLES,
    },
    {
      // Of `orders-gateway-logs-role`. With any other policy, a deployment could make itself an administrator.
      write: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
      on: ROLES,
      when: { ArnEquals: { "iam:PolicyARN": [GATEWAY_LOGGING] } },
    },
    {
      write: ["iam:PassRole"],
      on: ROLES,
      when: { StringEquals: { "iam:PassedToService": PASSED_TO } },
    },
    serviceLinked("appsync.amazonaws.com"),
    serviceLinked("ops.apigateway.amazonaws.com"),
  ],
  "aws:iam/rolePolicy:RolePolicy": [
    { read: ["iam:GetRolePolicy"], write: ["iam:DeleteRolePolicy", "iam:PutRolePolicy"], on: ROLES },
  ],
};
