import assert from "node:assert/strict";
import { USUAL_CONFIG } from "../../checks/scenarios/scenario";
import { ACCESS } from "../../delivery/access";
import { type Place, statementsOf } from "../../delivery/statements";
import { matchesArn, parseArnPattern } from "../../packages/local-cloud";
import type { Resource } from "../../packages/local-stack";
import { evaluatedWith } from "../packages/local-stack/stack";

const PLACE: Place = { partition: "aws", region: "us-east-1", accountId: "123456789012" };

const table = Object.assign({}, ...Object.values(ACCESS)) as (typeof ACCESS)[string];

const made = async (stack: "dev" | "prod"): Promise<Resource[]> =>
  (await evaluatedWith(stack, USUAL_CONFIG)).resources.filter(({ type }) => type.startsWith("aws:"));

/** The resource's ARN, for those that have one. */
const arnOf = ({ id, outputs }: Resource) =>
  [outputs.arn, outputs.dashboardArn, id].map(String).find((text) => text.startsWith("arn:"));

const matches = (pattern: string, arn: string) =>
  matchesArn(parseArnPattern(pattern, { variables: false }), arn, () => undefined);

describe("what a deployment may do", function () {
  this.timeout(60_000);

  for (const stack of ["dev", "prod"] as const) {
    it(`has every type of resource of ${stack}`, async () => {
      const types = new Set((await made(stack)).map(({ type }) => type));
      assert.deepEqual(
        [...types].filter((type) => !(type in table)),
        [],
        "add them to delivery/access/",
      );
    });

    it(`is about the names of ${stack}`, async () => {
      const outside = (await made(stack)).filter((resource) => {
        const arn = arnOf(resource);
        const statements = statementsOf({ it: table[resource.type]! }, "write", PLACE);
        return arn && !statements.some(({ Resource }) => Resource.some((each) => matches(String(each), arn)));
      });
      assert.deepEqual(
        outside.map((resource) => `${resource.type} ${arnOf(resource)}`),
        [],
      );
    });
  }

  it("has no type that nothing makes, but the aliases of CloudFormation and the subscriptions of e-mail addresses", async () => {
    const types = new Set([...(await made("dev")), ...(await made("prod"))].map(({ type }) => type));
    assert.deepEqual(
      Object.keys(table).filter((type) => !types.has(type)),
      ["aws:lambda/alias:Alias", "aws:sfn/alias:Alias", "aws:sns/topicSubscription:TopicSubscription"],
    );
  });

  it("passes roles to the services that the roles trust, and to no other", async () => {
    const roles = (await made("prod")).filter(({ type }) => type === "aws:iam/role:Role");
    const trusted = roles.map(({ inputs }) => {
      const trust = inputs.assumeRolePolicy;
      const { Statement } = typeof trust === "string" ? JSON.parse(trust) : trust;
      return Statement[0].Principal.Service as string;
    });
    const [pass] = statementsOf(table, "write", PLACE).filter(({ Action }) =>
      Action.includes("iam:PassRole"),
    );
    assert.deepEqual(pass!.Condition!.StringEquals!["iam:PassedToService"], [...new Set(trusted)].sort());
  });

  it("names each action, and reads with read-only actions", () => {
    for (const access of Object.values(table).flat()) {
      for (const action of [...(access.read ?? []), ...(access.write ?? [])]) {
        assert.match(action, /^[a-z0-9]+:[A-Za-z]+$/);
      }
      for (const action of access.read ?? []) {
        assert.match(action, /^\w+:(Get|List|Describe|Validate)|^apigateway:GET$|^kms:Decrypt$/);
      }
    }
  });

  it("is on all resources only if AWS has no resource-level permissions or a condition narrows it", () => {
    const everywhere = statementsOf(table, "write", PLACE)
      .filter(({ Resource, Condition }) => Resource.includes("*") && !Condition)
      .flatMap(({ Action }) => Action);
    assert.deepEqual(everywhere.sort(), [
      "appsync:CreateApiKey",
      "appsync:CreateDataSource",
      "appsync:CreateGraphqlApi",
      "appsync:CreateResolver",
      "appsync:DeleteApiKey",
      "appsync:DeleteDataSource",
      "appsync:DeleteResolver",
      "appsync:GetDataSource",
      "appsync:GetIntrospectionSchema",
      "appsync:GetResolver",
      "appsync:GetSchemaCreationStatus",
      "appsync:ListApiKeys",
      "appsync:StartSchemaCreation",
      "appsync:UpdateApiKey",
      "appsync:UpdateDataSource",
      "appsync:UpdateResolver",
      "cloudtrail:DescribeTrails",
      "codedeploy:StopDeployment",
      "kms:CreateKey",
      "sns:GetSubscriptionAttributes",
      "sns:SetSubscriptionAttributes",
      "sns:Unsubscribe",
      "states:ValidateStateMachineDefinition",
    ]);
  });

  it("puts actions on the same resources together, once for each name", () => {
    const [access] = table["aws:sqs/queuePolicy:QueuePolicy"]!;
    assert.deepEqual(statementsOf({ one: [access!], same: [access!] }, "write", PLACE), [
      {
        Effect: "Allow",
        Action: ["sqs:GetQueueAttributes", "sqs:SetQueueAttributes"],
        Resource: ["pipeline", "booking", "orders", "messenger", "foundation", "audit"].map(
          (name) => `arn:aws:sqs:us-east-1:123456789012:${name}-*`,
        ),
      },
    ]);
  });
});
