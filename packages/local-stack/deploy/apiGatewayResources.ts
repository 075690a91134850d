import type { apiGateway } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import { Properties } from "./properties";

type Read = (properties: Properties) => apiGateway.ApiGatewayResource;

/** Converts each of Pulumi's types `aws:apigateway/…` to API Gateway's. */
const READERS: Readonly<Record<string, Read>> = {
  "account:Account": (account) => ({
    kind: "Account",
    cloudwatchRoleArn: account.optionalText("cloudwatchRoleArn"),
  }),
  "apiKey:ApiKey": (key) => ({
    kind: "ApiKey",
    id: key.text("id"),
    value: key.text("value"),
    enabled: key.flag("enabled", true),
  }),
  "deployment:Deployment": (deployment) => ({
    kind: "Deployment",
    id: deployment.text("id"),
    restApiId: deployment.text("restApi"),
  }),
  "integration:Integration": (integration) => ({
    kind: "Integration",
    ...methodKey(integration),
    type: integration.text("type"),
    uri: integration.optionalText("uri"),
    credentials: integration.optionalText("credentials"),
    passthroughBehavior: integration.optionalText("passthroughBehavior"),
    requestTemplates: integration.textMap("requestTemplates"),
    requestParameters: integration.textMap("requestParameters"),
    timeoutInMillis: integration.number("timeoutMilliseconds"),
  }),
  "integrationResponse:IntegrationResponse": (response) => ({
    kind: "IntegrationResponse",
    ...methodKey(response),
    statusCode: response.text("statusCode"),
    selectionPattern: response.optionalText("selectionPattern"),
    responseParameters: response.textMap("responseParameters"),
    responseTemplates: response.textMap("responseTemplates"),
    contentHandling: response.optionalText("contentHandling"),
  }),
  "method:Method": (method) => ({
    kind: "Method",
    ...methodKey(method),
    authorizationType: method.text("authorization"),
    apiKeyRequired: method.flag("apiKeyRequired"),
    requestValidatorId: method.optionalText("requestValidatorId"),
    requestParameters: method.flagMap("requestParameters"),
    requestModels: method.textMap("requestModels"),
  }),
  "methodResponse:MethodResponse": (response) => ({
    kind: "MethodResponse",
    ...methodKey(response),
    statusCode: response.text("statusCode"),
    responseParameters: response.flagMap("responseParameters"),
  }),
  "methodSettings:MethodSettings": (settings) => ({
    kind: "MethodSetting",
    restApiId: settings.text("restApi"),
    stageName: settings.text("stageName"),
    methodPath: settings.text("methodPath"),
    throttlingRateLimit: settings.nested("settings")?.number("throttlingRateLimit"),
    throttlingBurstLimit: settings.nested("settings")?.number("throttlingBurstLimit"),
  }),
  "model:Model": (model) => ({
    kind: "Model",
    restApiId: model.text("restApi"),
    name: model.text("name"),
    schema: model.optionalText("schema"),
  }),
  "requestValidator:RequestValidator": (validator) => ({
    kind: "RequestValidator",
    id: validator.text("id"),
    restApiId: validator.text("restApi"),
    validateRequestBody: validator.flag("validateRequestBody"),
    validateRequestParameters: validator.flag("validateRequestParameters"),
  }),
  "resource:Resource": (resource) => ({
    kind: "Resource",
    id: resource.text("id"),
    restApiId: resource.text("restApi"),
    path: resource.text("path"),
  }),
  "response:Response": (response) => ({
    kind: "GatewayResponse",
    restApiId: response.text("restApiId"),
    responseType: response.text("responseType"),
    statusCode: response.number("statusCode"),
    responseParameters: response.textMap("responseParameters"),
    responseTemplates: response.textMap("responseTemplates"),
  }),
  "restApi:RestApi": (api) => ({
    kind: "RestApi",
    id: api.text("id"),
    rootResourceId: api.text("rootResourceId"),
    body: api.optionalText("body"),
    binaryMediaTypes: api.texts("binaryMediaTypes"),
    disableExecuteApiEndpoint: api.flag("disableExecuteApiEndpoint"),
    hasPolicy: api.has("policy"),
  }),
  "restApiPolicy:RestApiPolicy": (policy) => ({
    kind: "RestApiPolicy",
    restApiId: policy.text("restApiId"),
  }),
  "stage:Stage": (stage) => ({
    kind: "Stage",
    restApiId: stage.text("restApi"),
    stageName: stage.text("stageName"),
    deploymentId: stage.text("deployment"),
    variables: stage.textMap("variables"),
    accessLogSettings: accessLogSettings(stage),
  }),
  "usagePlan:UsagePlan": (plan) => ({
    kind: "UsagePlan",
    id: plan.text("id"),
    apiStages: plan.items("apiStages").map(apiStage),
    throttle: throttle(plan.nested("throttleSettings")),
    quota: quota(plan.nested("quotaSettings")),
  }),
  "usagePlanKey:UsagePlanKey": (key) => ({
    kind: "UsagePlanKey",
    keyId: key.text("keyId"),
    usagePlanId: key.text("usagePlanId"),
  }),
};

const PREFIX = "aws:apigateway/";

/** Pulumi's types of the resources that a REST API consists of. */
export const API_GATEWAY_TYPES: readonly string[] = Object.keys(READERS).map((type) => PREFIX + type);

/** A resource of one of the {@link API_GATEWAY_TYPES} in API Gateway's terms. */
export const apiGatewayResource = (resource: Resource): apiGateway.ApiGatewayResource =>
  READERS[resource.type.slice(PREFIX.length)]!(Properties.of(resource));

const methodKey = (part: Properties) => ({
  restApiId: part.text("restApi"),
  resourceId: part.text("resourceId"),
  httpMethod: part.text("httpMethod"),
});

function accessLogSettings(stage: Properties): apiGateway.AccessLogSettings | undefined {
  const settings = stage.nested("accessLogSettings");
  return settings && { destinationArn: settings.text("destinationArn"), format: settings.text("format") };
}

const apiStage = (stage: Properties): apiGateway.ApiStage => ({
  apiId: stage.text("apiId"),
  stage: stage.text("stage"),
  throttle: Object.fromEntries(
    stage.items("throttles").map((limits) => [limits.text("path"), throttle(limits)]),
  ),
});

function throttle(limits: Properties): apiGateway.ThrottleSettings;
function throttle(limits: Properties | undefined): apiGateway.ThrottleSettings | undefined;
function throttle(limits: Properties | undefined): apiGateway.ThrottleSettings | undefined {
  return limits && { rateLimit: limits.number("rateLimit"), burstLimit: limits.number("burstLimit") };
}

function quota(settings: Properties | undefined): apiGateway.QuotaSettings | undefined {
  return (
    settings && {
      limit: settings.number("limit") ?? 0,
      offset: settings.number("offset") ?? 0,
      period: settings.oneOf("period", ["DAY", "WEEK", "MONTH"]),
    }
  );
}
