import { isDeepStrictEqual } from "node:util";
import { AwsError, type Cloud } from "../../aws/service";
import { type CodeEntries, type FunctionCode, removeCode, unpackCode, unpackZip } from "./code";
import { newConfiguration, updatedConfiguration } from "./configuration";
import { destinationPermission } from "./destination";
import { conflict, invalidParameter } from "./errors";
import type {
  AliasConfiguration,
  CreateFunctionInput,
  EventInvokeConfig,
  FunctionConfiguration,
  FunctionConfigurationUpdate,
  FunctionVersion,
} from "./function";
import { parseFunctionName } from "./functionName";
import type { FunctionRegistry, LambdaFunction } from "./functions";
import { type Inspection, isInspected } from "./inspection";
import { causedBy, checkPermissions, configurationPermissions } from "./permissions";
import type { FunctionRunner } from "./runner";

export interface AliasInput {
  FunctionName: string;
  Name: string;
  /** A published version or `$LATEST`. */
  FunctionVersion: string;
  Description?: string;
  RoutingConfig?: { AdditionalVersionWeights?: Record<string, number> };
}

/** Creates and changes functions, with the API's names, checks and errors. */
export class FunctionManager {
  constructor(
    private readonly functions: FunctionRegistry,
    private readonly runner: FunctionRunner,
    private readonly cloud: Cloud,
    /** The directory that code is unpacked in. */
    private readonly codeRoot: string,
    /** The directories of the layers' contents, by the ARN of the layer's version. */
    private readonly layers: Map<string, string>,
    /** Milliseconds since the epoch. */
    private readonly now: () => number,
    private readonly inspection?: Inspection,
  ) {}

  /** Every function, in the order of their names. */
  list(): { arn: string; name: string }[] {
    return this.functions.list().map(({ arn, latest }) => ({ arn, name: latest.configuration.functionName }));
  }

  /**
   * Throws `InvalidParameterValueException` unless Lambda may assume the role, and the role may trace (where
   * `TracingConfig` is active) and reach the dead-letter target.
   */
  async createFunction(input: CreateFunctionInput): Promise<FunctionVersion> {
    const configuration = newConfiguration(input);
    const name = configuration.functionName;
    if (this.functions.has(name)) throw conflict(`Function already exist: ${name}`);
    this.checkRole(configuration, "CreateFunction");
    const code = await this.unpack(input.Code, configuration);
    return this.functions.add(configuration, code).latest;
  }

  /** The function's processes stay warm if no setting changes. */
  async updateFunctionConfiguration(
    functionName: string,
    update: FunctionConfigurationUpdate,
  ): Promise<FunctionVersion> {
    const target = this.find(functionName);
    const configuration = updatedConfiguration(target.latest.configuration, update);
    this.checkRole(configuration, "UpdateFunctionConfiguration");
    if (isDeepStrictEqual(configuration, target.latest.configuration)) return target.latest;
    return this.replaceLatest(target, { configuration });
  }

  /** The function's processes stay warm if the code does not change. */
  async updateFunctionCode(functionName: string, entries: CodeEntries | Buffer): Promise<FunctionVersion> {
    const target = this.find(functionName);
    const code = await this.unpack(entries, target.latest.configuration);
    if (code.sha256 !== target.latest.code.sha256) return this.replaceLatest(target, { code });
    await removeCode(code.directory);
    return target.latest;
  }

  async deleteFunction(functionName: string): Promise<void> {
    const removed = this.functions.remove(parseFunctionName(functionName));
    const versions = [removed.latest, ...removed.published];
    await Promise.all(versions.map((version) => this.runner.retire(version)));
    const directories = new Set(versions.map((version) => version.code.directory));
    await Promise.all([...directories].map(removeCode));
  }

  /** Unpacks a version of a layer, or replaces its contents: functions that use it are started again. */
  async putLayerVersion(arn: string, content: CodeEntries): Promise<void> {
    const { directory } = await unpackCode(content, this.codeRoot);
    const isReplaced = this.layers.has(arn);
    this.layers.set(arn, directory);
    if (!isReplaced) return;
    const users = this.functions.list().filter(({ latest }) => latest.configuration.layers.includes(arn));
    await Promise.all(users.map((target) => this.replaceLatest(target, {})));
  }

  /** Functions that run keep the contents. */
  deleteLayerVersion(arn: string): void {
    this.layers.delete(arn);
  }

  publishVersion(functionName: string, description?: string): FunctionVersion {
    return this.functions.publish(this.find(functionName), description);
  }

  async deleteVersion(functionName: string, version: string): Promise<void> {
    await this.runner.retire(this.functions.removeVersion(this.find(functionName), version));
  }

  createAlias(input: AliasInput): AliasConfiguration {
    const target = this.find(input.FunctionName);
    if (target.aliases.has(input.Name)) throw conflict(`Alias already exists: ${target.arn}:${input.Name}`);
    return this.functions.putAlias(target, aliasOf(input));
  }

  updateAlias(input: AliasInput): AliasConfiguration {
    return this.functions.putAlias(this.find(input.FunctionName), aliasOf(input));
  }

  deleteAlias(functionName: string, name: string): void {
    this.functions.removeAlias(this.find(functionName), name);
  }

  /** How many invocations may run concurrently before the function is throttled; undefined removes the limit. */
  putFunctionConcurrency(functionName: string, reserved: number | undefined): void {
    const target = this.find(functionName);
    if (reserved === undefined) delete target.reservedConcurrency;
    else target.reservedConcurrency = reserved;
  }

  /** Retries and destinations of asynchronous invocations. */
  putFunctionEventInvokeConfig(functionName: string, config: EventInvokeConfig): void {
    const target = this.find(functionName);
    const { MaximumRetryAttempts: retries = 2, MaximumEventAgeInSeconds: age = 21_600 } = config;
    if (retries < 0 || retries > 2) throw invalidParameter("MaximumRetryAttempts must be between 0 and 2.");
    if (age < 60 || age > 21_600) {
      throw invalidParameter("MaximumEventAgeInSeconds must be between 60 and 21600.");
    }
    const { OnSuccess, OnFailure } = config.DestinationConfig ?? {};
    const destinations = [OnSuccess?.Destination, OnFailure?.Destination].filter((arn) => arn !== undefined);
    checkPermissions(
      this.cloud,
      this.runner.roleSession(target.latest.configuration.role, target.arn).caller,
      destinations.map(destinationPermission),
      "PutFunctionEventInvokeConfig",
    );
    target.eventInvokeConfig = config;
    target.eventInvokeConfigModified = this.now();
  }

  deleteFunctionEventInvokeConfig(functionName: string): void {
    const target = this.find(functionName);
    target.eventInvokeConfig = {};
    delete target.eventInvokeConfigModified;
  }

  /** Has the debuggers of the functions that are debugged listen before they are invoked. Resolves when all do. */
  async openDebuggers(): Promise<void> {
    // One after another, so that each function has the same port every time.
    for (const target of this.functions.list())
      await this.runner.prepare(target, target.published.at(-1) ?? target.latest);
  }

  private unpack(entries: CodeEntries | Buffer, configuration: FunctionConfiguration): Promise<FunctionCode> {
    if (Buffer.isBuffer(entries)) return unpackZip(entries, this.codeRoot);
    return unpackCode(entries, this.codeRoot, isInspected(this.inspection, configuration));
  }

  private find(functionName: string): LambdaFunction {
    return this.functions.get({ name: parseFunctionName(functionName).name });
  }

  private async replaceLatest(
    target: LambdaFunction,
    change: Partial<Pick<FunctionVersion, "configuration" | "code">>,
  ): Promise<FunctionVersion> {
    const before = target.latest;
    const latest = this.functions.updateLatest(target, change);
    await this.runner.retire(before);
    return latest;
  }

  private checkRole(configuration: FunctionConfiguration, operation: string): void {
    const arn = this.functions.arnOf({ name: configuration.functionName });
    try {
      const { caller } = this.runner.openSession(configuration.role, arn);
      checkPermissions(this.cloud, caller, configurationPermissions(configuration), operation);
    } catch (error) {
      if (!(error instanceof AwsError) || error.code === "InvalidParameterValueException") throw error;
      throw causedBy(
        error,
        invalidParameter("The role defined for the function cannot be assumed by Lambda."),
      );
    }
  }
}

function aliasOf(input: AliasInput): Omit<AliasConfiguration, "revisionId"> {
  return {
    name: input.Name,
    functionVersion: input.FunctionVersion,
    description: input.Description ?? "",
    additionalVersionWeights: input.RoutingConfig?.AdditionalVersionWeights ?? {},
  };
}
