import { type GraphQLSchema, isObjectType } from "graphql";
import type { Resource } from "../../../local-stack";
import { Properties } from "../../../local-stack/deploy/properties";
import { AwsError } from "../../aws/service";
import type { LambdaDataSource } from "./execution/dataSource";
import { AUTHORIZATION_MODES, type AuthorizationMode } from "./schema/authorizationModes";
import { buildApiSchema } from "./schema/buildApiSchema";

export type FieldLogLevel = "NONE" | "ERROR" | "INFO" | "DEBUG" | "ALL";

export interface LogConfig {
  roleArn: string;
  fieldLogLevel: FieldLogLevel;
  /** Whether headers, arguments and results are left out. */
  excludeVerboseContent: boolean;
}

/** What an API is, apart from its keys, data sources and resolvers. */
export interface ApiDefinition {
  id: string;
  arn: string;
  name: string;
  schema: GraphQLSchema;
  /** The default mode first. */
  modes: readonly [AuthorizationMode, ...AuthorizationMode[]];
  introspection: boolean;
  /** Levels of fields; 0: without limit. */
  queryDepthLimit: number;
  resolverCountLimit: number;
  xrayEnabled: boolean;
  logConfig?: LogConfig;
}

/** Resolvers of one request, where the API sets no lower limit. */
const MAX_RESOLVERS = 10_000;

const unsupported = (what: string) =>
  new AwsError("BadRequestException", `${what} is not served on this machine.`);

/** Reads `aws:appsync/graphQLApi:GraphQLApi`. Throws `GraphQLSchemaException` or `BadRequestException`. */
export function readApi(resource: Resource): ApiDefinition {
  const api = Properties.of(resource);
  const definition = api.optional("schema");
  if (!definition) throw new AwsError("BadRequestException", "The API has no schema.");
  if (api.text("apiType") === "MERGED") throw unsupported("A merged API");
  const logConfig = api.nested("logConfig");
  return {
    id: resource.id,
    arn: api.text("arn"),
    name: api.text("name"),
    schema: buildApiSchema(definition),
    modes: [modeOf(api), ...api.items("additionalAuthenticationProviders").map(modeOf)],
    introspection: api.text("introspectionConfig") !== "DISABLED",
    queryDepthLimit: limit(api, "queryDepthLimit", 75),
    resolverCountLimit: limit(api, "resolverCountLimit", MAX_RESOLVERS) || MAX_RESOLVERS,
    xrayEnabled: api.flag("xrayEnabled"),
    ...(logConfig && {
      logConfig: {
        roleArn: logConfig.text("cloudwatchLogsRoleArn"),
        fieldLogLevel: logConfig.text("fieldLogLevel") as FieldLogLevel,
        excludeVerboseContent: logConfig.flag("excludeVerboseContent"),
      },
    }),
  };
}

function modeOf(properties: Properties): AuthorizationMode {
  const mode = properties.text("authenticationType");
  if (!AUTHORIZATION_MODES.includes(mode)) throw unsupported(`The authentication type ${mode}`);
  return mode as AuthorizationMode;
}

function limit(api: Properties, key: string, highest: number): number {
  const value = api.number(key) ?? 0;
  if (Number.isInteger(value) && value >= 0 && value <= highest) return value;
  throw new AwsError("BadRequestException", `${key} must be a whole number from 0 to ${highest}.`);
}

/** Reads `aws:appsync/dataSource:DataSource`; nothing for one of type `NONE`. Throws `BadRequestException`. */
export function readDataSource(resource: Resource, apiArn: string): LambdaDataSource | undefined {
  const source = Properties.of(resource);
  const type = source.text("type");
  if (type === "NONE") return undefined;
  if (type !== "AWS_LAMBDA") throw unsupported(`A data source of type ${type}`);
  const functionArn = source.nested("lambdaConfig")?.optional("functionArn");
  const serviceRoleArn = source.optional("serviceRoleArn");
  if (functionArn && serviceRoleArn) return { apiArn, functionArn, serviceRoleArn };
  throw new AwsError(
    "BadRequestException",
    "A data source of type AWS_LAMBDA needs lambdaConfig and serviceRoleArn.",
  );
}

/** What only resolvers have that are not direct. */
const TEMPLATES = [
  "requestTemplate",
  "responseTemplate",
  "code",
  "pipelineConfig",
  "syncConfig",
  "cachingConfig",
];

/** Reads the field of a direct Lambda resolver, `Query.getBooking`. Throws `BadRequestException` or `NotFoundException`. */
export function readResolverField(resource: Resource, schema: GraphQLSchema): string {
  const resolver = Properties.of(resource);
  const beyond = TEMPLATES.find((key) => Boolean(resource.inputs[key]));
  if (beyond) throw unsupported(`A resolver with ${beyond} (one that is not a direct Lambda resolver)`);
  if (resolver.number("maxBatchSize")) throw unsupported("A resolver with maxBatchSize");
  const [typeName, fieldName] = [resolver.text("type"), resolver.text("field")];
  const type = schema.getType(typeName);
  if (isObjectType(type) && Object.hasOwn(type.getFields(), fieldName)) return `${typeName}.${fieldName}`;
  throw new AwsError("NotFoundException", `No field named ${fieldName} found on type ${typeName}`, 404);
}
