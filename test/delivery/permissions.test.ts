import assert from "node:assert/strict";
import { decide, RequestContext } from "../../packages/local-cloud";
import { ACCOUNT, type Delivery, PROVIDER, STATE_KEY, usualDelivery } from "./evaluatedDelivery";

describe("the roles of delivery", function () {
  this.timeout(60_000);
  let delivery: Delivery;

  before(async () => {
    delivery = await usualDelivery();
  });

  function may(
    name: string,
    action: string,
    resource: string,
    context: Record<string, string> = {},
  ): boolean {
    const roleArn = String(delivery.role(name).outputs.arn);
    const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/GitHubActions`;
    const request = {
      principal: { accountId: ACCOUNT, roleArn, arn, services: [] },
      action,
      resource,
      context: new RequestContext(context),
    };
    const policies = { identity: delivery.policies(name), resource: [], resourceMustAllow: false };
    return decide(request, policies).allowed;
  }

  const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${ACCOUNT}:${resource}`;
  const iam = (resource: string) => `arn:aws:iam::${ACCOUNT}:${resource}`;
  const toLambda = { "iam:PassedToService": "lambda.amazonaws.com" };
  const attaching = (policy: string) => ({ "iam:PolicyARN": `arn:aws:iam::aws:policy/${policy}` });
  const gatewayLogging = attaching("service-role/AmazonAPIGatewayPushToCloudWatchLogs");
  const administrator = attaching("AdministratorAccess");
  const decisions: [
    role: string,
    action: string,
    resource: string,
    allowed: boolean,
    context?: Record<string, string>,
  ][] = [
    ["deploy-prod", "lambda:UpdateFunctionCode", arn("lambda", "function:orders-put-item-1a2b3c4"), true],
    ["deploy-prod", "lambda:UpdateFunctionCode", arn("lambda", "function:payroll"), false],
    [
      "deploy-prod",
      "states:StartExecution",
      arn("states", "stateMachine:pipeline-machine-1a2b3c4:live"),
      true,
    ],
    ["deploy-prod", "states:StartExecution", arn("states", "stateMachine:orders-machine-1a2b3c4"), false],
    ["deploy-prod", "dynamodb:GetItem", arn("dynamodb", "table/orders-table-1a2b3c4"), false],
    ["deploy-prod", "iam:PassRole", iam("role/orders-role-1a2b3c4"), true, toLambda],
    [
      "deploy-prod",
      "iam:PassRole",
      iam("role/orders-role-1a2b3c4"),
      false,
      { "iam:PassedToService": "ec2.amazonaws.com" },
    ],
    ["deploy-prod", "iam:PassRole", iam("role/administrator"), false, toLambda],
    ["deploy-prod", "iam:AttachRolePolicy", iam("role/orders-role-1a2b3c4"), false],
    ...["iam:AttachRolePolicy", "iam:DetachRolePolicy"].flatMap((action): typeof decisions => [
      ["deploy-prod", action, iam("role/orders-gateway-logs-role-1a2b3c4"), true, gatewayLogging],
      ["deploy-prod", action, iam("role/orders-gateway-logs-role-1a2b3c4"), false, administrator],
      ["deploy-prod", action, iam("role/administrator"), false, gatewayLogging],
      ["preview", action, iam("role/orders-gateway-logs-role-1a2b3c4"), false, gatewayLogging],
    ]),
    ["deploy-prod", "iam:PutRolePolicy", iam("role/delivery-deploy-prod-role-1a2b3c4"), false],
    ["deploy-prod", "iam:UpdateAssumeRolePolicy", iam("role/delivery-preview-role-1a2b3c4"), false],
    ["deploy-prod", "iam:CreateOpenIDConnectProvider", PROVIDER, false],
    ["deploy-prod", "kms:ScheduleKeyDeletion", arn("kms", "key/of-the-stack"), true],
    ["deploy-prod", "kms:ScheduleKeyDeletion", STATE_KEY, false],
    ["deploy-prod", "kms:Decrypt", STATE_KEY, true],
    ["deploy-prod", "s3:PutObject", "arn:aws:s3:::acme-state/.pulumi/stacks/sfn-workflows/prod.json", true],
    ["deploy-prod", "s3:PutObject", "arn:aws:s3:::acme-state/.pulumi/stacks/sfn-workflows/dev.json", false],
    ["deploy-dev", "s3:PutObject", "arn:aws:s3:::acme-state/.pulumi/stacks/sfn-workflows/prod.json", false],
    ["preview", "lambda:GetFunction", arn("lambda", "function:orders-put-item-1a2b3c4"), true],
    ["preview", "lambda:UpdateFunctionCode", arn("lambda", "function:orders-put-item-1a2b3c4"), false],
    ["preview", "iam:PassRole", iam("role/orders-role-1a2b3c4"), false, toLambda],
    ["preview", "s3:PutObject", "arn:aws:s3:::acme-state/.pulumi/stacks/sfn-workflows/dev.json", false],
    ["preview", "s3:GetObject", "arn:aws:s3:::orders-invoices-1a2b3c4/invoice.txt", false],
    ["preview", "kms:Decrypt", arn("kms", "key/of-the-stack"), false],
    [
      "drift",
      "kms:Decrypt",
      arn("kms", "key/of-the-stack"),
      true,
      { "kms:ViaService": "states.us-east-1.amazonaws.com" },
    ],
  ];
  for (const [role, action, resource, allowed, context] of decisions) {
    const how = context ? ` with ${Object.values(context)}` : "";
    it(`${allowed ? "lets" : "does not let"} ${role} do ${action} on ${resource}${how}`, () => {
      assert.equal(may(`delivery-${role}`, action, resource, context), allowed);
    });
  }
});
