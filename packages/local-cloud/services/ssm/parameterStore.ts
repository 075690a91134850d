import { checkRange } from "../../aws/constraints";
import { pageOf } from "../../aws/pages";
import { awsJson } from "../../aws/protocols/awsJson";
import {
  AwsError,
  type Caller,
  type Cloud,
  type Requirement,
  type Service,
  type ServiceCall,
} from "../../aws/service";
import { withoutNulls } from "../inputShape";
import { decryptingVia } from "../kms";
import { describeHistory, describeMetadata, describeValue } from "./descriptions";
import { isBelow, readFilters } from "./filters";
import { checkInput, type Input, invalid, OPERATIONS, type OperationName } from "./inputs";
import { type ParameterDefinition, Parameters, type ParameterVersion, parameterNotFound } from "./parameters";
import { definitionOf } from "./putParameter";

type Operation = (input: Input, caller: Caller) => Record<string, unknown>;

/** A parameter, and by which version or label it was asked for. */
interface Selected {
  parameter: ParameterVersion;
  /** `:3` or `:live` */
  selector?: string;
}

interface Tag {
  Key: string;
  Value: string;
}

/** The most of a page: of values, and of descriptions. */
const VALUES_PAGE = 10;
const DESCRIPTIONS_PAGE = 50;

/**
 * Parameter Store of AWS Systems Manager
 * ({@link https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html}) in memory:
 * parameters with versions, labels and tags, without policies. The ciphertext of a `SecureString` is a stand-in.
 */
export class ParameterStoreService implements Service {
  readonly signingName = "ssm";
  readonly operationNames = OPERATIONS;
  private readonly codec = awsJson({ version: "1.1", targetPrefix: "AmazonSSM", operations: OPERATIONS });
  readonly decode = this.codec.decode;
  readonly encode = this.codec.encode;
  readonly encodeError = this.codec.encodeError;
  private readonly parameters: Parameters;

  constructor(
    private readonly cloud: Pick<Cloud, "accountId" | "region">,
    /** Milliseconds since the epoch. */
    now: () => number,
  ) {
    this.parameters = new Parameters(now);
  }

  /** {@link https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html} */
  requirements({ operation, input }: ServiceCall): Requirement[] {
    checkInput(operation, input);
    const action = `ssm:${operation}`;
    if (operation === "DescribeParameters") return [{ action, resource: "*" }];
    if (operation === "GetParametersByPath") {
      const below = this.belowPath(withoutNulls(input));
      return [{ action, resource: this.arnOf(String(input.Path)) }, ...this.decrypting(below, input)];
    }
    const names = (input.Names as string[] | undefined) ?? [String(input.Name ?? input.ResourceId)];
    const found = names.flatMap((name) => this.find(name)?.parameter ?? []);
    return [
      ...names.map((name) => ({ action, resource: this.arnOf(name) })),
      ...(operation.startsWith("Get") ? this.decrypting(found, input) : []),
    ];
  }

  async invoke({ operation, input }: ServiceCall, caller: Caller): Promise<Record<string, unknown>> {
    return this.operations[operation as OperationName](withoutNulls(input), caller);
  }

  /** The value of a parameter; undefined if there is none. */
  valueOf(name: string): string | undefined {
    return this.parameters.latest(name)?.value;
  }

  /** Creates the parameter, or the next version of it. */
  put(definition: ParameterDefinition): void {
    this.parameters.put(definition, `arn:aws:iam::${this.cloud.accountId}:user/local`);
  }

  delete(name: string): void {
    this.parameters.delete(name);
  }

  private readonly operations: Readonly<Record<OperationName, Operation>> = {
    PutParameter: (input, caller) => {
      const name = String(input.Name);
      const definition = definitionOf(input, this.parameters.latest(name));
      const { version, tier } = this.parameters.put(definition, caller.arn);
      for (const { Key, Value } of (input.Tags ?? []) as Tag[]) this.parameters.tags(name).set(Key, Value);
      return { Version: version, Tier: tier };
    },
    GetParameter: (input) => ({ Parameter: this.describe(this.get(String(input.Name)), input) }),
    GetParameters: (input) => {
      const names = input.Names as string[];
      checkCount(names, "names");
      const found = names.flatMap((name) => this.find(name) ?? []);
      return {
        Parameters: found.map((selected) => this.describe(selected, input)),
        InvalidParameters: names.filter((name) => !this.find(name)),
      };
    },
    GetParametersByPath: (input) => {
      if (!String(input.Path).startsWith("/"))
        throw invalid(`Path is '${input.Path}'; allowed: one that begins with a slash`);
      const { items, ...next } = page(this.belowPath(input), nameOf, input, VALUES_PAGE);
      return { Parameters: items.map((parameter) => this.describe({ parameter }, input)), ...next };
    },
    GetParameterHistory: (input) => {
      const versions = this.parameters.versions(this.nameOf(String(input.Name)));
      const { items, ...next } = page(versions, versionOf, input, DESCRIPTIONS_PAGE);
      const decrypted = input.WithDecryption === true;
      return { Parameters: items.map((version) => describeHistory(version, decrypted)), ...next };
    },
    DescribeParameters: (input) => {
      const filters = [...((input.ParameterFilters ?? []) as []), ...((input.Filters ?? []) as [])];
      const matches = readFilters(filters);
      const found = this.parameters
        .list()
        .filter((parameter) => matches(parameter, this.parameters.tags(parameter.name)));
      const { items, ...next } = page(found, nameOf, input, DESCRIPTIONS_PAGE);
      const describe = (each: ParameterVersion) => describeMetadata(each, this.arnOf(each.name));
      return { Parameters: items.map(describe), ...next };
    },
    DeleteParameter: ({ Name }) => {
      const name = this.nameOf(String(Name));
      if (!this.parameters.delete(name)) throw parameterNotFound(String(Name));
      return {};
    },
    DeleteParameters: ({ Names }) => {
      const names = Names as string[];
      checkCount(names, "names");
      const DeletedParameters = names.filter((name) => this.parameters.delete(this.nameOf(name)));
      return {
        DeletedParameters,
        InvalidParameters: names.filter((name) => !DeletedParameters.includes(name)),
      };
    },
    LabelParameterVersion: ({ Name, ParameterVersion, Labels }) => {
      const name = this.nameOf(String(Name));
      const version = this.version(name, ParameterVersion);
      const InvalidLabels = this.parameters.label(name, version, Labels as string[]);
      return { InvalidLabels, ParameterVersion: version.version };
    },
    UnlabelParameterVersion: ({ Name, ParameterVersion, Labels }) => {
      const { labels } = this.version(this.nameOf(String(Name)), ParameterVersion);
      const RemovedLabels = (Labels as string[]).filter((label) => labels.delete(label));
      const InvalidLabels = (Labels as string[]).filter((label) => !RemovedLabels.includes(label));
      return { RemovedLabels, InvalidLabels };
    },
    AddTagsToResource: (input) => {
      const tags = this.tagsOf(input);
      for (const { Key, Value } of input.Tags as Tag[]) tags.set(Key, Value);
      return {};
    },
    RemoveTagsFromResource: (input) => {
      const tags = this.tagsOf(input);
      for (const key of input.TagKeys as string[]) tags.delete(key);
      return {};
    },
    ListTagsForResource: (input) => ({
      TagList: [...this.tagsOf(input)].map(([Key, Value]) => ({ Key, Value })),
    }),
  };

  private describe({ parameter, selector }: Selected, { WithDecryption }: Input) {
    const Selector = selector === undefined ? {} : { Selector: selector };
    return { ...describeValue(parameter, this.arnOf(parameter.name), WithDecryption === true), ...Selector };
  }

  private belowPath({ Path, Recursive, ParameterFilters = [] }: Input): ParameterVersion[] {
    const matches = readFilters(ParameterFilters as []);
    return this.parameters
      .list()
      .filter(({ name }) => isBelow(name, String(Path), Recursive === true))
      .filter((parameter) => matches(parameter, this.parameters.tags(parameter.name)));
  }

  /** @param id the name or the ARN, with a version or a label behind it if that is asked for: `/shop/region:3` */
  private find(id: string): Selected | undefined {
    const [, name = "", selector] = /^(.*?)(?::([^:/]+))?$/.exec(this.nameOf(id)) ?? [];
    const parameter = this.parameters.select(name, selector);
    return parameter && { parameter, ...(selector !== undefined && { selector: `:${selector}` }) };
  }

  private get(id: string): Selected {
    const found = this.find(id);
    if (found) return found;
    const [name = "", version] = this.nameOf(id).split(":");
    if (version === undefined || !this.parameters.latest(name)) throw parameterNotFound(id);
    throw versionNotFound(name, version);
  }

  private version(name: string, version: unknown): ParameterVersion {
    const versions = this.parameters.versions(name);
    const found = version === undefined ? versions.at(-1) : versions.find((each) => each.version === version);
    if (!found) throw versionNotFound(name, String(version));
    return found;
  }

  /** The name in an ARN, which has a slash before it also where the name has none; another id as it is. */
  private nameOf(id: string): string {
    const path = /^arn:[^:]*:ssm:[^:]*:[^:]*:parameter(\/.+)$/.exec(id)?.[1];
    if (path === undefined) return id;
    return this.parameters.latest(path.split(":")[0]!) ? path : path.slice(1);
  }

  private tagsOf({ ResourceId }: Input): Map<string, string> {
    const name = this.nameOf(String(ResourceId));
    if (this.parameters.latest(name)) return this.parameters.tags(name);
    throw new AwsError("InvalidResourceId", `The parameter ${ResourceId} does not exist.`);
  }

  private decrypting(parameters: ParameterVersion[], { WithDecryption }: Input): Requirement[] {
    if (WithDecryption !== true) return [];
    return parameters
      .filter(({ type }) => type === "SecureString")
      .flatMap(({ name, keyId }) =>
        decryptingVia(keyId, this.cloud, "ssm", { PARAMETER_ARN: this.arnOf(name) }),
      );
  }

  private arnOf(id: string): string {
    if (id.startsWith("arn:")) return id;
    const name = id.split(":")[0]!.replace(/^\//, "");
    return `arn:aws:ssm:${this.cloud.region}:${this.cloud.accountId}:parameter/${name}`;
  }
}

const nameOf = ({ name }: ParameterVersion) => name;
const versionOf = ({ version }: ParameterVersion) => String(version);

function page<T>(all: T[], keyOf: (item: T) => string, { MaxResults, NextToken }: Input, longest: number) {
  checkRange(MaxResults, "maxResults", 1, longest);
  const { items, nextToken } = pageOf(
    all,
    keyOf,
    { limit: MaxResults, nextToken: NextToken },
    longest,
    () => new AwsError("InvalidNextToken", "The specified token isn't valid."),
  );
  return { items, ...(nextToken !== undefined && { NextToken: nextToken }) };
}

function checkCount(names: string[], member: string): void {
  if (names.length > VALUES_PAGE)
    throw invalid(
      `1 validation error detected: Value '[${names.join(", ")}]' at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${VALUES_PAGE}`,
    );
}

const versionNotFound = (name: string, version: string) =>
  new AwsError(
    "ParameterVersionNotFound",
    `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
  );
