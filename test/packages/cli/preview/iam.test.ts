import assert from "node:assert/strict";
import { describeStatement } from "../../../../packages/cli/preview/permissions";
import { statementsOf } from "../../../../packages/cli/preview/policyDocument";
import { ResourceNames } from "../../../../packages/cli/preview/resourceNames";
import { describeRoles, rolesSection } from "../../../../packages/cli/preview/roles";
import type { SavedResource } from "../../../../packages/cli/preview/snapshot";
import { describeTrust } from "../../../../packages/cli/preview/trust";
import { MACHINE, saved, snapshot } from "./saved";

const ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/orders-0a1b2c3";
const names = new ResourceNames([
  saved("aws:dynamodb/table:Table", "orders", { arn: ARN }),
  saved("aws:s3/bucket:Bucket", "invoices", { arn: "arn:aws:s3:::invoices-0a1b2c3" }),
  saved("aws:lambda/function:Function", "scan", {
    arn: "arn:aws:lambda:us-east-1:123456789012:function:scan-0a1b2c3",
  }),
  saved(MACHINE, "pump", { arn: "arn:aws:states:us-east-1:123456789012:stateMachine:pump-0a1b2c3" }),
]);

describe("preview: permissions in plain words", () => {
  const cases: [statement: Record<string, unknown>, sentences: string[]][] = [
    [{ Action: "dynamodb:PutItem", Resource: ARN }, ["may put items into table orders"]],
    [
      { Action: ["dynamodb:Query"], Resource: [`${ARN}/index/unsent`] },
      ["may query index unsent of table orders"],
    ],
    [
      { Action: ["dynamodb:GetItem", "dynamodb:BatchGetItem"], Resource: ARN },
      ["may get items from table orders"],
    ],
    [
      { Action: "s3:GetObject", Resource: "arn:aws:s3:::invoices-0a1b2c3/*" },
      ["may get objects from bucket invoices"],
    ],
    [
      {
        Action: "lambda:InvokeFunction",
        Resource: "arn:aws:lambda:us-east-1:123456789012:function:scan-0a1b2c3:live",
      },
      ["may invoke function scan:live"],
    ],
    [
      {
        Action: "states:StopExecution",
        Resource: "arn:aws:states:us-east-1:123456789012:execution:pump-0a1b2c3:*",
      },
      ["may stop executions of state machine pump"],
    ],
    [
      { Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource: "*" },
      ["may send traces (*)"],
    ],
    [{ Action: "dynamodb:PutItem", Resource: "*" }, ["⚠ may put items into any resource"]],
    [
      { Action: "sqs:SendMessage", Resource: "arn:aws:sqs:us-east-1:123456789012:*" },
      ["⚠ may send messages to sqs *"],
    ],
    [{ Action: "*", Resource: "*" }, ["⚠ may do everything with any resource"]],
    [{ Action: "s3:*", Resource: ARN }, ["⚠ may call every s3 action on table orders"]],
    [{ Action: "s3:Get*", Resource: ARN }, ["⚠ may call every action like s3:Get* on table orders"]],
    [{ NotAction: "iam:*", Resource: "*" }, ["⚠ may call everything but iam:* on any resource"]],
    [{ Action: "sns:Publish", NotResource: ARN }, ["⚠ may publish to anything but table orders"]],
    [{ Effect: "Deny", Action: "*", Resource: "*" }, ["must not do everything with any resource"]],
    [
      { Action: "glue:StartJobRun", Resource: "arn:aws:glue:us-east-1:123456789012:job/nightly" },
      ["may call glue:StartJobRun on glue job/nightly"],
    ],
    [
      {
        Action: "kms:Decrypt",
        Resource: "arn:aws:kms:us-east-1:123456789012:key/1",
        Condition: {
          StringEquals: { "kms:ViaService": ["a", "b"] },
          StringNotLike: { "kms:x": "y" },
          ArnLike: { "aws:PrincipalArn": ARN },
        },
      },
      [
        "may decrypt with kms key/1, where kms:ViaService is a or b and kms:x StringNotLike y and aws:PrincipalArn is like table orders",
      ],
    ],
  ];
  for (const [statement, sentences] of cases) {
    it(sentences.join("; "), () => {
      assert.deepEqual(describeStatement({ Effect: "Allow", ...statement }, names), sentences);
    });
  }
});

describe("preview: trust in plain words", () => {
  const service = { Service: "lambda.amazonaws.com" };
  const cases: [statement: Record<string, unknown>, sentence: string][] = [
    [
      {
        Principal: service,
        Condition: {
          StringEquals: { "aws:SourceAccount": "123456789012" },
          ArnLike: { "aws:SourceArn": "arn:aws:lambda:us-east-1:123456789012:function:*" },
        },
      },
      "Lambda may assume it, for lambda function:* of account 123456789012",
    ],
    [
      { Principal: service, Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } } },
      "Lambda may assume it, for anything of account 123456789012",
    ],
    [{ Principal: service }, "⚠ Lambda may assume it, for anyone"],
    [{ Principal: { Service: ["new.amazonaws.com"] } }, "⚠ new.amazonaws.com may assume it, for anyone"],
    [{ Principal: "*" }, "⚠ anyone may assume it"],
    [{ Principal: { AWS: "*" } }, "⚠ anyone may assume it"],
    [{ Principal: { AWS: "arn:aws:iam::123456789012:root" } }, "account 123456789012 may assume it"],
    [
      {
        Principal: {
          Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
        },
        Condition: { StringLike: { "token.actions.githubusercontent.com:sub": "repo:o/r:*" } },
      },
      "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com may assume it, where token.actions.githubusercontent.com:sub is like repo:o/r:*",
    ],
    [{ NotPrincipal: { AWS: "123456789012" } }, "⚠ anyone, but not account 123456789012 may assume it"],
    [{ Effect: "Deny", Principal: "*" }, "anyone must not assume it"],
  ];
  for (const [statement, sentence] of cases) {
    it(sentence, () => {
      assert.equal(describeTrust({ Effect: "Allow", ...statement }, names), sentence);
    });
  }
});

const trust = {
  Statement: [{ Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "sts:AssumeRole" }],
};
const role = (more: Record<string, unknown> = {}) =>
  saved("aws:iam/role:Role", "worker-role", { inputs: { assumeRolePolicy: trust, ...more } });
const policy = (action: string, more: Partial<SavedResource> = {}) =>
  saved("aws:iam/rolePolicy:RolePolicy", "worker-policy", {
    inputs: {
      role: "worker-role-id",
      policy: JSON.stringify({ Statement: { Effect: "Allow", Action: action, Resource: ARN } }),
    },
    ...more,
  });

describe("preview: roles", () => {
  it("have what their policies say: inline, attached, managed, and a boundary", () => {
    const managed = saved("aws:iam/policy:Policy", "own", {
      arn: "arn:aws:iam::123456789012:policy/own",
      inputs: { policy: { Statement: [{ Effect: "Allow", Action: "dynamodb:Scan", Resource: ARN }] } },
    });
    const attachment = saved("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "own", {
      inputs: { role: "worker-role-id", policyArn: managed.arn },
    });
    const [described] = describeRoles(
      snapshot(
        role({
          inlinePolicies: [
            { name: "in", policy: { Statement: [{ Action: "dynamodb:GetItem", Resource: ARN }] } },
          ],
          managedPolicyArns: [
            "arn:aws:iam::aws:policy/AmazonS3FullAccess",
            "arn:aws:iam::aws:policy/ReadOnly",
          ],
          permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary",
        }),
        policy("dynamodb:PutItem"),
        policy("dynamodb:DeleteItem", { inputs: { role: "another", policy: "{}" } }),
        managed,
        attachment,
      ),
    );
    assert.deepEqual(described!.trust, ["account 123456789012 may assume it"]);
    assert.deepEqual(described!.permissions, [
      "may do no more than the boundary arn:aws:iam::123456789012:policy/boundary allows",
      "may do what the managed policy ReadOnly allows",
      "may get items from dynamodb table/orders-0a1b2c3",
      "may put items into dynamodb table/orders-0a1b2c3",
      "may scan dynamodb table/orders-0a1b2c3",
      "⚠ may do what the managed policy AmazonS3FullAccess allows",
    ]);
  });

  it("say so if a policy cannot be read", () => {
    assert.equal(statementsOf("[secret]"), undefined);
    const [described] = describeRoles(snapshot(role({ assumeRolePolicy: "" })));
    assert.match(described!.trust.join(), /cannot be read/);
  });

  it("are shown by what changed: a permission more is a line with +", () => {
    const before = snapshot(role(), policy("dynamodb:GetItem"));
    const after = snapshot(role(), policy("dynamodb:PutItem"));
    assert.match(rolesSection(before, before).title, /0 of 1 roles changed/);
    const { title, blocks } = rolesSection(after, before);
    assert.equal(title, "IAM: 1 of 1 roles changed");
    assert.deepEqual(blocks, [
      {
        kind: "details",
        title: "worker-role: changed",
        blocks: [
          {
            kind: "lines",
            language: "diff",
            lines: [
              "- may get items from dynamodb table/orders-0a1b2c3",
              "+ may put items into dynamodb table/orders-0a1b2c3",
            ],
          },
        ],
      },
    ]);
  });

  it("are added and removed", () => {
    assert.match(JSON.stringify(rolesSection(snapshot(role()), snapshot())), /worker-role: added/);
    assert.match(JSON.stringify(rolesSection(snapshot(), snapshot(role()))), /worker-role: removed/);
  });
});
