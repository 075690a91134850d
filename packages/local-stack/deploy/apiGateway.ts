import type { LocalServices, PolicyDocument } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import { API_GATEWAY_TYPES, apiGatewayResource } from "./apiGatewayResources";
import type { Deployer } from "./deployer";
import { json, Properties, text } from "./properties";

const part: Deployer = {
  create: (resource, { restApis }) => restApis.put(resource.urn, apiGatewayResource(resource)),
  update: (resource, _before, services) => part.create(resource, services),
  delete: (resource, { restApis }) => restApis.remove(resource.urn),
};

const executionArn = ({ cloud }: LocalServices, apiId: string) =>
  `arn:aws:execute-api:${cloud.region}:${cloud.accountId}:${apiId}`;

/** In an API's own policy, `execute-api:/stage/GET/path` means that path of that API. */
function expandResources(policy: PolicyDocument, arn: string): PolicyDocument {
  return JSON.parse(JSON.stringify(policy), (key, value: unknown) =>
    (key === "Resource" || key === "NotResource") && value !== undefined
      ? [value].flat().map((one) => String(one).replace(/^execute-api:\//, `${arn}/`))
      : value,
  ) as PolicyDocument;
}

/** A part that may have the API's resource policy. */
function withPolicy(policyName: string, apiIdOf: (resource: Resource) => string): Deployer {
  const deployer: Deployer = {
    create(resource, services) {
      const arn = executionArn(services, apiIdOf(resource));
      const { registry } = services.cloud.iam;
      if (Properties.inputsOf(resource).has("policy")) {
        const policy = expandResources(json<PolicyDocument>(resource, "policy"), arn);
        registry.putResourcePolicy(arn, policy, policyName);
      } else {
        registry.deleteResourcePolicy(arn, policyName);
      }
      return part.create(resource, services);
    },
    update: (resource, _before, services) => deployer.create(resource, services),
    delete(resource, services) {
      const arn = executionArn(services, apiIdOf(resource));
      services.cloud.iam.registry.deleteResourcePolicy(arn, policyName);
      return part.delete(resource, services);
    },
  };
  return deployer;
}

export const restApis: Record<string, Deployer> = {
  ...Object.fromEntries(API_GATEWAY_TYPES.map((type) => [type, part])),
  "aws:apigateway/restApi:RestApi": withPolicy("RestApi", ({ id }) => id),
  "aws:apigateway/restApiPolicy:RestApiPolicy": withPolicy("RestApiPolicy", (resource) =>
    text(resource, "restApiId"),
  ),
};
