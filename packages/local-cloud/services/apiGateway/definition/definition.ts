import type { ModelValidator } from "../models/compileModels";
import type { Template } from "../velocity/template";

/** The snapshot of an API by a deployment, which the stages of that deployment serve. */
export interface ApiDefinition {
  apiId: string;
  deploymentId: string;
  resources: ApiResource[];
  /** Media types, parts of which may be an asterisk. */
  binaryMediaTypes: string[];
  /** True: the API is served only at a custom domain, so not at all on this machine. */
  disableExecuteApiEndpoint: boolean;
  /** By response type: `DEFAULT_4XX`, `BAD_REQUEST_BODY`. */
  gatewayResponses: ReadonlyMap<string, CustomGatewayResponse>;
  /** True if the API has a resource policy. */
  hasPolicy: boolean;
}

export interface ApiResource {
  id: string;
  /** `/orders/{id}` */
  path: string;
  /** By HTTP method or `ANY`. */
  methods: ReadonlyMap<string, ApiMethod>;
}

export interface ApiMethod {
  httpMethod: string;
  authorization: "NONE" | "AWS_IAM";
  apiKeyRequired: boolean;
  /** Names of required parameters: `method.request.querystring.accountid`. */
  requiredParameters: string[];
  validatesBody: boolean;
  validatesParameters: boolean;
  /** By content type, or `$default`. */
  requestModels: ReadonlyMap<string, ModelValidator>;
  integration: Integration;
}

export interface Integration {
  type: "AWS" | "AWS_PROXY" | "MOCK";
  uri: string;
  /** ARN of the role that API Gateway assumes to call the service. */
  credentials?: string;
  passthroughBehavior: "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES" | "NEVER";
  /** By content type. */
  requestTemplates: ReadonlyMap<string, Template>;
  /** The source of each parameter of the integration request. */
  requestParameters: ReadonlyMap<string, string>;
  /** Milliseconds. */
  timeout: number;
  responses: IntegrationResponse[];
}

export interface IntegrationResponse {
  statusCode: number;
  /** Must match the whole status of the backend, or the whole error message of a function; absent in the default response. */
  selectionPattern?: RegExp;
  /** The source of each header of the method response. */
  responseParameters: ReadonlyMap<string, string>;
  /** By content type; null passes the body as it is. */
  responseTemplates: ReadonlyMap<string, Template | null>;
  convertToBinary: boolean;
}

export interface CustomGatewayResponse {
  statusCode?: number;
  responseParameters: ReadonlyMap<string, string>;
  /** By content type; only variables are replaced in them. */
  responseTemplates: ReadonlyMap<string, string>;
}
