import assert from "node:assert/strict";
import { checkManagedPolicyQuota, checkRoleQuotas, parsePolicy } from "../../packages/local-cloud";
import {
  ACCOUNT,
  type Delivery,
  evaluateDelivery,
  PROVIDER,
  SETTINGS,
  STATE_KEY,
  statementsIn,
  usualDelivery,
} from "./evaluatedDelivery";

describe("the program delivery", function () {
  this.timeout(60_000);
  let delivery: Delivery;

  before(async () => {
    delivery = await usualDelivery();
  });

  it("needs no guess of what a type's outputs are", () => {
    assert.deepEqual(delivery.evaluation.unmodeledTypes, []);
  });

  it("makes GitHub an identity provider, for STS alone", () => {
    const [provider, ...others] = delivery.ofType("aws:iam/openIdConnectProvider:OpenIdConnectProvider");
    assert.deepEqual(others, []);
    assert.deepEqual(provider!.inputs, {
      url: "https://token.actions.githubusercontent.com",
      clientIdLists: ["sts.amazonaws.com"],
    });
    assert.equal(provider!.id, PROVIDER);
  });

  it("uses the account's identity provider if it has one", async () => {
    const { resources } = await evaluateDelivery("prod", { ...SETTINGS, identityProviderArn: PROVIDER });
    const types = resources.map(({ type }) => type);
    assert.ok(!types.includes("aws:iam/openIdConnectProvider:OpenIdConnectProvider"));
    const roles = resources.filter(({ type }) => type === "aws:iam/role:Role");
    assert.deepEqual(
      roles.map(({ name }) => name),
      ["delivery-deploy-prod-role", "delivery-drift-role", "delivery-preview-role"],
    );
    for (const { inputs } of roles) {
      const { Statement } = JSON.parse(String(inputs.assumeRolePolicy));
      assert.deepEqual(Statement[0].Principal, { Federated: PROVIDER });
    }
  });

  const MAIN = "refs/heads/main";
  const trusts: [role: string, subject: string | string[], ref?: string][] = [
    ["delivery-preview", ["repo:acme/flows:pull_request", `repo:acme/flows:ref:${MAIN}`]],
    ["delivery-drift", [`repo:acme/flows:ref:${MAIN}`], MAIN],
    ["delivery-deploy-dev", ["repo:acme/flows:environment:dev"], MAIN],
    ["delivery-deploy-prod", ["repo:acme/flows:environment:prod"], MAIN],
  ];
  for (const [role, subject, ref] of trusts) {
    it(`lets these jobs alone be ${role}: ${subject}`, () => {
      assert.deepEqual(delivery.trust(role), {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Federated: PROVIDER },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
              StringEquals: {
                "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                "token.actions.githubusercontent.com:sub": subject,
                ...(ref && { "token.actions.githubusercontent.com:ref": ref }),
              },
            },
          },
        ],
      });
    });
  }

  it("has these roles, and says their ARNs", () => {
    assert.deepEqual(
      delivery.ofType("aws:iam/role:Role").map(({ name }) => name),
      [
        "delivery-deploy-dev-role",
        "delivery-deploy-prod-role",
        "delivery-drift-role",
        "delivery-preview-role",
      ],
    );
    assert.deepEqual(delivery.evaluation.outputs, {
      previewRoleArn: delivery.role("delivery-preview").outputs.arn,
      driftRoleArn: delivery.role("delivery-drift").outputs.arn,
      deployRoleArns: {
        dev: delivery.role("delivery-deploy-dev").outputs.arn,
        prod: delivery.role("delivery-deploy-prod").outputs.arn,
      },
    });
  });

  it("keeps its policies within IAM's quotas", () => {
    const roles = delivery.ofType("aws:iam/role:Role");
    for (const { id, inputs } of delivery.ofType("aws:iam/policy:Policy")) {
      checkManagedPolicyQuota(parsePolicy("identity", id, id, String(inputs.policy)));
    }
    for (const { name, inputs } of roles) {
      const trust = parsePolicy("trust", name, "trust", String(inputs.assumeRolePolicy));
      const all = delivery.policies(name.replace(/-role$/, ""));
      checkRoleQuotas({ name, trust, policies: new Map(all.map((policy) => [policy.name, policy])) });
    }
  });

  it("lets the read-only roles read, including both stacks' state", () => {
    for (const name of ["delivery-preview", "delivery-drift"]) {
      assert.deepEqual(
        delivery
          .managed(name)
          .map((policy) => policy.name)
          .sort(),
        ["apis", "compute", "data", "operations", "roles"].map((title) => `delivery-read-${title}`),
      );
      assert.deepEqual(delivery.ownStatements(name), [
        {
          Sid: "ListState",
          Effect: "Allow",
          Action: ["s3:GetBucketLocation", "s3:ListBucket"],
          Resource: ["arn:aws:s3:::acme-state"],
        },
        {
          Sid: "ReadState",
          Effect: "Allow",
          Action: ["s3:GetObject"],
          Resource: [
            "arn:aws:s3:::acme-state/.pulumi/meta.yaml",
            "arn:aws:s3:::acme-state/.pulumi/stacks/sfn-workflows/dev.json*",
            "arn:aws:s3:::acme-state/.pulumi/stacks/sfn-workflows/prod.json*",
          ],
        },
        { Sid: "OpenSecrets", Effect: "Allow", Action: ["kms:Decrypt"], Resource: [STATE_KEY] },
      ]);
    }
  });

  it("lets a role that deploys write, including only its own stack's state", () => {
    assert.deepEqual(
      delivery
        .managed("delivery-deploy-prod")
        .map((policy) => policy.name)
        .sort(),
      ["apis", "compute", "data", "operations", "roles"].map((title) => `delivery-write-${title}`),
    );
    const [list, read, open, write, start, watch, ...guard] = delivery.ownStatements("delivery-deploy-prod");
    assert.deepEqual(list!.Resource, ["arn:aws:s3:::acme-state"]);
    assert.deepEqual(read!.Resource, [
      "arn:aws:s3:::acme-state/.pulumi/meta.yaml",
      "arn:aws:s3:::acme-state/.pulumi/stacks/sfn-workflows/prod.json*",
    ]);
    assert.deepEqual(open!.Resource, [STATE_KEY]);
    assert.deepEqual(write, {
      Sid: "WriteState",
      Effect: "Allow",
      Action: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      Resource: [
        "arn:aws:s3:::acme-state/.pulumi/stacks/sfn-workflows/prod.json*",
        "arn:aws:s3:::acme-state/.pulumi/locks/organization/sfn-workflows/prod/*",
        "arn:aws:s3:::acme-state/.pulumi/history/sfn-workflows/prod/*",
        "arn:aws:s3:::acme-state/.pulumi/backups/sfn-workflows/prod/*",
      ],
    });
    assert.deepEqual(start!.Resource, [
      `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:pipeline-machine-*`,
    ]);
    assert.deepEqual(watch!.Resource, [`arn:aws:states:us-east-1:${ACCOUNT}:execution:pipeline-machine-*`]);
    assert.deepEqual(
      guard.map(({ Effect, Sid }) => `${Effect} ${Sid}`),
      ["Deny KeepDeliveryRoles", "Deny KeepIdentityProviders", "Deny KeepStateBucket", "Deny KeepStateKey"],
    );
  });

  it("has no action with a wildcard", () => {
    const policies = [
      ...delivery.ofType("aws:iam/policy:Policy"),
      ...delivery.ofType("aws:iam/rolePolicy:RolePolicy"),
    ];
    for (const { Action } of policies.flatMap(statementsIn))
      assert.ok(!Action.some((action) => action.includes("*")));
  });

  it("creates nothing with a bad configuration", async () => {
    await assert.rejects(evaluateDelivery("dev", { ...SETTINGS, repository: "acme/*" }), {
      message:
        "the configuration of stack 'dev' is wrong:\n  sfn-workflows-delivery:repository is 'acme/*'; allowed: OWNER/NAME of a GitHub repository",
    });
    await assert.rejects(
      evaluateDelivery("dev", {}),
      /gives no value for .*repository .*stateBucket .*stateKeyArn/,
    );
  });
});
