/** The resources of API Gateway's REST APIs ({@link https://docs.aws.amazon.com/apigateway/latest/api/API_Types.html}). */
export type ApiGatewayResource =
  | Account
  | ApiKey
  | Deployment
  | GatewayResponse
  | Integration
  | IntegrationResponse
  | Method
  | MethodResponse
  | MethodSetting
  | Model
  | RequestValidator
  | Resource
  | RestApi
  | RestApiPolicy
  | Stage
  | UsagePlan
  | UsagePlanKey;

export type ResourceKind = ApiGatewayResource["kind"];
export type ResourceOf<Kind extends ResourceKind> = Extract<ApiGatewayResource, { kind: Kind }>;

/** Returns the current resources of a kind. */
export type ReadResources = <Kind extends ResourceKind>(kind: Kind) => ResourceOf<Kind>[];

export interface Account {
  kind: "Account";
  /** The role that access logs are written with. */
  cloudwatchRoleArn?: string;
}

export interface ApiKey {
  kind: "ApiKey";
  id: string;
  value: string;
  enabled: boolean;
}

export interface Deployment {
  kind: "Deployment";
  id: string;
  restApiId: string;
}

export interface GatewayResponse {
  kind: "GatewayResponse";
  restApiId: string;
  /** `DEFAULT_4XX`, `BAD_REQUEST_BODY` */
  responseType: string;
  statusCode?: number;
  responseParameters: Record<string, string>;
  /** By content type. */
  responseTemplates: Record<string, string>;
}

/** What identifies a method of an API. */
interface MethodKey {
  restApiId: string;
  resourceId: string;
  httpMethod: string;
}

export interface Integration extends MethodKey {
  kind: "Integration";
  /** `AWS`, `AWS_PROXY`, `MOCK`, … */
  type: string;
  uri?: string;
  /** ARN of the role that API Gateway assumes to call the service. */
  credentials?: string;
  /** Default: `WHEN_NO_MATCH`. */
  passthroughBehavior?: string;
  /** By content type. */
  requestTemplates: Record<string, string>;
  requestParameters: Record<string, string>;
  timeoutInMillis?: number;
}

export interface IntegrationResponse extends MethodKey {
  kind: "IntegrationResponse";
  statusCode: string;
  selectionPattern?: string;
  responseParameters: Record<string, string>;
  /** By content type. */
  responseTemplates: Record<string, string>;
  contentHandling?: string;
}

export interface Method extends MethodKey {
  kind: "Method";
  /** `NONE`, `AWS_IAM`, … */
  authorizationType: string;
  apiKeyRequired: boolean;
  requestValidatorId?: string;
  /** Whether each parameter is required. */
  requestParameters: Record<string, boolean>;
  /** Names of models by content type. */
  requestModels: Record<string, string>;
}

export interface MethodResponse extends MethodKey {
  kind: "MethodResponse";
  statusCode: string;
  /** Whether each header is required. */
  responseParameters: Record<string, boolean>;
}

/** The settings of a stage for one method, or for all of them. */
export interface MethodSetting {
  kind: "MethodSetting";
  restApiId: string;
  stageName: string;
  /** `orders/GET`, or an asterisk on both sides of the slash for every method. */
  methodPath: string;
  throttlingRateLimit?: number;
  throttlingBurstLimit?: number;
}

export interface Model {
  kind: "Model";
  restApiId: string;
  name: string;
  /** A JSON schema of draft 4. */
  schema?: string;
}

export interface RequestValidator {
  kind: "RequestValidator";
  id: string;
  restApiId: string;
  validateRequestBody: boolean;
  validateRequestParameters: boolean;
}

export interface Resource {
  kind: "Resource";
  id: string;
  restApiId: string;
  /** `/orders/{id}` */
  path: string;
}

export interface RestApi {
  kind: "RestApi";
  id: string;
  rootResourceId: string;
  /** An OpenAPI document, as for `ImportRestApi`. */
  body?: string;
  /** Media types, parts of which may be an asterisk. */
  binaryMediaTypes: string[];
  disableExecuteApiEndpoint: boolean;
  /** Whether the API itself has a resource policy. */
  hasPolicy: boolean;
}

/** Marks an API that has a resource policy. The policy itself is in IAM. */
export interface RestApiPolicy {
  kind: "RestApiPolicy";
  restApiId: string;
}

export interface Stage {
  kind: "Stage";
  restApiId: string;
  stageName: string;
  deploymentId: string;
  variables: Record<string, string>;
  accessLogSettings?: AccessLogSettings;
}

export interface AccessLogSettings {
  /** ARN of the log group. */
  destinationArn: string;
  /** Text with `$context` variables. */
  format: string;
}

export interface UsagePlan {
  kind: "UsagePlan";
  id: string;
  apiStages: ApiStage[];
  throttle?: ThrottleSettings;
  quota?: QuotaSettings;
}

export interface ApiStage {
  apiId: string;
  stage: string;
  /** By method path: `/orders/GET`. */
  throttle: Record<string, ThrottleSettings>;
}

/** A negative number means no limit. */
export interface ThrottleSettings {
  /** Requests per second. */
  rateLimit?: number;
  burstLimit?: number;
}

export interface QuotaSettings {
  limit: number;
  /** Requests that are subtracted from the limit in the first period. */
  offset: number;
  period: "DAY" | "WEEK" | "MONTH";
}

export interface UsagePlanKey {
  kind: "UsagePlanKey";
  keyId: string;
  usagePlanId: string;
}
