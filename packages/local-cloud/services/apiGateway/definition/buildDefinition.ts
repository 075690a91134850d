import type { Properties } from "../../../../local-stack/deploy/properties";
import type { Resource } from "../../../../local-stack/program/evaluation";
import { AwsError } from "../../../aws/service";
import { functionOf, parseUri } from "../integration/backend";
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
import { compileModels, type ModelValidator } from "./modelValidator";
import { ApiParts } from "./parts";

const DEFAULT_TIMEOUT_MS = 29_000;
const SERVED_AUTHORIZATIONS = ["NONE", "AWS_IAM"];
const SERVED_INTEGRATIONS = ["AWS", "AWS_PROXY", "MOCK"];

/** What every API has without declaring it. */
const PREDEFINED_MODELS: readonly [string, string][] = [
  ["Empty", '{"type":"object"}'],
  ["Error", '{"type":"object","properties":{"message":{"type":"string"}}}'],
];

/**
 * What a deployment of the API takes down, from its parts as they are now. Throws `BadRequestException` as CreateDeployment
 * does, and for what is not served on this machine.
 */
export function buildDefinition(
  apiId: string,
  deploymentId: string,
  all: readonly Resource[],
): ApiDefinition {
  const parts = new ApiParts(apiId, all);
  const api = parts.api();
  if (api.optional("body")) {
    throw badRequest(
      "An API from an OpenAPI document (body) is not served on this machine: use resources and methods",
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
    binaryMediaTypes: api.list("binaryMediaTypes").map(String),
    disableExecuteApiEndpoint: api.flag("disableExecuteApiEndpoint"),
    gatewayResponses: new Map(
      parts.of("response:Response").map((part) => [part.text("responseType"), gatewayResponse(part)]),
    ),
    hasPolicy: api.optional("policy") !== undefined || parts.of("restApiPolicy:RestApiPolicy").length > 0,
  };
}

function modelsOf(parts: ApiParts): Map<string, ModelValidator> {
  const declared = parts
    .of("model:Model")
    .map((part): [string, string] => [part.text("name"), part.optional("schema") ?? "{}"]);
  try {
    return compileModels(parts.apiId, new Map([...PREDEFINED_MODELS, ...declared]));
  } catch (error) {
    throw badRequest((error as Error).message);
  }
}

function buildResources(parts: ApiParts, models: Map<string, ModelValidator>): ApiResource[] {
  const places = [
    { id: parts.api().text("rootResourceId"), path: "/" },
    ...parts.of("resource:Resource").map((part) => ({ id: part.text("id"), path: part.text("path") })),
  ];
  return places.map(({ id, path }) => {
    const methods = parts.of("method:Method").filter((part) => part.text("resourceId") === id);
    return {
      id,
      path,
      methods: new Map(
        methods.map((part) => [part.text("httpMethod"), buildMethod(parts, part, models, path)]),
      ),
    };
  });
}

function buildMethod(
  parts: ApiParts,
  method: Properties,
  models: Map<string, ModelValidator>,
  path: string,
): ApiMethod {
  const httpMethod = method.text("httpMethod");
  const authorization = method.text("authorization");
  const place = `${httpMethod} ${path}`;
  if (!SERVED_AUTHORIZATIONS.includes(authorization))
    throw notServed(`authorization ${authorization}`, place);
  const validator = parts.requestValidator(method.optional("requestValidatorId"));
  return {
    httpMethod,
    authorization: authorization as ApiMethod["authorization"],
    apiKeyRequired: method.flag("apiKeyRequired"),
    requiredParameters: [...method.flags("requestParameters")].flatMap(([name, required]) =>
      required ? [name] : [],
    ),
    validatesBody: validator?.flag("validateRequestBody") ?? false,
    validatesParameters: validator?.flag("validateRequestParameters") ?? false,
    requestModels: new Map(
      [...method.texts("requestModels")].map(([type, name]) => {
        const model = models.get(name);
        if (!model) throw badRequest(`Invalid model identifier specified: ${name} (${place})`);
        return [type, model];
      }),
    ),
    integration: buildIntegration(parts, method, place),
  };
}

function buildIntegration(parts: ApiParts, method: Properties, place: string): Integration {
  const integration = parts.ofMethod("integration:Integration", method)[0];
  if (!integration) throw badRequest(`No integration defined for method (${place})`);
  const type = integration.text("type");
  if (!SERVED_INTEGRATIONS.includes(type)) throw notServed(`an integration of type ${type}`, place);
  const credentials = integration.optional("credentials");
  checkTarget(type, integration.text("uri"), credentials, place);
  return {
    type: type as Integration["type"],
    uri: integration.text("uri"),
    ...(credentials ? { credentials } : {}),
    passthroughBehavior: (integration.optional("passthroughBehavior") ??
      "WHEN_NO_MATCH") as Integration["passthroughBehavior"],
    requestTemplates: templates(integration, "requestTemplates", place),
    requestParameters: integration.texts("requestParameters"),
    timeout: integration.number("timeoutMilliseconds") ?? DEFAULT_TIMEOUT_MS,
    responses: parts
      .ofMethod("integrationResponse:IntegrationResponse", method)
      .map((response) => integrationResponse(parts, method, response, place)),
  };
}

/** Which services can be called, and that somebody is there to call them. */
function checkTarget(type: string, uri: string, credentials: string | undefined, place: string): void {
  if (type === "MOCK") return;
  const target = parseUri(uri);
  if (!target) throw badRequest(`Invalid ARN specified in the request (${place}: ${uri})`);
  if (target.service === "lambda" && functionOf(target.name)) return;
  if (type === "AWS_PROXY" || target.kind === "path") throw notServed(`the integration ${uri}`, place);
  if (!credentials) throw badRequest(`Role ARN must be specified for AWS integrations (${place})`);
}

function integrationResponse(
  parts: ApiParts,
  method: Properties,
  response: Properties,
  place: string,
): IntegrationResponse {
  const status = response.text("statusCode");
  const declared = parts
    .ofMethod("methodResponse:MethodResponse", method)
    .find((part) => part.text("statusCode") === status);
  if (!declared) throw badRequest(`Invalid Response status code specified: ${status} (${place})`);
  const responseParameters = response.texts("responseParameters");
  const headers = declared.flags("responseParameters");
  for (const name of responseParameters.keys()) {
    if (headers.has(name)) continue;
    const reason = `Invalid mapping expression parameter specified: ${name}`;
    throw badRequest(
      `Invalid mapping expression specified: Validation Result: warnings : [], errors : [${reason}] (${place}, ${status})`,
    );
  }
  const pattern = response.optional("selectionPattern");
  return {
    statusCode: Number(status),
    ...(pattern ? { selectionPattern: javaPattern(pattern, { whole: true }) } : {}),
    responseParameters,
    responseTemplates: templates(response, "responseTemplates", `${place}, ${status}`),
    convertToBinary: response.text("contentHandling") === "CONVERT_TO_BINARY",
  };
}

function gatewayResponse(part: Properties): CustomGatewayResponse {
  const statusCode = part.number("statusCode");
  return {
    ...(statusCode === undefined ? {} : { statusCode }),
    responseParameters: part.texts("responseParameters"),
    responseTemplates: part.texts("responseTemplates"),
  };
}

function templates(part: Properties, key: string, place: string): Map<string, Template> {
  return new Map(
    [...part.texts(key)].map(([type, source]) => {
      try {
        return [type, compileTemplate(source)];
      } catch (error) {
        throw badRequest(`Invalid mapping template for ${type} (${place}): ${(error as Error).message}`);
      }
    }),
  );
}

const badRequest = (message: string) => new AwsError("BadRequestException", message);

const notServed = (what: string, place: string) =>
  badRequest(
    `${place} has ${what}, which is not served on this machine; served are the authorizations ${SERVED_AUTHORIZATIONS.join(", ")} ` +
      `and the integrations ${SERVED_INTEGRATIONS.join(", ")} with Lambda functions and with actions of AWS services`,
  );
