import type { PolicyDocument } from "../../local-cloud";
import type { LocalServices } from "../../local-cloud/localCloud";
import type { Resource } from "../program/evaluation";
import { type Deployer, json, text } from "./deployer";

/** Of `aws:apigateway/…`: everything that a REST API is served from. */
const TYPES = [
  "account:Account",
  "apiKey:ApiKey",
  "deployment:Deployment",
  "integration:Integration",
  "integrationResponse:IntegrationResponse",
  "method:Method",
  "methodResponse:MethodResponse",
  "methodSettings:MethodSettings",
  "model:Model",
  "requestValidator:RequestValidator",
  "resource:Resource",
  "response:Response",
  "stage:Stage",
  "usagePlan:UsagePlan",
  "usagePlanKey:UsagePlanKey",
];

const part: Deployer = {
  create: (resource, { restApis }) => restApis.put(resource),
  update: (resource, _before, { restApis }) => restApis.put(resource),
  delete: (resource, { restApis }) => restApis.remove(resource),
};

const executionArn = ({ cloud }: LocalServices, apiId: string) =>
  `arn:aws:execute-api:${cloud.region}:${cloud.accountId}:${apiId}`;

/** In an API's own policy `execute-api:/stage/GET/path` means that path of that API. */
function expandResources(policy: PolicyDocument, arn: string): PolicyDocument {
  return JSON.parse(JSON.stringify(policy), (key, value: unknown) =>
    (key === "Resource" || key === "NotResource") && value !== undefined
      ? [value].flat().map((one) => String(one).replace(/^execute-api:\//, `${arn}/`))
      : value,
  ) as PolicyDocument;
}

function putPolicy(resource: Resource, apiId: string, name: string, services: LocalServices): void {
  const arn = executionArn(services, apiId);
  const { registry } = services.cloud.iam;
  if (resource.inputs.policy)
    registry.putResourcePolicy(arn, expandResources(json<PolicyDocument>(resource, "policy"), arn), name);
  else registry.deleteResourcePolicy(arn, name);
}

const restApi: Deployer = {
  create(resource, services) {
    putPolicy(resource, resource.id, "RestApi", services);
    services.restApis.put(resource);
  },
  update: (resource, _before, services) => restApi.create(resource, services),
  delete(resource, services) {
    services.cloud.iam.registry.deleteResourcePolicy(executionArn(services, resource.id), "RestApi");
    services.restApis.remove(resource);
  },
};

const restApiPolicy: Deployer = {
  create(resource, services) {
    putPolicy(resource, text(resource, "restApiId"), "RestApiPolicy", services);
    services.restApis.put(resource);
  },
  update: (resource, _before, services) => restApiPolicy.create(resource, services),
  delete(resource, services) {
    const arn = executionArn(services, text(resource, "restApiId"));
    services.cloud.iam.registry.deleteResourcePolicy(arn, "RestApiPolicy");
    services.restApis.remove(resource);
  },
};

export const restApis: Record<string, Deployer> = {
  ...Object.fromEntries(TYPES.map((type) => [`aws:apigateway/${type}`, part])),
  "aws:apigateway/restApi:RestApi": restApi,
  "aws:apigateway/restApiPolicy:RestApiPolicy": restApiPolicy,
};
