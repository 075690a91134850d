import { checkRange, constraint } from "../../aws/constraints";
import { invalidParameter } from "./errors";
import type { CreateFunctionInput, FunctionConfiguration, FunctionConfigurationUpdate } from "./function";

const DEFAULTS = {
  packageType: "Zip",
  runtime: "nodejs24.x",
  handler: "index.handler",
  description: "",
  timeout: 3,
  memorySize: 128,
  environment: {},
  tracingMode: "PassThrough",
  logFormat: "Text",
  architectures: ["x86_64"],
  layers: [],
  ephemeralStorage: 512,
} satisfies Partial<FunctionConfiguration>;

/** Ranges that the API validates: member, name in messages, minimum, maximum. */
const RANGES: [keyof FunctionConfiguration, string, number, number][] = [
  ["timeout", "timeout", 1, 900],
  ["memorySize", "memorySize", 128, 10_240],
  ["ephemeralStorage", "ephemeralStorage.size", 512, 10_240],
];

/** Environment variables that only Lambda sets. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const RESERVED_VARIABLES = [
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_DEFAULT_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_LAMBDA_RUNTIME_API",
  "AWS_REGION",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "LAMBDA_RUNTIME_DIR",
  "LAMBDA_TASK_ROOT",
];
const ENVIRONMENT_LIMIT = 4096;

export function newConfiguration(input: CreateFunctionInput): FunctionConfiguration {
  const base = {
    ...DEFAULTS,
    functionName: input.FunctionName,
    role: input.Role,
    logGroup: `/aws/lambda/${input.FunctionName}`,
  };
  return updatedConfiguration(base, input);
}

/** Applies an update to a configuration and checks the result as AWS does. */
export function updatedConfiguration(
  before: FunctionConfiguration,
  update: FunctionConfigurationUpdate,
): FunctionConfiguration {
  const after: FunctionConfiguration = {
    ...before,
    ...defined({
      role: update.Role,
      runtime: update.Runtime,
      handler: update.Handler,
      description: update.Description,
      timeout: update.Timeout,
      memorySize: update.MemorySize,
      environment: update.Environment && { ...update.Environment.Variables },
      tracingMode: update.TracingConfig?.Mode,
      logGroup: update.LoggingConfig?.LogGroup,
      logFormat: update.LoggingConfig?.LogFormat,
      deadLetterTargetArn: update.DeadLetterConfig?.TargetArn,
      architectures: update.Architectures,
      packageType: update.PackageType,
      layers: update.Layers,
      kmsKeyArn: update.KMSKeyArn,
      ephemeralStorage: update.EphemeralStorage?.Size,
    }),
  };
  if (update.Unavailable === undefined) delete after.unavailable;
  else after.unavailable = update.Unavailable;
  // An empty ARN removes the key.
  if (after.kmsKeyArn === "") delete after.kmsKeyArn;
  check(after);
  return after;
}

function check(configuration: FunctionConfiguration): void {
  if (!/^[a-zA-Z0-9-_]{1,64}$/.test(configuration.functionName)) {
    throw constraint(
      configuration.functionName,
      "functionName",
      "satisfy regular expression pattern: [a-zA-Z0-9-_]+",
    );
  }
  for (const [member, name, minimum, maximum] of RANGES)
    checkRange(configuration[member], name, minimum, maximum);
  checkEnvironment(configuration.environment);
}

function checkEnvironment(variables: Record<string, string>): void {
  const reserved = Object.keys(variables).filter((name) => RESERVED_VARIABLES.includes(name));
  const unable =
    "Lambda was unable to configure your environment variables because the environment variables you have provided";
  if (reserved.length > 0) {
    throw invalidParameter(
      `${unable} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  }
  for (const [name, value] of Object.entries(variables)) {
    if (!/^[a-zA-Z][a-zA-Z0-9_]+$/.test(name)) {
      throw constraint(
        `{${name}=${value}}`,
        "environment.variables",
        "satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]",
      );
    }
  }
  const text = JSON.stringify(variables);
  if (Buffer.byteLength(text) > ENVIRONMENT_LIMIT) {
    throw invalidParameter(`${unable} exceeded the 4KB limit. String measured: ${text}`);
  }
}

function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
