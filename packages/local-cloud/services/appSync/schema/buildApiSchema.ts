import {
  buildASTSchema,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  parse,
  validateSchema,
} from "graphql";
import { AwsError } from "../../../aws/service";
import { AWS_SCALARS, implementScalar } from "./scalars";

/** Definitions that every schema of AppSync may use without declaring them. */
const PRELUDE = `
${Object.keys(AWS_SCALARS)
  .map((name) => `scalar ${name}`)
  .join("\n")}
directive @aws_api_key on OBJECT | FIELD_DEFINITION
directive @aws_iam on OBJECT | FIELD_DEFINITION
directive @aws_oidc on OBJECT | FIELD_DEFINITION
directive @aws_lambda on OBJECT | FIELD_DEFINITION
directive @aws_cognito_user_pools(cognito_groups: [String]) on OBJECT | FIELD_DEFINITION
directive @aws_auth(cognito_groups: [String]) on FIELD_DEFINITION
directive @aws_subscribe(mutations: [String]) on FIELD_DEFINITION
directive @aws_publish(subscriptions: [String]) on FIELD_DEFINITION
`;

/** Bytes. https://docs.aws.amazon.com/general/latest/gr/appsync.html */
const MAX_SCHEMA_BYTES = 1_048_576;

/**
 * The schema that a definition describes, with AppSync's scalars and directives
 * ({@link https://docs.aws.amazon.com/appsync/latest/devguide/designing-your-schema.html}). Throws `GraphQLSchemaException`.
 */
export function buildApiSchema(definition: string): GraphQLSchema {
  if (Buffer.byteLength(definition) > MAX_SCHEMA_BYTES) {
    throw schemaError(`The schema is larger than ${MAX_SCHEMA_BYTES} bytes.`);
  }
  try {
    const schema = buildASTSchema(withPrelude(parse(definition)));
    const [error] = validateSchema(schema);
    if (error) throw error;
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isScalarType(type) || isSpecifiedScalarType(type)) continue;
      const scalar = AWS_SCALARS[type.name];
      if (!scalar) throw new GraphQLError(`Custom scalars are not supported: ${type.name}.`);
      implementScalar(type, scalar);
    }
    return schema;
  } catch (error) {
    if (error instanceof GraphQLError) throw schemaError(error.message, error);
    if (error instanceof Error) throw schemaError(error.message);
    throw error;
  }
}

/** Leaves out what the schema declares itself, as some do for other tools. */
function withPrelude(own: DocumentNode): DocumentNode {
  const declared = new Set(own.definitions.map(nameOf));
  const added = parse(PRELUDE).definitions.filter((node) => !declared.has(nameOf(node)));
  return { kind: Kind.DOCUMENT, definitions: [...added, ...own.definitions] };
}

function nameOf(node: DocumentNode["definitions"][number]): string {
  const name = "name" in node && node.name ? node.name.value : "";
  return node.kind === Kind.DIRECTIVE_DEFINITION ? `@${name}` : name;
}

function schemaError(reason: string, { locations }: Partial<GraphQLError> = {}): AwsError {
  const at = locations?.[0] ? ` (line ${locations[0].line}, column ${locations[0].column})` : "";
  return new AwsError("GraphQLSchemaException", `Failed to create the schema: ${reason}${at}`);
}
