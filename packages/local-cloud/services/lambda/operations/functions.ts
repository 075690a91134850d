import { checkEnum } from "../../../aws/constraints";
import type { Caller, Cloud } from "../../../aws/service";
import { invalidParameter, notOnThisMachine, wrongRevision } from "../errors";
import {
  type CreateFunctionInput,
  describeVersion,
  type FunctionConfigurationUpdate,
  type FunctionVersion,
} from "../function";
import type { FunctionManager } from "../functionManager";
import { parseFunctionName } from "../functionName";
import type { FunctionPolicy } from "../functionPolicy";
import type { FunctionRegistry, LambdaFunction } from "../functions";
import type { Input } from "../inputs";
import { findRuntime } from "../worker/runtime";
import { type Operation, page, referenceOf } from "./operation";

export interface FunctionServices {
  registry: FunctionRegistry;
  manager: FunctionManager;
  cloud: Cloud;
  /** 0 ≤ n < 1, for the routing weights of aliases. */
  random: () => number;
  policyOf(arn: string): FunctionPolicy;
}

/** The operations on functions and their versions. */
export function functionOperations({ registry, manager, cloud, random, policyOf }: FunctionServices) {
  const functionOf = (input: Input) => registry.get({ name: referenceOf(input).name });
  const published = (target: LambdaFunction, version: FunctionVersion, { Publish }: Input) =>
    describeVersion(Publish === true ? registry.publish(target) : version);
  return {
    async CreateFunction(input, caller) {
      const FunctionName = parseFunctionName(String(input.FunctionName)).name;
      const { PackageType = "Zip", Code, Tags } = input;
      if (PackageType !== "Zip" || (Code as Input).ImageUri !== undefined)
        throw notOnThisMachine("PackageType Image");
      if (input.Runtime === undefined || input.Handler === undefined) {
        throw invalidParameter(
          "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
        );
      }
      checkSettings(input);
      const given = input as unknown as CreateFunctionInput;
      const zip = await zipOf(Code as Input, cloud, caller);
      const version = await manager.createFunction({ ...given, FunctionName, Code: zip });
      const target = registry.get({ name: FunctionName });
      for (const [key, value] of Object.entries((Tags ?? {}) as object)) target.tags.set(key, value);
      return published(target, version, input);
    },
    async UpdateFunctionCode(input, caller) {
      const target = functionOf(input);
      checkRevision(target.latest, input);
      const zip = await zipOf(input, cloud, caller);
      if (input.DryRun === true) return describeVersion(target.latest);
      const { Architectures } = input as FunctionConfigurationUpdate;
      const { functionName } = target.latest.configuration;
      const version = await manager.updateFunctionCode(functionName, zip);
      if (Architectures === undefined) return published(target, version, input);
      return published(
        target,
        await manager.updateFunctionConfiguration(functionName, { Architectures }),
        input,
      );
    },
    async UpdateFunctionConfiguration(input) {
      const target = functionOf(input);
      checkRevision(target.latest, input);
      checkSettings(input);
      const { functionName } = target.latest.configuration;
      return describeVersion(
        await manager.updateFunctionConfiguration(functionName, input as FunctionConfigurationUpdate),
      );
    },
    async DeleteFunction(input) {
      const target = functionOf(input);
      const { qualifier } = referenceOf(input);
      if (qualifier !== undefined) {
        await manager.deleteVersion(target.latest.configuration.functionName, qualifier);
        policyOf(`${target.arn}:${qualifier}`).removeAll();
        return {};
      }
      const qualifiers = [...target.aliases.keys(), ...target.published.map(({ version }) => version)];
      await manager.deleteFunction(target.latest.configuration.functionName);
      for (const arn of [target.arn, ...qualifiers.map((each) => `${target.arn}:${each}`)])
        policyOf(arn).removeAll();
      return {};
    },
    GetFunction(input) {
      const reference = referenceOf(input);
      const target = registry.get(reference);
      const version = registry.resolve(reference, random);
      return {
        Configuration: describeVersion(version),
        Code: { RepositoryType: "FILE", Location: `file://${version.code.directory}` },
        ...(target.tags.size > 0 && { Tags: Object.fromEntries(target.tags) }),
        ...(target.reservedConcurrency !== undefined && {
          Concurrency: { ReservedConcurrentExecutions: target.reservedConcurrency },
        }),
      };
    },
    GetFunctionConfiguration: (input) => describeVersion(registry.resolve(referenceOf(input), random)),
    ListFunctions(input) {
      checkEnum(input.FunctionVersion, "functionVersion", ["ALL"]);
      const all = registry
        .list()
        .flatMap((each) => (input.FunctionVersion === "ALL" ? versionsOf(each) : [each.latest]));
      const { items, next } = page(all, ({ arn }) => arn, input);
      return { Functions: items.map(describeVersion), ...next };
    },
    ListVersionsByFunction(input) {
      const { items, next } = page(versionsOf(functionOf(input)), ({ arn }) => arn, input);
      return { Versions: items.map(describeVersion), ...next };
    },
    PublishVersion(input) {
      const { latest } = functionOf(input);
      const { CodeSha256, Description } = input;
      checkRevision(latest, input);
      if (CodeSha256 !== undefined && CodeSha256 !== latest.code.sha256) {
        throw invalidParameter(
          `CodeSHA256 (${CodeSha256}) is different from current CodeSHA256 in $LATEST (${latest.code.sha256}). Please try again with the CodeSHA256 in $LATEST.`,
        );
      }
      const { functionName } = latest.configuration;
      return describeVersion(manager.publishVersion(functionName, Description as string | undefined));
    },
  } satisfies Record<string, Operation>;
}

/** `$LATEST` by its qualified ARN, and the published versions. */
const versionsOf = ({ latest, published }: LambdaFunction): FunctionVersion[] => [
  { ...latest, arn: `${latest.arn}:$LATEST` },
  ...published,
];

function checkRevision({ revisionId }: FunctionVersion, { RevisionId }: Input): void {
  if (RevisionId !== undefined && RevisionId !== revisionId) throw wrongRevision();
}

/** What this machine cannot do. */
function checkSettings({ Runtime, SnapStart, LoggingConfig, TracingConfig, Architectures }: Input): void {
  if (Runtime !== undefined && !findRuntime(String(Runtime))) {
    throw invalidParameter(
      `The runtime ${Runtime} cannot run on this machine; allowed: Node.js runtimes such as nodejs24.x, and Python ones where python3 is in the PATH.`,
    );
  }
  if (((SnapStart ?? {}) as Input).ApplyOn === "PublishedVersions") throw notOnThisMachine("SnapStart");
  const logging = (LoggingConfig ?? {}) as Input;
  checkEnum(logging.LogFormat, "loggingConfig.logFormat", ["JSON", "Text"]);
  for (const level of ["ApplicationLogLevel", "SystemLogLevel"])
    if (logging[level] !== undefined) throw notOnThisMachine(`LoggingConfig.${level}`);
  checkEnum(((TracingConfig ?? {}) as Input).Mode, "tracingConfig.mode", ["Active", "PassThrough"]);
  for (const architecture of (Architectures ?? []) as string[])
    checkEnum(architecture, "architectures", ["x86_64", "arm64"]);
}

/** The zip file of an input, from the request or, as the caller may read it, from a bucket. */
async function zipOf(code: Input, cloud: Cloud, caller: Caller): Promise<Buffer> {
  const { ZipFile, S3Bucket, S3Key, S3ObjectVersion } = code;
  if (ZipFile !== undefined) return bytesOf(ZipFile);
  if (S3Bucket === undefined || S3Key === undefined)
    throw invalidParameter("Please provide a source for function code.");
  const VersionId = S3ObjectVersion === undefined ? {} : { VersionId: S3ObjectVersion };
  const { Body } = await cloud.call(caller, "s3", "GetObject", {
    Bucket: S3Bucket,
    Key: S3Key,
    ...VersionId,
  });
  return bytesOf(Body);
}

const bytesOf = (value: unknown): Buffer =>
  value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value), "base64");
