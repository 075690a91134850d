import { AwsError, notServed } from "../../aws/service";
import { checkShape, list, structure } from "../inputShape";

export type Input = Record<string, unknown>;

const CODES = { wrongType: "SerializationException", missing: "ValidationException" };

/** Every member of the operations' inputs; a member has the same type in all of them. */
const MEMBERS = {
  AllowedPattern: "string",
  DataType: "string",
  Description: "string",
  Filters: list(structure({ Key: "string", Values: list("string") }, "Key", "Values")),
  KeyId: "string",
  Labels: list("string"),
  MaxResults: "number",
  Name: "string",
  Names: list("string"),
  NextToken: "string",
  Overwrite: "boolean",
  ParameterFilters: list(structure({ Key: "string", Option: "string", Values: list("string") }, "Key")),
  ParameterVersion: "number",
  Path: "string",
  Policies: "string",
  Recursive: "boolean",
  ResourceId: "string",
  ResourceType: "string",
  TagKeys: list("string"),
  Tags: list(structure({ Key: "string", Value: "string" }, "Key", "Value")),
  Tier: "string",
  Type: "string",
  Value: "string",
  WithDecryption: "boolean",
} as const;

const RESOURCE = ["ResourceType", "ResourceId"];

const REQUIRED = {
  AddTagsToResource: [...RESOURCE, "Tags"],
  DeleteParameter: ["Name"],
  DeleteParameters: ["Names"],
  DescribeParameters: [],
  GetParameter: ["Name"],
  GetParameterHistory: ["Name"],
  GetParameters: ["Names"],
  GetParametersByPath: ["Path"],
  LabelParameterVersion: ["Name", "Labels"],
  ListTagsForResource: RESOURCE,
  PutParameter: ["Name", "Value"],
  RemoveTagsFromResource: [...RESOURCE, "TagKeys"],
  UnlabelParameterVersion: ["Name", "ParameterVersion", "Labels"],
} as const satisfies Record<string, readonly string[]>;

export type OperationName = keyof typeof REQUIRED;

export const OPERATIONS: ReadonlySet<string> = new Set(Object.keys(REQUIRED));

export const invalid = (message: string) => new AwsError("ValidationException", message);

/** Checks the types of an input, and that it has what the operation requires. */
export function checkInput(operation: string, input: Input): asserts operation is OperationName {
  if (!OPERATIONS.has(operation)) throw notServed(operation, OPERATIONS);
  checkShape(input, structure(MEMBERS, ...REQUIRED[operation as OperationName]), CODES);
  const { ResourceType } = input;
  if (ResourceType !== undefined && ResourceType !== null && ResourceType !== "Parameter")
    throw new AwsError(
      "InvalidResourceType",
      `ResourceType is '${ResourceType}'; allowed on this machine: Parameter`,
    );
}
