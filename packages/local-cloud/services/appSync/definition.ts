import { type GraphQLSchema, isObjectType } from "graphql";
import { AwsError } from "../../aws/service";
import type { LambdaDataSource } from "./execution/dataSource";
import type { DataSource, GraphqlApi, LogConfig, Resolver } from "./resources";
import { AUTHORIZATION_MODES, type AuthorizationMode } from "./schema/authorizationModes";
import { buildApiSchema } from "./schema/buildApiSchema";

/** An API without its keys, data sources and resolvers. */
export interface ApiDefinition {
  id: string;
  arn: string;
  name: string;
  schema: GraphQLSchema;
  /** The default mode first. */
  modes: readonly [AuthorizationMode, ...AuthorizationMode[]];
  introspection: boolean;
  /** Levels of fields; 0 means no limit. */
  queryDepthLimit: number;
  resolverCountLimit: number;
  xrayEnabled: boolean;
  logConfig?: LogConfig;
}

/** The number of resolvers that one request may run, unless the API sets a lower limit. */
const MAX_RESOLVERS = 10_000;

const unsupported = (what: string) =>
  new AwsError("BadRequestException", `${what} does not run on this machine.`);

/** Checks an API and builds its schema. Throws `GraphQLSchemaException` or `BadRequestException`. */
export function buildDefinition(api: GraphqlApi): ApiDefinition {
  const { apiId, arn, name, definition, logConfig } = api;
  if (!definition) throw new AwsError("BadRequestException", "The API has no schema.");
  if (api.apiType === "MERGED") throw unsupported("A merged API");
  return {
    id: apiId,
    arn,
    name,
    schema: buildApiSchema(definition),
    modes: [modeOf(api), ...api.additionalAuthenticationProviders.map(modeOf)],
    introspection: api.introspectionConfig !== "DISABLED",
    queryDepthLimit: limit(api, "queryDepthLimit", 75),
    resolverCountLimit: limit(api, "resolverCountLimit", MAX_RESOLVERS) || MAX_RESOLVERS,
    xrayEnabled: api.xrayEnabled,
    ...(logConfig && { logConfig }),
  };
}

function modeOf({ authenticationType }: { authenticationType: string }): AuthorizationMode {
  if (AUTHORIZATION_MODES.includes(authenticationType)) return authenticationType as AuthorizationMode;
  throw unsupported(`The authentication type ${authenticationType}`);
}

function limit(api: GraphqlApi, key: "queryDepthLimit" | "resolverCountLimit", highest: number): number {
  const value = api[key] ?? 0;
  if (Number.isInteger(value) && value >= 0 && value <= highest) return value;
  throw new AwsError("BadRequestException", `${key} must be a whole number from 0 to ${highest}.`);
}

/** The function of a data source; undefined for one of type `NONE`. Throws `BadRequestException`. */
export function lambdaOf(source: DataSource, apiArn: string): LambdaDataSource | undefined {
  const { type, serviceRoleArn } = source;
  if (type === "NONE") return undefined;
  if (type !== "AWS_LAMBDA") throw unsupported(`A data source of type ${type}`);
  const functionArn = source.lambdaConfig?.lambdaFunctionArn;
  if (functionArn && serviceRoleArn) return { apiArn, functionArn, serviceRoleArn };
  throw new AwsError(
    "BadRequestException",
    "A data source of type AWS_LAMBDA needs lambdaConfig and serviceRoleArn.",
  );
}

/** Properties that a direct Lambda resolver does not have. */
const BEYOND_DIRECT = [
  "requestMappingTemplate",
  "responseMappingTemplate",
  "code",
  "pipelineConfig",
  "syncConfig",
  "cachingConfig",
] as const;

/** The field of a direct Lambda resolver, `Query.getBooking`. Throws `BadRequestException` or `NotFoundException`. */
export function resolverField(resolver: Resolver, schema: GraphQLSchema): string {
  const beyond = BEYOND_DIRECT.find((key) => Boolean(resolver[key]));
  if (beyond) throw unsupported(`A resolver with ${beyond} (one that is not a direct Lambda resolver)`);
  if (resolver.maxBatchSize) throw unsupported("A resolver with maxBatchSize");
  const { typeName, fieldName } = resolver;
  const type = schema.getType(typeName);
  if (isObjectType(type) && Object.hasOwn(type.getFields(), fieldName)) return `${typeName}.${fieldName}`;
  throw new AwsError("NotFoundException", `No field named ${fieldName} found on type ${typeName}`, 404);
}
