import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { resolve } from "node:path";
import { type EvaluateOptions, EvaluationError, evaluate } from "../../../../packages/local-stack/program";

const directory = resolve(__dirname, "programs/values");
const given = resolve(directory, "given.yaml");

describe("evaluate, of a program that reads what only its account, other stacks and its secrets provider have", () => {
  const run = (options: Partial<EvaluateOptions> = {}) => evaluate({ directory, stack: "dev", ...options });
  const missing = async (options: Partial<EvaluateOptions> = {}): Promise<string> => {
    let message = "";
    await rejects(run(options), (error) => {
      ok(error instanceof EvaluationError, String(error));
      equal(error.kind, "values");
      message = error.message.slice(error.message.indexOf("\n\n") + 2).replace(/ # has also .*/g, "");
      return true;
    });
    return message;
  };

  it("lists all that is missing, in the text to paste", async () => {
    equal(
      await missing(),
      `config:
  values:token: <value>
  values:limits:
    rate: 5
    key: <value>
secrets:
  payments/key: <value>
parameters:
  /shop/region: <value>
stackReferences:
  organization/network/dev:
    outputs:
      queueUrl: <value>
      password: <value>
functions:
  aws.ec2.getSubnets:
    - result:
        id: <value>
        ids:
          - <value>
resources:
  aws.ec2.Vpc:
    vpc-1: {}`,
    );
  });

  it("gives it the values of a file, secrets as secrets", async () => {
    const { outputs, secretOutputs } = await run({ values: given });
    deepEqual(outputs, {
      token: "t0ken",
      limit: 3,
      queueUrl: "http://queue",
      password: "hunter2",
      key: "sk_test",
      place: "eu-north-1",
      firstSubnet: "SUBNET-1",
      cidrBlock: "10.0.0.0/16",
    });
    deepEqual([...secretOutputs].sort(), ["key", "password", "place", "token"]);
  });

  it("lists only what is missing beside what is given, configuration of the command included", async () => {
    const values = {
      secrets: { "payments/key": "sk" },
      parameters: { "/shop/region": "<value>" },
      stackReferences: { "organization/network/dev": { outputs: { queueUrl: "http://queue" } } },
      functions: { "aws.ec2.getSubnets": [{ result: { ids: ["s"] } }] },
      resources: { "aws.ec2.Vpc": { "vpc-1": { cidrBlock: "10.0.0.0/8" } } },
    };
    equal(
      await missing({ values, config: { token: "x", "values:limits": '{"rate":1}' } }),
      `parameters:
  /shop/region: <value>
stackReferences:
  organization/network/dev:
    outputs:
      password: <value>`,
    );
  });
});
