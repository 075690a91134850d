import * as pulumi from "@pulumi/pulumi";

/** A resource as the program registered it, inputs resolved. */
export interface Registration {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

export const ACCOUNT = "123456789012";
export const REGION = "eu-west-1";

/** What the provider would add, as far as components read it. */
function outputsOf({ type, name, inputs }: pulumi.runtime.MockResourceArgs): Record<string, unknown> {
  const service = type.split(":")[1]!.split("/")[0];
  const arn = (resource: string) =>
    `arn:aws:${service === "sfn" ? "states" : service}:${REGION}:${ACCOUNT}:${resource}`;
  const invokeArn = (target: string) =>
    `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/${arn(`function:${target}`)}/invocations`;
  const byType: Record<string, () => Record<string, unknown>> = {
    "aws:iam/role:Role": () => ({ name, arn: `arn:aws:iam::${ACCOUNT}:role/${name}` }),
    "aws:cloudwatch/logGroup:LogGroup": () => ({
      name: `${inputs.namePrefix}1`,
      arn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${inputs.namePrefix}1`,
    }),
    "aws:sfn/stateMachine:StateMachine": () => ({
      name,
      arn: arn(`stateMachine:${name}`),
      stateMachineVersionArn: arn(`stateMachine:${name}:1`),
    }),
    "aws:sfn/alias:Alias": () => ({
      arn: String(
        (inputs.routingConfigurations as { stateMachineVersionArn: string }[])[0]!.stateMachineVersionArn,
      ).replace(/:\d+$/, `:${inputs.name}`),
    }),
    "aws:lambda/function:Function": () => ({
      name,
      arn: arn(`function:${name}`),
      invokeArn: invokeArn(name),
      version: "1",
    }),
    "aws:lambda/alias:Alias": () => ({
      arn: arn(`function:${inputs.functionName}:${inputs.name}`),
      invokeArn: invokeArn(`${inputs.functionName}:${inputs.name}`),
    }),
    "aws:dynamodb/table:Table": () => ({ name, arn: arn(`table/${name}`) }),
    "aws:s3/bucket:Bucket": () => ({ bucket: name, arn: `arn:aws:s3:::${name}` }),
    "aws:apigateway/restApi:RestApi": () => ({
      name,
      rootResourceId: "root",
      executionArn: `arn:aws:execute-api:${REGION}:${ACCOUNT}:${name}-id`,
    }),
    "aws:apigateway/stage:Stage": () => ({
      invokeUrl: `https://${inputs.restApi}.execute-api.${REGION}.amazonaws.com/${inputs.stageName}`,
    }),
    "aws:appsync/graphQLApi:GraphQLApi": () => ({
      uris: { GRAPHQL: `https://${name}.appsync-api.${REGION}.amazonaws.com/graphql` },
    }),
    "aws:appsync/apiKey:ApiKey": () => ({ key: "the key" }),
    "aws:apigateway/apiKey:ApiKey": () => ({ value: "the key" }),
    "aws:sqs/queue:Queue": () => ({
      name,
      arn: arn(name),
      url: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`,
    }),
    "aws:sns/topic:Topic": () => ({ name, arn: arn(name) }),
    "aws:cloudwatch/metricAlarm:MetricAlarm": () => ({ name, arn: arn(`alarm:${name}`) }),
    "aws:codedeploy/application:Application": () => ({ name }),
    "aws:codedeploy/deploymentConfig:DeploymentConfig": () => ({ deploymentConfigName: name }),
    "aws:kms/key:Key": () => ({ arn: arn(`key/${name}`), keyId: name }),
  };
  return byType[type]?.() ?? {};
}

/** Runs a part of a Pulumi program against Pulumi's mocks and gives what it registered, and what it returned. */
export async function register<T>(
  program: () => T,
  options: { config?: Record<string, string>; stack?: string } = {},
): Promise<{ registrations: Registration[]; result: T }> {
  const registrations: Registration[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource(args) {
        registrations.push({ type: args.type, name: args.name, inputs: args.inputs });
        return { id: `${args.name}-id`, state: { ...args.inputs, ...outputsOf(args) } };
      },
      call({ token }) {
        const results: Record<string, Record<string, unknown>> = {
          "aws:index/getPartition:getPartition": { partition: "aws" },
          "aws:index/getRegion:getRegion": { region: REGION },
          "aws:index/getCallerIdentity:getCallerIdentity": { accountId: ACCOUNT },
        };
        return results[token]!;
      },
    },
    "sfn-workflows",
    options.stack ?? "dev",
  );
  pulumi.runtime.setAllConfig(options.config ?? {});
  const failures: unknown[] = [];
  const onFailure = (reason: unknown) => failures.push(reason);
  process.on("unhandledRejection", onFailure);
  try {
    const result = program();
    await pulumi.runtime.disconnect();
    await new Promise((resolve) => setImmediate(resolve));
    if (failures.length > 0) throw failures[0];
    return { registrations, result };
  } finally {
    process.off("unhandledRejection", onFailure);
  }
}

/** The only registration of a type and name. */
export function only(registrations: Registration[], type: string, name?: string): Registration {
  const found = registrations.filter(
    (each) => each.type === type && (name === undefined || each.name === name),
  );
  if (found.length !== 1) {
    throw new Error(
      `expected one ${type}${name ? ` '${name}'` : ""}, found ${found.length} among ${registrations
        .map((each) => `${each.type} '${each.name}'`)
        .join(", ")}`,
    );
  }
  return found[0]!;
}

/** An output's value. */
export const resolved = <T>(output: pulumi.Output<T>): Promise<T> =>
  new Promise((resolve) => output.apply((value) => resolve(value as T)));
