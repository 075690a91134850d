import { type AwsError, type CreateFunctionInput, findRuntime, type LocalServices } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import type { Deployer } from "./deployer";
import { DeploymentNotes } from "./deploymentNotes";
import { codeEntries, isArchive } from "./lambdaCode";
import { present } from "./present";
import { Properties, text } from "./properties";

function functionInput(resource: Resource): CreateFunctionInput {
  const inputs = Properties.inputsOf(resource);
  const isImage = packageTypeOf(inputs) === "Image";
  const isElsewhere = !isImage && isInBucket(inputs);
  const environment = inputs.nested("environment");
  const tracing = inputs.nested("tracingConfig");
  const logging = inputs.nested("loggingConfig");
  const deadLetter = inputs.nested("deadLetterConfig");
  const storageSize = inputs.nested("ephemeralStorage")?.number("size");
  return {
    FunctionName: text(resource, "name"),
    Role: inputs.text("role"),
    Code: isImage || isElsewhere ? [] : codeEntries(inputs.asset("code", "an archive", isArchive)),
    ...present<Omit<CreateFunctionInput, "FunctionName" | "Role" | "Code">>({
      PackageType: packageTypeOf(inputs),
      Unavailable: isElsewhere ? CODE_IN_BUCKET : undefined,
      Runtime: inputs.optionalText("runtime"),
      Handler: inputs.optionalText("handler"),
      Description: inputs.optionalText("description"),
      Timeout: inputs.number("timeout"),
      MemorySize: inputs.number("memorySize"),
      Environment: environment && { Variables: environment.textMap("variables") },
      TracingConfig: tracing && { Mode: tracing.oneOf("mode", ["Active", "PassThrough"]) },
      LoggingConfig: logging && {
        LogGroup: logging.optionalText("logGroup"),
        LogFormat: logging.oneOf<"Text" | "JSON">("logFormat", ["Text", "JSON"]),
      },
      DeadLetterConfig: deadLetter && { TargetArn: deadLetter.text("targetArn") },
      Architectures: inputs.has("architectures") ? inputs.texts("architectures") : undefined,
      Layers: inputs.has("layers") ? inputs.texts("layers") : undefined,
      KMSKeyArn: inputs.optionalText("kmsKeyArn"),
      EphemeralStorage: storageSize === undefined ? undefined : { Size: storageSize },
    }),
  };
}

const packageTypeOf = (inputs: Properties) => inputs.oneOf("packageType", ["Zip", "Image"], "Zip");

const isInBucket = (inputs: Properties) => inputs.has("s3Bucket") && !inputs.has("code");

const CODE_IN_BUCKET = "its code is in a bucket; code in the program can run (code).";

/** The account in an ARN. */
const accountOf = (arn: string) => arn.split(":")[4];

/** What of a function has no form on this machine. */
function unsupportedIn(resource: Resource): string[] {
  const inputs = Properties.inputsOf(resource);
  const runtime = inputs.optionalText("runtime");
  const ownAccount = accountOf(inputs.text("role"));
  const foreignLayers = inputs.texts("layers").filter((arn) => accountOf(arn) !== ownAccount);
  return [
    ...(packageTypeOf(inputs) === "Image" ? ["container image"] : []),
    ...(isInBucket(inputs) ? ["code in a bucket"] : []),
    ...(runtime !== undefined && !findRuntime(runtime) ? [runtime] : []),
    ...foreignLayers.map((arn) => `layer ${arn}`),
  ].map((what) => `${resource.type} (${what})`);
}

/** The version published last, by function name. */
const publishedVersions = new DeploymentNotes();

/** The version that was published last of a function, by its name or ARN. */
export const publishedFunctionVersion = (services: LocalServices, nameOrArn: string): string | undefined =>
  publishedVersions.get(services, functionNameOf(nameOrArn));

const functionNameOf = (nameOrArn: string) => nameOrArn.replace(/^arn:.*:function:/, "");

function publish(resource: Resource, services: LocalServices): void {
  if (!Properties.inputsOf(resource).flag("publish")) return;
  const name = text(resource, "name");
  const { version } = services.lambda.functions.publishVersion(name);
  publishedVersions.set(services, name, version);
}

function reserveConcurrency(resource: Resource, name: string, { lambda }: LocalServices): void {
  const reserved = Properties.inputsOf(resource).number("reservedConcurrentExecutions");
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
  Layers: [],
};

/** Whether it is Lambda's error for a role that it cannot assume, or that lacks a permission. */
const isRoleRefused = ({ code, message }: AwsError): boolean =>
  code === "InvalidParameterValueException" &&
  /cannot be assumed by Lambda|execution role does not have permissions/.test(message);

const lambdaFunction: Deployer = {
  /** https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/lambda/function.go */
  isRetried: isRoleRefused,
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
  unsupported: unsupportedIn,
};

const layerVersion: Deployer = {
  async create(resource, { lambda }) {
    const inputs = Properties.inputsOf(resource);
    if (isInBucket(inputs)) return;
    const content = codeEntries(inputs.asset("code", "an archive", isArchive));
    await lambda.functions.putLayerVersion(text(resource, "arn"), content);
  },
  update: (resource, _before, services) => layerVersion.create(resource, services),
  delete: (resource, { lambda }) => lambda.functions.deleteLayerVersion(text(resource, "arn")),
  unsupported: (resource) =>
    isInBucket(Properties.inputsOf(resource)) ? [`${resource.type} (code in a bucket)`] : [],
};

function aliasInput(resource: Resource) {
  const inputs = Properties.inputsOf(resource);
  const routing = inputs.nested("routingConfig");
  return {
    FunctionName: functionNameOf(inputs.text("functionName")),
    Name: text(resource, "name"),
    FunctionVersion: inputs.text("functionVersion"),
    ...(routing && {
      RoutingConfig: { AdditionalVersionWeights: routing.numberMap("additionalVersionWeights") },
    }),
  };
}

export const functionAlias: Deployer = {
  resolve(resource, services) {
    const inputs = Properties.inputsOf(resource);
    const published = publishedFunctionVersion(services, inputs.text("functionName"));
    if (inputs.text("functionVersion") === "$LATEST" || published === undefined) return resource;
    return { ...resource, inputs: { ...resource.inputs, functionVersion: published } };
  },
  create(resource, { lambda }) {
    lambda.functions.createAlias(aliasInput(resource));
  },
  update(resource, _before, { lambda }) {
    lambda.functions.updateAlias(aliasInput(resource));
  },
  delete(resource, { lambda }) {
    const { FunctionName, Name } = aliasInput(resource);
    lambda.functions.deleteAlias(FunctionName, Name);
  },
};

/** The mappings' UUIDs, by the URN of their resource. */
const mappingIds = new DeploymentNotes();

/** The service of an event source that is no queue: others cannot be polled on this machine. */
function unsupportedSource(resource: Resource): string | undefined {
  const inputs = Properties.inputsOf(resource);
  if (inputs.has("selfManagedEventSource")) return "self-managed Kafka";
  const service = inputs.optionalText("eventSourceArn")?.split(":")[2];
  return service === "sqs" ? undefined : service;
}

const eventSourceMapping: Deployer = {
  /** https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/lambda/event_source_mapping.go */
  isRetried: isRoleRefused,
  async create(resource, services) {
    if (unsupportedSource(resource) !== undefined) return;
    const inputs = Properties.inputsOf(resource);
    const scaling = inputs.nested("scalingConfig");
    const uuid = await services.lambda.eventSourceMappings.createEventSourceMapping({
      EventSourceArn: inputs.text("eventSourceArn"),
      FunctionName: inputs.text("functionName"),
      ...present({
        BatchSize: inputs.number("batchSize"),
        MaximumBatchingWindowInSeconds: inputs.number("maximumBatchingWindowInSeconds"),
        FunctionResponseTypes: inputs.has("functionResponseTypes")
          ? inputs.texts("functionResponseTypes")
          : undefined,
        ScalingConfig: scaling && present({ MaximumConcurrency: scaling.number("maximumConcurrency") }),
        Enabled: inputs.optionalFlag("enabled"),
      }),
    });
    mappingIds.set(services, resource.urn, uuid);
  },
  async delete(resource, services) {
    const uuid = mappingIds.get(services, resource.urn);
    if (uuid) await services.lambda.eventSourceMappings.deleteEventSourceMapping(uuid);
  },
  unsupported(resource) {
    const source = unsupportedSource(resource);
    return source === undefined ? [] : [`${resource.type} (${source})`];
  },
};

export const functions: Record<string, Deployer> = {
  "aws:lambda/function:Function": lambdaFunction,
  "aws:lambda/alias:Alias": functionAlias,
  "aws:lambda/layerVersion:LayerVersion": layerVersion,
  "aws:lambda/eventSourceMapping:EventSourceMapping": eventSourceMapping,
};
