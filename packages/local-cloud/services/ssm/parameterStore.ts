import { createHash } from "node:crypto";
import { awsJson, type Codec } from "../../aws/protocols/awsJson";
import {
  AwsError,
  type Caller,
  type Cloud,
  type Requirement,
  type Service,
  type ServiceCall,
} from "../../aws/service";
import { checkShape, list, structure, withoutNulls } from "../inputShape";
import { decryptingVia } from "../kms";

type Input = Record<string, unknown>;

const OPERATIONS = new Set([
  "DeleteParameter",
  "DeleteParameters",
  "DescribeParameters",
  "GetParameter",
  "GetParameters",
  "GetParametersByPath",
  "PutParameter",
]);
const CODES = { wrongType: "SerializationException", missing: "ValidationException" };
/** Every member of the operations' inputs; a member has the same type in all of them. */
const MEMBERS = structure({
  DataType: "string",
  Description: "string",
  KeyId: "string",
  MaxResults: "number",
  Name: "string",
  Names: list("string"),
  NextToken: "string",
  Overwrite: "boolean",
  Path: "string",
  Recursive: "boolean",
  Tier: "string",
  Type: "string",
  Value: "string",
  WithDecryption: "boolean",
});
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  DeleteParameters: ["Names"],
  DescribeParameters: [],
  GetParameters: ["Names"],
  GetParametersByPath: ["Path"],
  PutParameter: ["Name", "Value"],
};
const TYPES = ["String", "StringList", "SecureString"];
/** Characters of a value: of the tier Standard, and of Advanced. */
const MAX_LENGTH = { Standard: 4096, Advanced: 8192 };
const DEFAULT_PAGE = 10;

/** A parameter as a deployment puts it. */
export interface ParameterDefinition {
  name: string;
  /** `String`, `StringList` or `SecureString`. */
  type: string;
  value: string;
  description?: string;
  /** Of a `SecureString`: the KMS key, by id, alias or ARN. Default: AWS's own. */
  keyId?: string;
  tier?: string;
}

interface Parameter extends ParameterDefinition {
  version: number;
  /** Milliseconds since the epoch. */
  modifiedAt: number;
}

/**
 * Parameter Store of AWS Systems Manager
 * ({@link https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html}) in memory: the latest
 * version of each parameter, without labels, policies and history. The ciphertext of a `SecureString` is a stand-in.
 */
export class ParameterStoreService implements Service {
  readonly signingName = "ssm";
  readonly operationNames = OPERATIONS;
  private readonly codec: Codec = awsJson({
    version: "1.1",
    targetPrefix: "AmazonSSM",
    operations: OPERATIONS,
  });
  readonly decode = this.codec.decode;
  readonly encode = this.codec.encode;
  readonly encodeError = this.codec.encodeError;
  private readonly parameters = new Map<string, Parameter>();

  constructor(
    private readonly cloud: Pick<Cloud, "accountId" | "region">,
    /** Milliseconds since the epoch. */
    private readonly now: () => number,
  ) {}

  /** {@link https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html} */
  requirements({ operation, input }: ServiceCall): Requirement[] {
    checkShape(input, MEMBERS, CODES);
    const action = `ssm:${operation}`;
    if (operation === "DescribeParameters") return [{ action, resource: "*" }];
    if (operation === "GetParametersByPath") {
      const below = this.belowPath(withoutNulls(input));
      return [{ action, resource: this.arnOf(String(input.Path ?? "")) }, ...this.decrypting(below, input)];
    }
    const names = (input.Names as string[] | undefined) ?? [String(input.Name ?? "")];
    const found = names.map((name) => this.find(name)).filter((parameter) => parameter !== undefined);
    return [
      ...names.map((name) => ({ action, resource: this.arnOf(name) })),
      ...(operation.startsWith("Get") ? this.decrypting(found, input) : []),
    ];
  }

  async invoke({ operation, input: given }: ServiceCall, _caller: Caller): Promise<Record<string, unknown>> {
    const input = withoutNulls(given);
    checkShape(input, structure({}, ...(REQUIRED[operation] ?? ["Name"])), CODES);
    switch (operation) {
      case "PutParameter":
        return this.putParameter(input);
      case "GetParameter":
        return { Parameter: this.describeValue(this.get(String(input.Name)), input) };
      case "GetParameters":
        return this.getParameters(input);
      case "GetParametersByPath": {
        const { items, ...next } = page(this.belowPath(input), input);
        return { Parameters: items.map((parameter) => this.describeValue(parameter, input)), ...next };
      }
      case "DeleteParameter":
        this.delete(this.get(String(input.Name)).name);
        return {};
      case "DeleteParameters":
        return this.deleteParameters(input.Names as string[]);
      default: {
        const { items, ...next } = page([...this.parameters.values()], { MaxResults: 50, ...input });
        return { Parameters: items.map((parameter) => this.describeMetadata(parameter)), ...next };
      }
    }
  }

  /** The value of a parameter; undefined if there is none. */
  valueOf(name: string): string | undefined {
    return this.parameters.get(name)?.value;
  }

  /** Creates the parameter, or the next version of it. */
  put(definition: ParameterDefinition): number {
    const version = (this.parameters.get(definition.name)?.version ?? 0) + 1;
    this.parameters.set(definition.name, { ...definition, version, modifiedAt: this.now() });
    return version;
  }

  delete(name: string): void {
    this.parameters.delete(name);
  }

  private putParameter(input: Input): Record<string, unknown> {
    const name = String(input.Name);
    const value = String(input.Value);
    const known = this.parameters.get(name);
    if (known && input.Overwrite !== true) {
      throw new AwsError(
        "ParameterAlreadyExists",
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
      );
    }
    const type = String(input.Type ?? known?.type ?? "");
    if (!type) throw invalid("A parameter type is required when you create a parameter.");
    if (!TYPES.includes(type)) {
      throw invalid(
        `Value '${type}' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [${TYPES.join(", ")}]`,
      );
    }
    if (!/^[\w.\-/]+$/.test(name)) {
      throw invalid(
        'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
      );
    }
    const tier = String(input.Tier ?? known?.tier ?? "Standard");
    const limit = tier === "Standard" ? MAX_LENGTH.Standard : MAX_LENGTH.Advanced;
    if (value.length > limit) {
      const [name, remedy] =
        tier === "Standard"
          ? [
              "Standard",
              " To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.",
            ]
          : ["Advanced", ""];
      throw invalid(
        `${name} tier parameters support a maximum parameter value of ${limit} characters.${remedy}`,
      );
    }
    const version = this.put({
      name,
      type,
      value,
      tier,
      ...(input.Description !== undefined && { description: String(input.Description) }),
      ...(input.KeyId !== undefined && { keyId: String(input.KeyId) }),
    });
    return { Version: version, Tier: tier };
  }

  private getParameters(input: Input): Record<string, unknown> {
    const names = input.Names as string[];
    const found = names.map((name) => this.find(name)).filter((parameter) => parameter !== undefined);
    return {
      Parameters: found.map((parameter) => this.describeValue(parameter, input)),
      InvalidParameters: names.filter((name) => !this.find(name)),
    };
  }

  private deleteParameters(names: string[]): Record<string, unknown> {
    const DeletedParameters = names.filter((name) => this.parameters.delete(name));
    return {
      DeletedParameters,
      InvalidParameters: names.filter((name) => !DeletedParameters.includes(name)),
    };
  }

  private belowPath({ Path, Recursive }: Input): Parameter[] {
    const path = String(Path ?? "");
    const below = path.endsWith("/") ? path : `${path}/`;
    return [...this.parameters.values()].filter(
      ({ name }) => name.startsWith(below) && (Recursive === true || !name.slice(below.length).includes("/")),
    );
  }

  /** @param id the name or the ARN, a version behind it if it is that of the parameter: `/shop/region:3` */
  private find(id: string): Parameter | undefined {
    const ofArn = /^arn:[^:]*:ssm:[^:]*:[^:]*:parameter(\/.+)$/.exec(id)?.[1];
    const [name = "", version] = (ofArn ?? id).split(":");
    const parameter = this.parameters.get(name) ?? (ofArn ? this.parameters.get(name.slice(1)) : undefined);
    return version === undefined || Number(version) === parameter?.version ? parameter : undefined;
  }

  private get(id: string): Parameter {
    const parameter = this.find(id);
    if (parameter) return parameter;
    throw new AwsError("ParameterNotFound", `Parameter ${id} not found.`);
  }

  private describeValue(parameter: Parameter, { WithDecryption }: Input) {
    const { name, type, value, version, modifiedAt } = parameter;
    const isHidden = type === "SecureString" && WithDecryption !== true;
    return {
      Name: name,
      Type: type,
      Value: isHidden ? ciphertextOf(parameter) : value,
      Version: version,
      LastModifiedDate: modifiedAt / 1000,
      ARN: this.arnOf(name),
      DataType: "text",
    };
  }

  private describeMetadata({ name, type, description, keyId, tier, version, modifiedAt }: Parameter) {
    return {
      Name: name,
      Type: type,
      ARN: this.arnOf(name),
      Version: version,
      LastModifiedDate: modifiedAt / 1000,
      Tier: tier ?? "Standard",
      DataType: "text",
      Policies: [],
      ...(description !== undefined && { Description: description }),
      ...(type === "SecureString" && { KeyId: keyId ?? "alias/aws/ssm" }),
    };
  }

  private decrypting(parameters: Parameter[], { WithDecryption }: Input): Requirement[] {
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

function page(parameters: Parameter[], { MaxResults = DEFAULT_PAGE, NextToken = 0 }: Input) {
  const sorted = [...parameters].sort((a, b) => (a.name < b.name ? -1 : 1));
  const from = Number(NextToken);
  const to = from + Number(MaxResults);
  return { items: sorted.slice(from, to), ...(to < sorted.length && { NextToken: String(to) }) };
}

const ciphertextOf = ({ name, version }: Parameter) =>
  createHash("sha512").update(`${name}:${version}`).digest("base64");

const invalid = (message: string) => new AwsError("ValidationException", message);
