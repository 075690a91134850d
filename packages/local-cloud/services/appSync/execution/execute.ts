import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isObjectType,
} from "graphql";
import { FieldError, TypeMismatch } from "../errors";
import { locationsOf, type ResponseError } from "../responseError";
import { type Execution, resolveField } from "./fieldResolver";

/** The body of a response. */
export interface Answer {
  data: ExecutionResult["data"];
  errors?: ResponseError[];
}

/** Runs an operation that is valid. Rejects only with an internal error. */
export async function executeOperation(
  document: DocumentNode,
  operationName: string | undefined,
  execution: Execution,
): Promise<Answer> {
  const { schema } = execution.api.definition;
  const { data = null, errors = [] } = await execute({
    schema,
    document,
    operationName: operationName ?? null,
    variableValues: execution.request.variables,
    contextValue: execution,
    fieldResolver: resolveField,
  });
  if (execution.failure !== undefined) throw execution.failure;
  return errors.length === 0
    ? { data }
    : { data, errors: errors.map((error) => responseError(error, schema)) };
}

/** AppSync includes the type and the location of a resolver's error, but neither for a value that does not fit its type. */
function responseError(error: GraphQLError, schema: GraphQLSchema): ResponseError {
  const { originalError, path = [] } = error;
  if (originalError instanceof FieldError) {
    const { errorType, message } = originalError;
    return { path, data: null, errorType, errorInfo: null, locations: locationsOf(error), message };
  }
  return { path, locations: null, message: valueMessage(error, schema) };
}

const NULL = /^Cannot return null for non-nullable field (\w+)\.(\w+)\.$/;
const LEAF = /cannot represent|^Unable to serialize|^Invalid input for Enum/;
const ENUM = /^Enum "(\w+)" cannot represent (?:non-string )?value: "?(.*?)"?\.?$/;

function valueMessage({ message, originalError, path = [] }: GraphQLError, schema: GraphQLSchema): string {
  const place = path.map((key) => (typeof key === "number" ? `[${key}]` : `/${key}`)).join("");
  if (originalError instanceof TypeMismatch) return `Can't resolve value (${place}) : ${message}`;
  const [, parent = "", field = ""] = NULL.exec(message) ?? [];
  if (parent) {
    const type = typeAt(schema, parent, field, typeof path.at(-1) === "number");
    return `Cannot return null for non-nullable type: '${type}' within parent '${parent}' (${place})`;
  }
  const [, enumName, value] = ENUM.exec(message) ?? [];
  const reason = enumName
    ? `Invalid input for Enum '${enumName}'. No value found for name '${value}'`
    : message;
  const verb = LEAF.test(reason) ? "serialize" : "resolve";
  return `Can't ${verb} value (${place}) : ${reason}`;
}

/** The type that was null: the field's, or that of an item of its list. */
function typeAt(schema: GraphQLSchema, parent: string, field: string, item: boolean): string {
  const type = schema.getType(parent);
  const fieldType = isObjectType(type) ? type.getFields()[field]?.type : undefined;
  if (!fieldType) return "";
  return String(item ? getNamedType(fieldType) : getNullableType(fieldType));
}
