import { AwsError } from "../../aws/service";

/** A parameter as a deployment puts it. */
export interface ParameterDefinition {
  name: string;
  /** `String`, `StringList` or `SecureString`. */
  type: string;
  value: string;
  description?: string;
  /** Of a `SecureString`: the KMS key, by id, alias or ARN. Default: AWS's own. */
  keyId?: string;
  /** Default: `Standard`. */
  tier?: string;
  /** A regular expression that values must match. */
  allowedPattern?: string;
}

/** One version of a parameter. */
export interface ParameterVersion extends ParameterDefinition {
  version: number;
  /** Milliseconds since the epoch. */
  modifiedAt: number;
  /** ARN of who put it. */
  modifiedBy: string;
  labels: Set<string>;
}

interface Parameter {
  /** From the oldest to the latest. */
  versions: ParameterVersion[];
  tags: Map<string, string>;
}

/** {@link https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html} */
const MAX_VERSIONS = 100;
const MAX_LABELS = 10;

/** The parameters of the account, each with its versions. */
export class Parameters {
  private readonly parameters = new Map<string, Parameter>();

  constructor(
    /** Milliseconds since the epoch. */
    private readonly now: () => number,
  ) {}

  /** The latest versions, in the order of their names. */
  list(): ParameterVersion[] {
    return [...this.parameters.values()].map(latestOf).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  latest(name: string): ParameterVersion | undefined {
    const parameter = this.parameters.get(name);
    return parameter && latestOf(parameter);
  }

  /** Throws `ParameterNotFound`. */
  versions(name: string): ParameterVersion[] {
    return this.get(name).versions;
  }

  /** Throws `ParameterNotFound`. */
  tags(name: string): Map<string, string> {
    return this.get(name).tags;
  }

  /** @param selector a version or a label; default: the latest version */
  select(name: string, selector: string | undefined): ParameterVersion | undefined {
    if (selector === undefined) return this.latest(name);
    return this.parameters
      .get(name)
      ?.versions.find(({ version, labels }) => String(version) === selector || labels.has(selector));
  }

  /**
   * Creates the parameter, or the next version of it. The oldest of a hundred versions goes, unless it has a label: then throws
   * `ParameterMaxVersionLimitExceeded`.
   */
  put(definition: ParameterDefinition, modifiedBy: string): ParameterVersion {
    const { name } = definition;
    const parameter: Parameter = this.parameters.get(name) ?? { versions: [], tags: new Map() };
    const { versions } = parameter;
    if (versions.length >= MAX_VERSIONS) {
      if (versions[0]!.labels.size > 0) {
        throw new AwsError(
          "ParameterMaxVersionLimitExceeded",
          `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. Version ${versions[0]!.version}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
        );
      }
      versions.shift();
    }
    const version = (versions.at(-1)?.version ?? 0) + 1;
    const added = { ...definition, version, modifiedAt: this.now(), modifiedBy, labels: new Set<string>() };
    versions.push(added);
    this.parameters.set(name, parameter);
    return added;
  }

  /** Returns whether there was one. */
  delete(name: string): boolean {
    return this.parameters.delete(name);
  }

  /** Moves labels to a version. Returns those that are not allowed; throws if the version would have more than ten. */
  label(name: string, version: ParameterVersion, labels: readonly string[]): string[] {
    const valid = labels.filter((label) => /^(?!aws|ssm|\d)[\w.-]{1,100}$/i.test(label));
    if (new Set([...version.labels, ...valid]).size > MAX_LABELS) {
      throw new AwsError(
        "ParameterVersionLabelLimitExceeded",
        "A parameter version can have a maximum of 10 labels.",
      );
    }
    for (const label of valid) {
      for (const other of this.versions(name)) other.labels.delete(label);
      version.labels.add(label);
    }
    return labels.filter((label) => !valid.includes(label));
  }

  private get(name: string): Parameter {
    const parameter = this.parameters.get(name);
    if (!parameter) throw parameterNotFound(name);
    return parameter;
  }
}

const latestOf = ({ versions }: Parameter) => versions.at(-1)!;

export const parameterNotFound = (id: string) =>
  new AwsError("ParameterNotFound", `Parameter ${id} not found.`);
