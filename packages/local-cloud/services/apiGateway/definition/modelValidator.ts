import type { ErrorObject } from "ajv";

/** Checks a value against a model; returns the problems as API Gateway words them, none if the value is valid. */
export type ModelValidator = (value: unknown) => string[];

/** A model refers to another one of its API by this URL. */
const modelUrl = (apiId: string, name: string) =>
  `https://apigateway.amazonaws.com/restapis/${apiId}/models/${name}`;

/**
 * The models of an API, by name. They are JSON schemas of draft 4
 * ({@link https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html}).
 * Throws an `Error` for an invalid schema.
 */
export function compileModels(
  apiId: string,
  schemas: ReadonlyMap<string, string>,
): Map<string, ModelValidator> {
  if (schemas.size === 0) return new Map();
  // Loaded with the first API.
  const { default: Ajv } = require("ajv-draft-04") as typeof import("ajv-draft-04");
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    validateFormats: false,
    unicodeRegExp: false,
    logger: false,
    verbose: true,
  });
  for (const [name, schema] of schemas) {
    checked(name, () => ajv.addSchema(JSON.parse(schema), modelUrl(apiId, name)));
  }
  return new Map(
    [...schemas.keys()].map((name) => {
      const validate = checked(name, () => ajv.getSchema(modelUrl(apiId, name))!);
      return [name, (value) => (validate(value) ? [] : (validate.errors ?? []).map(describe))];
    }),
  );
}

function checked<T>(name: string, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    const reason = (error as Error).message;
    throw new Error(`Invalid model schema specified: ${name}: ${reason}`, { cause: error });
  }
}

/** Messages of `$context.error.validationErrorString`, by keyword. */
const MESSAGES: Readonly<Record<string, (params: Record<string, unknown>, data: unknown) => string>> = {
  required: ({ missingProperty }) => `object has missing required properties (["${missingProperty}"])`,
  type: ({ type }, data) =>
    `instance type (${typeOf(data)}) does not match any allowed primitive type (allowed: ${JSON.stringify([type].flat())})`,
  enum: ({ allowedValues }, data) =>
    `instance value (${JSON.stringify(data)}) not found in enum (possible values: ${JSON.stringify(allowedValues)})`,
  additionalProperties: ({ additionalProperty }) =>
    `object instance has properties which are not allowed by the schema: ["${additionalProperty}"]`,
  minimum: ({ limit }, data) =>
    `numeric instance is lower than the required minimum (minimum: ${limit}, found: ${data})`,
  maximum: ({ limit }, data) =>
    `numeric instance is greater than the required maximum (maximum: ${limit}, found: ${data})`,
  minLength: ({ limit }, data) =>
    `string "${data}" is too short (length: ${String(data).length}, required minimum: ${limit})`,
  maxLength: ({ limit }, data) =>
    `string "${data}" is too long (length: ${String(data).length}, maximum allowed: ${limit})`,
  pattern: ({ pattern }, data) => `ECMA 262 regex "${pattern}" does not match input string "${data}"`,
};

/** API Gateway's message for the keyword, or the validator's own if that is not known. */
function describe({
  keyword,
  params,
  instancePath,
  data,
  message,
}: ErrorObject & { data?: unknown }): string {
  const words = MESSAGES[keyword]?.(params, data) ?? message ?? keyword;
  return instancePath === "" ? words : `${words} at ${instancePath}`;
}

function typeOf(data: unknown): string {
  if (data === null) return "null";
  if (Array.isArray(data)) return "array";
  if (typeof data === "number") return Number.isInteger(data) ? "integer" : "number";
  return typeof data;
}
