import metaSchema from "ajv-draft-04/dist/refs/json-schema-draft-04.json";
import { checkPatterns } from "./keywords";
import type { Schema } from "./schema";
import { SchemaSet } from "./schemaSet";
import { validate } from "./validate";

/** Checks a value against a model; returns the problems as API Gateway words them, none if the value is valid. */
export type ModelValidator = (value: unknown) => string[];

const DRAFT_4_URL = "http://json-schema.org/draft-04/schema";
const draft4 = new SchemaSet();
draft4.add(DRAFT_4_URL, metaSchema as Schema);

/** A model refers to another one of its API by this URL. */
const modelUrl = (apiId: string, name: string) =>
  `https://apigateway.amazonaws.com/restapis/${apiId}/models/${name}`;

/**
 * The models of an API, by name. They are JSON schemas of draft 4
 * ({@link https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html}). That API Gateway checks
 * with the Java library json-schema-validator is inferred from the words of its messages.
 * Throws an `Error` for an invalid schema.
 */
export function compileModels(
  apiId: string,
  schemas: ReadonlyMap<string, string>,
): Map<string, ModelValidator> {
  const all = new SchemaSet();
  for (const [name, schema] of schemas) {
    checked(name, () => all.add(modelUrl(apiId, name), parseSchema(schema)));
  }
  return new Map(
    [...schemas.keys()].map((name) => {
      const model = checked(name, () => {
        const at = all.resolve(modelUrl(apiId, name));
        all.check(at);
        return at;
      });
      return [name, (value) => validate(all, model, value)];
    }),
  );
}

function parseSchema(text: string): Schema {
  const schema: unknown = JSON.parse(text);
  const [problem] = validate(draft4, draft4.resolve(DRAFT_4_URL), schema);
  if (problem) throw new Error(problem);
  checkPatterns(schema as Schema);
  return schema as Schema;
}

function checked<T>(name: string, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    const reason = (error as Error).message;
    throw new Error(`Invalid model schema specified: ${name}: ${reason}`, { cause: error });
  }
}
