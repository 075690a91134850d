import { randomUUID } from "node:crypto";
import { aliasNotFound, conflict, functionNotFound, invalidParameter, versionNotDeletable } from "./errors";
import type {
  AliasConfiguration,
  EventInvokeConfig,
  FunctionConfiguration,
  FunctionVersion,
} from "./function";
import type { FunctionReference } from "./functionName";

/** One function with its versions and aliases. */
export interface LambdaFunction {
  arn: string;
  latest: FunctionVersion;
  published: FunctionVersion[];
  /** The number of the version that is published next: those of deleted versions are not used again. */
  nextVersion: number;
  /** What the latest version was published of. */
  publishedFrom?: Pick<FunctionVersion, "configuration" | "code">;
  aliases: Map<string, AliasConfiguration>;
  reservedConcurrency?: number;
  eventInvokeConfig: EventInvokeConfig;
  /** Milliseconds since the epoch; absent where there is no configuration. */
  eventInvokeConfigModified?: number;
  tags: Map<string, string>;
}

/** The functions of one account and region. */
export class FunctionRegistry {
  private readonly functions = new Map<string, LambdaFunction>();

  constructor(
    private readonly accountId: string,
    private readonly region: string,
    /** Milliseconds since the epoch. */
    private readonly now: () => number,
  ) {}

  arnOf({ name, qualifier, region = this.region, accountId = this.accountId }: FunctionReference): string {
    const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
    return qualifier === undefined ? arn : `${arn}:${qualifier}`;
  }

  list(): LambdaFunction[] {
    return [...this.functions.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1));
  }

  has(name: string): boolean {
    return this.functions.has(name);
  }

  get(reference: FunctionReference): LambdaFunction {
    const found = this.functions.get(reference.name);
    const { qualifier: _, ...unqualified } = reference;
    if (found?.arn !== this.arnOf(unqualified)) throw functionNotFound(this.arnOf(reference));
    return found;
  }

  add(configuration: FunctionConfiguration, code: FunctionVersion["code"]): LambdaFunction {
    const name = configuration.functionName;
    if (this.functions.has(name)) throw conflict(`Function already exist: ${name}`);
    const arn = this.arnOf({ name });
    const created: LambdaFunction = {
      arn,
      latest: this.version(arn, "$LATEST", configuration, code),
      published: [],
      nextVersion: 1,
      aliases: new Map(),
      eventInvokeConfig: {},
      tags: new Map(),
    };
    this.functions.set(name, created);
    return created;
  }

  remove(reference: FunctionReference): LambdaFunction {
    const removed = this.get(reference);
    this.functions.delete(reference.name);
    return removed;
  }

  /** Replaces `$LATEST`; published versions stay as they are. */
  updateLatest(
    target: LambdaFunction,
    change: Partial<Pick<FunctionVersion, "configuration" | "code">>,
  ): FunctionVersion {
    const { configuration, code } = { ...target.latest, ...change };
    target.latest = this.version(target.arn, "$LATEST", configuration, code);
    return target.latest;
  }

  /**
   * Publishes `$LATEST`, unless nothing has changed since the latest version.
   * @param description of the version; default: that of the function
   */
  publish(target: LambdaFunction, description?: string): FunctionVersion {
    const { configuration, code } = target.latest;
    const last = target.published.at(-1);
    const from = target.publishedFrom;
    if (last && from?.code.sha256 === code.sha256 && from.configuration === configuration) return last;
    target.publishedFrom = { configuration, code };
    const number = String(target.nextVersion++);
    const version = this.version(
      `${target.arn}:${number}`,
      number,
      description === undefined ? configuration : { ...configuration, description },
      code,
    );
    target.published.push(version);
    return version;
  }

  /** Throws `ResourceConflictException` for a version that an alias routes to. */
  removeVersion(target: LambdaFunction, number: string): FunctionVersion {
    const version = this.exactVersion(target, number);
    if (version === target.latest) throw versionNotDeletable();
    const users = [...target.aliases.values()].filter(
      ({ functionVersion, additionalVersionWeights }) =>
        functionVersion === number || Object.hasOwn(additionalVersionWeights, number),
    );
    if (users.length > 0) {
      const names = users.map(({ name }) => name).join(", ");
      throw conflict(`Cannot delete version ${number} because it is referenced by aliases: ${names}`);
    }
    target.published.splice(target.published.indexOf(version), 1);
    return version;
  }

  /** Throws `ResourceNotFoundException`. */
  alias(target: LambdaFunction, name: string): AliasConfiguration {
    const alias = target.aliases.get(name);
    if (!alias) throw aliasNotFound(`${target.arn}:${name}`);
    return alias;
  }

  putAlias(target: LambdaFunction, given: Omit<AliasConfiguration, "revisionId">): AliasConfiguration {
    const alias = { ...given, revisionId: randomUUID() };
    if (!/^(?!\d+$)[a-zA-Z0-9-_]{1,128}$/.test(alias.name)) {
      throw invalidParameter(`Value '${alias.name}' is not a valid alias name.`);
    }
    const weights = Object.values(alias.additionalVersionWeights);
    if (weights.length > 1 || weights.some((weight) => !(weight >= 0 && weight <= 1))) {
      throw invalidParameter(
        "An alias routes to one additional version at most, with a weight between 0 and 1.",
      );
    }
    for (const version of [alias.functionVersion, ...Object.keys(alias.additionalVersionWeights)]) {
      this.exactVersion(target, version);
    }
    target.aliases.set(alias.name, alias);
    return alias;
  }

  removeAlias(target: LambdaFunction, name: string): void {
    if (!target.aliases.delete(name)) throw aliasNotFound(`${target.arn}:${name}`);
  }

  /**
   * The version that a reference resolves to. An alias with routing weights uses `random`, 0 ≤ n < 1.
   * Throws `ResourceNotFoundException`.
   */
  resolve(reference: FunctionReference, random: () => number): FunctionVersion {
    const target = this.get(reference);
    const { qualifier = "$LATEST" } = reference;
    const alias = target.aliases.get(qualifier);
    if (!alias) return this.exactVersion(target, qualifier);
    const [other, weight] = Object.entries(alias.additionalVersionWeights)[0] ?? [];
    const chosen = other !== undefined && random() < (weight ?? 0) ? other : alias.functionVersion;
    return this.exactVersion(target, chosen);
  }

  private exactVersion(target: LambdaFunction, qualifier: string): FunctionVersion {
    if (qualifier === "$LATEST") return target.latest;
    const version = target.published.find((published) => published.version === qualifier);
    if (version) return version;
    throw functionNotFound(`${target.arn}:${qualifier}`);
  }

  private version(
    functionArn: string,
    version: string,
    configuration: FunctionConfiguration,
    code: FunctionVersion["code"],
  ): FunctionVersion {
    return {
      arn: functionArn,
      version,
      configuration,
      code,
      lastModified: new Date(this.now()).toISOString().replace("Z", "+0000"),
      revisionId: randomUUID(),
    };
  }
}
