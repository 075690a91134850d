import type { Template } from "../velocity/template";
import type { ModelValidator } from "./modelValidator";

/** An API as one deployment of it took it down: what its stages serve until the next. */
export interface ApiDefinition {
  apiId: string;
  deploymentId: string;
  resources: ApiResource[];
  /** Media types, of which parts may be an asterisk. */
  binaryMediaTypes: string[];
  /** True: the API is only served at a domain of its own, which there is none of here. */
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
  /** Names of parameters that must be there: `method.request.querystring.accountid`. */
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
  /** ARN of the role that API Gateway calls the service with. */
  credentials?: string;
  passthroughBehavior: "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES" | "NEVER";
  /** By content type. */
  requestTemplates: ReadonlyMap<string, Template>;
  /** Where each parameter of the integration's request comes from. */
  requestParameters: ReadonlyMap<string, string>;
  /** Milliseconds. */
  timeout: number;
  responses: IntegrationResponse[];
}

export interface IntegrationResponse {
  statusCode: number;
  /** Matches the backend's status, or a function's error message, whole; absent in the default response. */
  selectionPattern?: RegExp;
  /** Where each header of the method's response comes from. */
  responseParameters: ReadonlyMap<string, string>;
  /** By content type. */
  responseTemplates: ReadonlyMap<string, Template>;
  convertToBinary: boolean;
}

export interface CustomGatewayResponse {
  statusCode?: number;
  responseParameters: ReadonlyMap<string, string>;
  /** By content type; only variables are replaced in them. */
  responseTemplates: ReadonlyMap<string, string>;
}
