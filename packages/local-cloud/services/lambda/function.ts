import type { asset } from "@pulumi/pulumi";
import type { FunctionCode } from "./code";

/** What `CreateFunction` is given, with the code as Pulumi's own archive. */
export interface CreateFunctionInput {
  FunctionName: string;
  /** ARN of the execution role. */
  Role: string;
  Code: asset.Archive;
  /** Default `nodejs24.x`; only Node.js functions run on this machine, all of them on its own Node. */
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
  /** Where events go that failed three times: the ARN of a queue or topic. */
  DeadLetterConfig?: { TargetArn?: string };
  Architectures?: string[];
  Layers?: string[];
  KMSKeyArn?: string;
  EphemeralStorage?: { Size: number };
}

/** What `UpdateFunctionConfiguration` may change. */
export type FunctionConfigurationUpdate = Partial<Omit<CreateFunctionInput, "FunctionName" | "Code">>;

/** A function's settings with every default filled in. */
export interface FunctionConfiguration {
  functionName: string;
  role: string;
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
  kmsKeyArn?: string;
  ephemeralStorage: number;
}

/** `$LATEST`, or a published version: settings and code that never change again. */
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

/** The answer of `GetFunctionConfiguration`. */
export function describeVersion(version: FunctionVersion): Record<string, unknown> {
  const { configuration, code } = version;
  return {
    FunctionName: configuration.functionName,
    FunctionArn: version.arn,
    Runtime: configuration.runtime,
    Role: configuration.role,
    Handler: configuration.handler,
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
    PackageType: "Zip",
    Architectures: configuration.architectures,
    EphemeralStorage: { Size: configuration.ephemeralStorage },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    LoggingConfig: { LogFormat: configuration.logFormat, LogGroup: configuration.logGroup },
  };
}
