import type { asset } from "@pulumi/pulumi";
import type { CreateFunctionInput, LocalServices } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import type { Deployer } from "./deployer";
import { DeploymentNotes } from "./deploymentNotes";
import { codeEntries } from "./lambdaCode";
import { text } from "./properties";

type Inputs = Record<string, unknown>;

function functionInput(resource: Resource): CreateFunctionInput {
  const { inputs } = resource;
  const nested = (name: string) => inputs[name] as Inputs | undefined;
  const given = {
    Runtime: inputs.runtime,
    Handler: inputs.handler,
    Description: inputs.description,
    Timeout: inputs.timeout,
    MemorySize: inputs.memorySize,
    Environment: nested("environment") && { Variables: nested("environment")?.variables },
    TracingConfig: nested("tracingConfig") && { Mode: nested("tracingConfig")?.mode },
    LoggingConfig: nested("loggingConfig") && {
      LogGroup: nested("loggingConfig")?.logGroup,
      LogFormat: nested("loggingConfig")?.logFormat,
    },
    DeadLetterConfig: nested("deadLetterConfig") && { TargetArn: nested("deadLetterConfig")?.targetArn },
    Architectures: inputs.architectures,
    Layers: inputs.layers,
    KMSKeyArn: inputs.kmsKeyArn,
    EphemeralStorage: nested("ephemeralStorage") && { Size: nested("ephemeralStorage")?.size },
  };
  return {
    FunctionName: text(resource, "name"),
    Role: text(resource, "role"),
    Code: codeEntries(inputs.code as asset.Archive),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}

/** The version published last, by function name. */
const publishedVersions = new DeploymentNotes();

/** The version that was published last of a function, by its name or ARN. */
export const publishedFunctionVersion = (services: LocalServices, nameOrArn: string): string | undefined =>
  publishedVersions.get(services, functionNameOf(nameOrArn));

const functionNameOf = (nameOrArn: string) => nameOrArn.replace(/^arn:.*:function:/, "");

function publish(resource: Resource, services: LocalServices): void {
  if (!resource.inputs.publish) return;
  const name = text(resource, "name");
  const { version } = services.lambda.functions.publishVersion(name);
  publishedVersions.set(services, name, version);
}

function reserveConcurrency({ inputs }: Resource, name: string, { lambda }: LocalServices): void {
  const reserved = inputs.reservedConcurrentExecutions as number | undefined;
  lambda.functions.putFunctionConcurrency(name, reserved === -1 ? undefined : reserved);
}

/** Values of settings that the program does not give, since an update changes only what it contains. */
const UNSET: Partial<CreateFunctionInput> = {
  Description: "",
  Timeout: 3,
  MemorySize: 128,
  Environment: { Variables: {} },
  TracingConfig: { Mode: "PassThrough" },
  DeadLetterConfig: { TargetArn: "" },
  KMSKeyArn: "",
};

const lambdaFunction: Deployer = {
  async create(resource, services) {
    await services.lambda.functions.createFunction(functionInput(resource));
    reserveConcurrency(resource, text(resource, "name"), services);
    publish(resource, services);
  },
  async update(resource, _before, services) {
    const { FunctionName, Code, ...configuration } = functionInput(resource);
    await services.lambda.functions.updateFunctionCode(FunctionName, Code);
    await services.lambda.functions.updateFunctionConfiguration(FunctionName, { ...UNSET, ...configuration });
    reserveConcurrency(resource, FunctionName, services);
    publish(resource, services);
  },
  async delete(resource, { lambda }) {
    await lambda.functions.deleteFunction(text(resource, "name"));
  },
};

function aliasInput(resource: Resource) {
  const { functionName, functionVersion, routingConfig } = resource.inputs;
  return {
    FunctionName: functionNameOf(String(functionName)),
    Name: text(resource, "name"),
    FunctionVersion: String(functionVersion),
    ...(routingConfig
      ? {
          RoutingConfig: {
            AdditionalVersionWeights: (routingConfig as Inputs).additionalVersionWeights as Record<
              string,
              number
            >,
          },
        }
      : {}),
  };
}

export const functionAlias: Deployer = {
  resolve(resource, services) {
    const { functionName, functionVersion } = resource.inputs;
    const published = publishedFunctionVersion(services, String(functionName));
    if (functionVersion === "$LATEST" || published === undefined) return resource;
    return { ...resource, inputs: { ...resource.inputs, functionVersion: published } };
  },
  create: (resource, { lambda }) => lambda.functions.createAlias(aliasInput(resource)),
  update: (resource, _before, { lambda }) => lambda.functions.updateAlias(aliasInput(resource)),
  delete(resource, { lambda }) {
    const { FunctionName, Name } = aliasInput(resource);
    lambda.functions.deleteAlias(FunctionName, Name);
  },
};

/** The mappings' UUIDs, by the URN of their resource. */
const mappingIds = new DeploymentNotes();

const eventSourceMapping: Deployer = {
  async create(resource, services) {
    const { inputs } = resource;
    const scaling = inputs.scalingConfig as { maximumConcurrency?: number } | undefined;
    const given = {
      BatchSize: inputs.batchSize,
      MaximumBatchingWindowInSeconds: inputs.maximumBatchingWindowInSeconds,
      FunctionResponseTypes: inputs.functionResponseTypes,
      ScalingConfig: scaling && { MaximumConcurrency: scaling.maximumConcurrency },
      Enabled: inputs.enabled,
    };
    const uuid = await services.lambda.eventSourceMappings.createEventSourceMapping({
      EventSourceArn: text(resource, "eventSourceArn"),
      FunctionName: String(inputs.functionName),
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    });
    mappingIds.set(services, resource.urn, uuid);
  },
  async delete(resource, services) {
    const uuid = mappingIds.get(services, resource.urn);
    if (uuid) await services.lambda.eventSourceMappings.deleteEventSourceMapping(uuid);
  },
};

export const functions: Record<string, Deployer> = {
  "aws:lambda/function:Function": lambdaFunction,
  "aws:lambda/alias:Alias": functionAlias,
  "aws:lambda/eventSourceMapping:EventSourceMapping": eventSourceMapping,
};
