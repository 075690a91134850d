import type { CodeEntries, FunctionCode } from "./code";

/** The input of `CreateFunction`, except that the code may be on this machine. */
export interface CreateFunctionInput {
  FunctionName: string;
  /** ARN of the execution role. */
  Role: string;
  /** A Buffer is a zip file. */
  Code: CodeEntries | Buffer;
  /** Default `Zip`. Container images cannot run on this machine. */
  PackageType?: "Zip" | "Image";
  /** Default `nodejs24.x`. A call of a function whose runtime this machine does not have fails: see `findRuntime`. */
  Runtime?: string;
  /** Default `index.handler`. */
  Handler?: string;
  Description?: string;
  /** Seconds, 1–900. Default 3. */
  Timeout?: number;
  /** MB, 128–10240. Default 128. */
  MemorySize?: number;
  Environment?: { Variables?: Record<string, string> };
  /** Default `PassThrough`. */
  TracingConfig?: { Mode: "Active" | "PassThrough" };
  LoggingConfig?: { LogGroup?: string; LogFormat?: "Text" | "JSON" };
  /** The ARN of the queue or topic that receives events that failed three times. */
  DeadLetterConfig?: { TargetArn?: string };
  Architectures?: string[];
  /** ARNs of versions of layers; those that are not on this machine are left out. */
  Layers?: string[];
  KMSKeyArn?: string;
  EphemeralStorage?: { Size: number };
  /** Why the function's code is not on this machine. Calls fail with it. Default: it is. */
  Unavailable?: string;
}

/** What `UpdateFunctionConfiguration` may change. */
export type FunctionConfigurationUpdate = Partial<Omit<CreateFunctionInput, "FunctionName" | "Code">>;

/** A function's settings with every default filled in. */
export interface FunctionConfiguration {
  functionName: string;
  role: string;
  packageType: "Zip" | "Image";
  runtime: string;
  handler: string;
  description: string;
  /** Seconds. */
  timeout: number;
  /** MB. */
  memorySize: number;
  environment: Record<string, string>;
  tracingMode: "Active" | "PassThrough";
  logGroup: string;
  logFormat: "Text" | "JSON";
  deadLetterTargetArn?: string;
  architectures: string[];
  layers: string[];
  unavailable?: string;
  kmsKeyArn?: string;
  ephemeralStorage: number;
}

/** `$LATEST`, or a published version: settings and code that no longer change. */
export interface FunctionVersion {
  /** Unqualified for `$LATEST`. */
  arn: string;
  /** `$LATEST`, `1`, `2`, … */
  version: string;
  configuration: FunctionConfiguration;
  code: FunctionCode;
  /** ISO 8601. */
  lastModified: string;
  revisionId: string;
}

export interface AliasConfiguration {
  name: string;
  /** Changes with every change. */
  revisionId: string;
  functionVersion: string;
  description: string;
  /** Version → its share of the invocations, 0–1; the rest goes to {@link functionVersion}. */
  additionalVersionWeights: Record<string, number>;
}

export interface EventInvokeConfig {
  /** 0–2. Default 2. */
  MaximumRetryAttempts?: number;
  /** Seconds, 60–21600. Default 21600. */
  MaximumEventAgeInSeconds?: number;
  DestinationConfig?: { OnSuccess?: { Destination?: string }; OnFailure?: { Destination?: string } };
}

/** The output of `GetFunctionConfiguration`. */
export function describeVersion(version: FunctionVersion): Record<string, unknown> {
  const { configuration, code } = version;
  return {
    FunctionName: configuration.functionName,
    FunctionArn: version.arn,
    ...(configuration.packageType === "Zip" && {
      Runtime: configuration.runtime,
      Handler: configuration.handler,
    }),
    Role: configuration.role,
    CodeSize: code.size,
    Description: configuration.description,
    Timeout: configuration.timeout,
    MemorySize: configuration.memorySize,
    LastModified: version.lastModified,
    CodeSha256: code.sha256,
    Version: version.version,
    ...(configuration.deadLetterTargetArn !== undefined && {
      DeadLetterConfig: { TargetArn: configuration.deadLetterTargetArn },
    }),
    ...(Object.keys(configuration.environment).length > 0 && {
      Environment: { Variables: configuration.environment },
    }),
    ...(configuration.kmsKeyArn !== undefined && { KMSKeyArn: configuration.kmsKeyArn }),
    TracingConfig: { Mode: configuration.tracingMode },
    RevisionId: version.revisionId,
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: configuration.packageType,
    ...(configuration.layers.length > 0 && { Layers: configuration.layers.map((Arn) => ({ Arn })) }),
    Architectures: configuration.architectures,
    EphemeralStorage: { Size: configuration.ephemeralStorage },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    LoggingConfig: { LogFormat: configuration.logFormat, LogGroup: configuration.logGroup },
  };
}
