import assert from "node:assert/strict";
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, GetParametersByPathCommand, SSMClient } from "@aws-sdk/client-ssm";
import { type LocalStack, type Resource, startLocalStack } from "../../../packages/local-stack";
import { resource } from "./resource";

const ACCOUNT = "123456789012";
const SECRET_ARN = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:payments/key-abcdef`;
const PARAMETER_ARN = `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter/payments/url`;

const role = (name: string, ...Action: string[]): Resource[] => {
  const registered = resource("aws:iam/role:Role", name, {
    inputs: {
      name,
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" },
        ],
      }),
    },
    outputs: { name, arn: `arn:aws:iam::${ACCOUNT}:role/${name}` },
  });
  if (Action.length === 0) return [registered];
  const policy = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action, Resource: [SECRET_ARN, PARAMETER_ARN] }],
  };
  const attached = resource("aws:iam/rolePolicy:RolePolicy", name, {
    inputs: { name, role: name, policy: JSON.stringify(policy) },
  });
  return [registered, attached];
};

const task = (integration: string, Arguments: object, next: object) => ({
  Type: "Task",
  Resource: `arn:aws:states:::aws-sdk:${integration}`,
  Arguments,
  ...next,
});

/** Reads both, and returns them. */
const READ = {
  QueryLanguage: "JSONata",
  StartAt: "Secret",
  States: {
    Secret: task(
      "secretsmanager:getSecretValue",
      { SecretId: "payments/key" },
      { Assign: { key: "{% $states.result.SecretString %}" }, Next: "Parameter" },
    ),
    Parameter: task(
      "ssm:getParameter",
      { Name: "/payments/url", WithDecryption: true },
      { Output: { key: "{% $key %}", url: "{% $states.result.Parameter.Value %}" }, End: true },
    ),
  },
};

const machine = (name: string, roleName: string): Resource =>
  resource("aws:sfn/stateMachine:StateMachine", name, {
    inputs: {
      name,
      roleArn: `arn:aws:iam::${ACCOUNT}:role/${roleName}`,
      definition: JSON.stringify(READ),
    },
    outputs: { name, arn: `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:${name}` },
  });

const RESOURCES = [
  resource("aws:secretsmanager/secret:Secret", "key", {
    id: SECRET_ARN,
    outputs: { name: "payments/key", arn: SECRET_ARN },
  }),
  resource("aws:secretsmanager/secretVersion:SecretVersion", "key", {
    inputs: { secretId: SECRET_ARN, secretString: "sk_1" },
    outputs: { secretId: SECRET_ARN },
  }),
  resource("aws:ssm/parameter:Parameter", "url", {
    inputs: { type: "SecureString", value: "https://pay.example" },
    outputs: { name: "/payments/url", value: "https://pay.example" },
  }),
  ...role("reader", "secretsmanager:GetSecretValue", "ssm:GetParameter"),
  ...role("half", "secretsmanager:GetSecretValue"),
  ...role("stranger"),
  machine("allowed", "reader"),
  machine("without-parameter", "half"),
  machine("refused", "stranger"),
];

describe("secrets and parameters, over the port", () => {
  let stack: LocalStack;

  before(async () => {
    stack = await startLocalStack({
      program: {
        project: "p",
        stack: "dev",
        resources: RESOURCES,
        outputs: {},
        secretOutputs: [],
        logs: [],
        durationMs: 0,
      },
      time: "skip",
    });
  });
  after(() => stack.close());

  it("are read by unmodified SDK clients", async () => {
    const secrets = stack.client(SecretsManagerClient);
    const secret = await secrets.send(new GetSecretValueCommand({ SecretId: "payments/key" }));
    assert.deepEqual([secret.ARN, secret.Name, secret.SecretString], [SECRET_ARN, "payments/key", "sk_1"]);
    assert.ok(secret.CreatedDate instanceof Date);
    const { SecretList } = await secrets.send(new ListSecretsCommand({}));
    assert.deepEqual(
      SecretList?.map(({ Name }) => Name),
      ["payments/key"],
    );
    const ssm = stack.client(SSMClient);
    const { Parameter } = await ssm.send(
      new GetParameterCommand({ Name: "/payments/url", WithDecryption: true }),
    );
    assert.deepEqual([Parameter?.Value, Parameter?.Type], ["https://pay.example", "SecureString"]);
    assert.ok(Parameter?.LastModifiedDate instanceof Date);
    const { Parameters } = await ssm.send(new GetParametersByPathCommand({ Path: "/payments" }));
    assert.deepEqual(
      Parameters?.map(({ Name }) => Name),
      ["/payments/url"],
    );
  });

  it("are missing by the errors that SDK clients know", async () => {
    await assert.rejects(
      stack.client(SecretsManagerClient).send(new GetSecretValueCommand({ SecretId: "none" })),
      { name: "ResourceNotFoundException", message: "Secrets Manager can't find the specified secret." },
    );
    await assert.rejects(stack.client(SSMClient).send(new GetParameterCommand({ Name: "/none" })), {
      name: "ParameterNotFound",
    });
  });

  const end = async (name: string) => (await stack.machine(name).start({})).end();

  it("are read by a state machine whose role may", async () => {
    const { status, output } = await end("allowed");
    assert.deepEqual([status, output], ["SUCCEEDED", { key: "sk_1", url: "https://pay.example" }]);
  });

  it("are refused to one whose role may not, with the statement that is missing", async () => {
    const refusals = stack.refusals.length;
    const secret = await end("refused");
    assert.deepEqual([secret.status, secret.error], ["FAILED", "SecretsManager.SecretsManagerException"]);
    assert.match(
      secret.cause!,
      /assumed-role\/stranger\/\w+ is not authorized to perform: secretsmanager:GetSecretValue on resource: /,
    );
    const parameter = await end("without-parameter");
    assert.deepEqual([parameter.status, parameter.error], ["FAILED", "Ssm.SsmException"]);
    assert.match(parameter.cause!, /is not authorized to perform: ssm:GetParameter on resource: /);
    assert.deepEqual(
      stack.refusals.slice(refusals).map(({ action }) => action),
      ["secretsmanager:GetSecretValue", "ssm:GetParameter"],
    );
  });
});
