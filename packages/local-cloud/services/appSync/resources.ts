/** A GraphQL API ({@link https://docs.aws.amazon.com/appsync/latest/APIReference/API_GraphqlApi.html}). */
export interface GraphqlApi {
  apiId: string;
  arn: string;
  name: string;
  /** The schema in the GraphQL schema definition language. */
  definition?: string;
  /** Default: `GRAPHQL`. */
  apiType?: string;
  authenticationType: string;
  additionalAuthenticationProviders: { authenticationType: string }[];
  /** Default: `ENABLED`. */
  introspectionConfig?: string;
  /** Levels of fields; 0 means no limit. Default: 0. */
  queryDepthLimit?: number;
  /** Default: 10,000. */
  resolverCountLimit?: number;
  xrayEnabled: boolean;
  logConfig?: LogConfig;
}

export interface LogConfig {
  cloudWatchLogsRoleArn: string;
  fieldLogLevel: FieldLogLevel;
  /** Whether headers, arguments and results are left out. */
  excludeVerboseContent: boolean;
}

export const FIELD_LOG_LEVELS = ["NONE", "ERROR", "INFO", "DEBUG", "ALL"] as const;
export type FieldLogLevel = (typeof FIELD_LOG_LEVELS)[number];

/** {@link https://docs.aws.amazon.com/appsync/latest/APIReference/API_ApiKey.html} */
export interface ApiKey {
  apiId: string;
  /** The key itself: `da2-…`. */
  id: string;
  /** Seconds since the epoch. Default: seven days from now. */
  expires?: number;
}

/** {@link https://docs.aws.amazon.com/appsync/latest/APIReference/API_DataSource.html} */
export interface DataSource {
  apiId: string;
  name: string;
  /** `AWS_LAMBDA`, `NONE`, … */
  type: string;
  lambdaConfig?: { lambdaFunctionArn: string };
  serviceRoleArn?: string;
}

/** {@link https://docs.aws.amazon.com/appsync/latest/APIReference/API_Resolver.html} */
export interface Resolver extends ResolverKey {
  dataSourceName: string;
  maxBatchSize?: number;
  requestMappingTemplate?: string;
  responseMappingTemplate?: string;
  code?: string;
  pipelineConfig?: object;
  syncConfig?: object;
  cachingConfig?: object;
}

/** What identifies a resolver. */
export interface ResolverKey {
  apiId: string;
  typeName: string;
  fieldName: string;
}
