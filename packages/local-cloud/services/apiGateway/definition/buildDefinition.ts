import { AwsError } from "../../../aws/service";
import { functionOf, parseUri } from "../integration/backend";
import { compileModels, type ModelValidator } from "../models/compileModels";
import type * as apiGateway from "../resources";
import { javaPattern } from "../velocity/regularExpression";
import { compileTemplate, type Template } from "../velocity/template";
import type {
  ApiDefinition,
  ApiMethod,
  ApiResource,
  CustomGatewayResponse,
  Integration,
  IntegrationResponse,
} from "./definition";
import { ApiParts } from "./parts";

const DEFAULT_TIMEOUT_MS = 29_000;
const SUPPORTED_AUTHORIZATIONS = ["NONE", "AWS_IAM"];
const SUPPORTED_INTEGRATIONS = ["AWS", "AWS_PROXY", "MOCK"];

/** Models that every API has without declaring them. */
const PREDEFINED_MODELS: readonly [string, string][] = [
  ["Empty", '{"type":"object"}'],
  ["Error", '{"type":"object","properties":{"message":{"type":"string"}}}'],
];

/**
 * The snapshot of the API that a deployment creates. Throws `BadRequestException` as CreateDeployment does, and for what is
 * not supported on this machine.
 */
export function buildDefinition(
  apiId: string,
  deploymentId: string,
  all: readonly apiGateway.ApiGatewayResource[],
): ApiDefinition {
  const parts = new ApiParts(apiId, all);
  const api = parts.api();
  if (api.body) {
    throw badRequest(
      "An API from an OpenAPI document (body) does not run on this machine: use resources and methods",
    );
  }
  const resources = buildResources(parts, modelsOf(parts));
  if (!resources.some(({ methods }) => methods.size > 0)) {
    throw badRequest("The REST API doesn't contain any methods");
  }
  return {
    apiId,
    deploymentId,
    resources,
    binaryMediaTypes: api.binaryMediaTypes,
    disableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
    gatewayResponses: new Map(
      parts.of("GatewayResponse").map((response) => [response.responseType, gatewayResponse(response)]),
    ),
    hasPolicy: api.hasPolicy || parts.of("RestApiPolicy").length > 0,
  };
}

function modelsOf(parts: ApiParts): Map<string, ModelValidator> {
  const declared = parts.of("Model").map(({ name, schema = "{}" }): [string, string] => [name, schema]);
  try {
    return compileModels(parts.apiId, new Map([...PREDEFINED_MODELS, ...declared]));
  } catch (error) {
    throw badRequest((error as Error).message);
  }
}

function buildResources(parts: ApiParts, models: Map<string, ModelValidator>): ApiResource[] {
  const root = { id: parts.api().rootResourceId, path: "/" };
  return [root, ...parts.of("Resource")].map(({ id, path }) => {
    const methods = parts.of("Method").filter(({ resourceId }) => resourceId === id);
    return {
      id,
      path,
      methods: new Map(
        methods.map((method) => [method.httpMethod, buildMethod(parts, method, models, path)]),
      ),
    };
  });
}

function buildMethod(
  parts: ApiParts,
  method: apiGateway.Method,
  models: Map<string, ModelValidator>,
  path: string,
): ApiMethod {
  const { httpMethod, authorizationType, apiKeyRequired, requestValidatorId } = method;
  const label = `${httpMethod} ${path}`;
  if (!SUPPORTED_AUTHORIZATIONS.includes(authorizationType))
    throw unsupported(`authorization ${authorizationType}`, label);
  const validator = parts.of("RequestValidator").find(({ id }) => id === requestValidatorId);
  return {
    httpMethod,
    authorization: authorizationType as ApiMethod["authorization"],
    apiKeyRequired,
    requiredParameters: Object.entries(method.requestParameters).flatMap(([name, required]) =>
      required ? [name] : [],
    ),
    validatesBody: validator?.validateRequestBody ?? false,
    validatesParameters: validator?.validateRequestParameters ?? false,
    requestModels: new Map(
      Object.entries(method.requestModels).map(([type, name]) => {
        const model = models.get(name);
        if (!model) throw badRequest(`Invalid model identifier specified: ${name} (${label})`);
        return [type, model];
      }),
    ),
    integration: buildIntegration(parts, method, label),
  };
}

function buildIntegration(parts: ApiParts, method: apiGateway.Method, label: string): Integration {
  const integration = parts.ofMethod("Integration", method)[0];
  if (!integration) throw badRequest(`No integration defined for method (${label})`);
  const { type, uri = "", credentials, passthroughBehavior = "WHEN_NO_MATCH" } = integration;
  if (!SUPPORTED_INTEGRATIONS.includes(type)) throw unsupported(`an integration of type ${type}`, label);
  checkTarget(type, uri, credentials, label);
  return {
    type: type as Integration["type"],
    uri,
    ...(credentials ? { credentials } : {}),
    passthroughBehavior: passthroughBehavior as Integration["passthroughBehavior"],
    requestTemplates: templates(integration.requestTemplates, label),
    requestParameters: new Map(Object.entries(integration.requestParameters)),
    timeout: integration.timeoutInMillis ?? DEFAULT_TIMEOUT_MS,
    responses: parts
      .ofMethod("IntegrationResponse", method)
      .map((response) => integrationResponse(parts, method, response, label)),
  };
}

/** Checks that the integration calls something that runs on this machine, with a role where it needs one. */
function checkTarget(type: string, uri: string, credentials: string | undefined, label: string): void {
  if (type === "MOCK") return;
  const target = parseUri(uri);
  if (!target) throw badRequest(`Invalid ARN specified in the request (${label}: ${uri})`);
  if (target.service === "lambda" && functionOf(target.name)) return;
  if (type === "AWS_PROXY" || target.kind === "path") throw unsupported(`the integration ${uri}`, label);
  if (!credentials) throw badRequest(`Role ARN must be specified for AWS integrations (${label})`);
}

function integrationResponse(
  parts: ApiParts,
  method: apiGateway.Method,
  response: apiGateway.IntegrationResponse,
  label: string,
): IntegrationResponse {
  const { statusCode, selectionPattern, responseParameters, responseTemplates, contentHandling } = response;
  const declared = parts.ofMethod("MethodResponse", method).find((part) => part.statusCode === statusCode);
  if (!declared) throw badRequest(`Invalid Response status code specified: ${statusCode} (${label})`);
  for (const name of Object.keys(responseParameters)) {
    if (Object.hasOwn(declared.responseParameters, name)) continue;
    const reason = `Invalid mapping expression parameter specified: ${name}`;
    throw badRequest(
      `Invalid mapping expression specified: Validation Result: warnings : [], errors : [${reason}] (${label}, ${statusCode})`,
    );
  }
  return {
    statusCode: Number(statusCode),
    ...(selectionPattern ? { selectionPattern: javaPattern(selectionPattern, { whole: true }) } : {}),
    responseParameters: new Map(Object.entries(responseParameters)),
    responseTemplates: responseTemplatesOf(responseTemplates, `${label}, ${statusCode}`),
    convertToBinary: contentHandling === "CONVERT_TO_BINARY",
  };
}

function gatewayResponse(response: apiGateway.GatewayResponse): CustomGatewayResponse {
  const { statusCode, responseParameters, responseTemplates } = response;
  return {
    ...(statusCode === undefined ? {} : { statusCode }),
    responseParameters: new Map(Object.entries(responseParameters)),
    responseTemplates: new Map(Object.entries(responseTemplates)),
  };
}

/** An empty one passes the body as it is. */
function responseTemplatesOf(sources: Record<string, string>, label: string): Map<string, Template | null> {
  const compiled = templates(sources, label);
  return new Map([...compiled].map(([type, template]) => [type, sources[type] === "" ? null : template]));
}

function templates(sources: Record<string, string>, label: string): Map<string, Template> {
  return new Map(
    Object.entries(sources).map(([type, source]) => {
      try {
        return [type, compileTemplate(source)];
      } catch (error) {
        throw badRequest(`Invalid mapping template for ${type} (${label}): ${(error as Error).message}`);
      }
    }),
  );
}

const badRequest = (message: string) => new AwsError("BadRequestException", message);

const unsupported = (what: string, label: string) =>
  badRequest(
    `${label} has ${what}, which does not run on this machine; supported are the authorizations ` +
      `${SUPPORTED_AUTHORIZATIONS.join(", ")} and the integrations ${SUPPORTED_INTEGRATIONS.join(", ")} with Lambda functions ` +
      "and with actions of AWS services",
  );
