import {
  type LocalStack,
  type LocalStackOptions,
  type Resource,
  startLocalStack,
} from "../../../../packages/local-stack";
import { code } from "../../local-cloud/services/lambda/lambdaTest";

const ACCOUNT = "123456789012";
export const machineArn = (name: string) => `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:${name}`;
export const functionArn = (name: string) => `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}`;

export interface Machines {
  /** Definitions by the names of their state machines. */
  [name: string]: { Type?: "EXPRESS"; StartAt: string; States: object };
}

/** A stack with these state machines, whose role may do everything, and one output for each: `NAMEArn`. */
export async function startStack(
  machines: Machines,
  {
    functions = {},
    resources = [],
    ...options
  }: Partial<LocalStackOptions> & { functions?: Record<string, string>; resources?: Resource[] } = {},
): Promise<LocalStack> {
  const outputs = Object.fromEntries(Object.keys(machines).map((name) => [`${name}Arn`, machineArn(name)]));
  const stack = await startLocalStack({
    program: {
      project: "test",
      stack: "dev",
      resources,
      outputs,
      secretOutputs: [],
      logs: [],
      durationMs: 0,
    },
    time: "manual",
    onError: (error) => {
      throw error;
    },
    ...options,
  });
  const { cloud, lambda } = stack.services;
  const role = (name: string, Service: string) =>
    cloud.iam.registry.putRole({
      name,
      assumeRolePolicy: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }],
      },
      inlinePolicies: {
        all: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
      },
    }).arn;
  const functionRole = role("function", "lambda.amazonaws.com");
  for (const [FunctionName, text] of Object.entries(functions))
    await lambda.functions.createFunction({ FunctionName, Role: functionRole, Code: code(text) });
  const roleArn = role("machine", "states.amazonaws.com");
  for (const [name, { Type = "STANDARD", ...definition }] of Object.entries(machines))
    await cloud.call(cloud.administrator, "states", "CreateStateMachine", {
      name,
      roleArn,
      type: Type,
      definition: JSON.stringify(definition),
    });
  return stack;
}
