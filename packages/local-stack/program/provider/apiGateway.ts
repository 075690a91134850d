import type * as aws from "@pulumi/aws";
import { type Creation, DEPLOYED_AT, type Models, model } from "./model";
import { anyName, plainName } from "./naming";

/** An ARN of API Gateway's management API, which has no account in it. */
const managementArn = ({ partition, region }: Creation, path: string) =>
  `arn:${partition}:apigateway:${region}::${path}`;

const executionArn = ({ arn, inputs }: Creation) =>
  `${arn("execute-api", inputs.text("restApi"))}/${inputs.text("stageName")}`;

/** The id of a part of a method: the API, the resource, the HTTP method and, for a response, its status. */
const methodId = (prefix: string, { inputs }: Creation) =>
  [
    prefix,
    inputs.text("restApi"),
    inputs.text("resourceId"),
    inputs.text("httpMethod"),
    inputs.text("statusCode"),
  ]
    .filter(Boolean)
    .join("-");

export const apigateway: Models = {
  "aws:apigateway/restApi:RestApi": model<aws.apigateway.RestApi, aws.apigateway.RestApiArgs>({
    naming: anyName(255),
    create: (creation) => {
      const id = creation.unique(10);
      return {
        id,
        apiKeySource: "HEADER",
        arn: managementArn(creation, `/restapis/${id}`),
        binaryMediaTypes: [],
        createdDate: DEPLOYED_AT,
        description: "",
        disableExecuteApiEndpoint: false,
        endpointConfiguration: { ipAddressType: "ipv4", types: "EDGE", vpcEndpointIds: [] },
        executionArn: creation.arn("execute-api", id),
        minimumCompressionSize: "",
        policy: undefined,
        rootResourceId: creation.unique(10, "root"),
        securityPolicy: undefined,
      };
    },
  }),
  "aws:apigateway/resource:Resource": model<aws.apigateway.Resource, aws.apigateway.ResourceArgs>({
    create: ({ inputs, find, unique }) => {
      const parent = find("aws:apigateway/resource:Resource", "id", inputs.text("parentId"));
      return { id: unique(6), path: `${parent?.path ?? ""}/${inputs.text("pathPart")}` };
    },
  }),
  "aws:apigateway/method:Method": model<aws.apigateway.Method, aws.apigateway.MethodArgs>({
    create: (creation) => ({ id: methodId("agm", creation), apiKeyRequired: false }),
  }),
  "aws:apigateway/methodResponse:MethodResponse": model<
    aws.apigateway.MethodResponse,
    aws.apigateway.MethodResponseArgs
  >({ create: (creation) => ({ id: methodId("agmr", creation) }) }),
  "aws:apigateway/integration:Integration": model<aws.apigateway.Integration, aws.apigateway.IntegrationArgs>(
    {
      create: (creation) => ({
        id: methodId("agi", creation),
        cacheNamespace: creation.inputs.text("resourceId"),
        connectionType: "INTERNET",
        passthroughBehavior: "WHEN_NO_MATCH",
        responseTransferMode: "BUFFERED",
        timeoutMilliseconds: 29_000,
      }),
    },
  ),
  "aws:apigateway/integrationResponse:IntegrationResponse": model<
    aws.apigateway.IntegrationResponse,
    aws.apigateway.IntegrationResponseArgs
  >({ create: (creation) => ({ id: methodId("agir", creation) }) }),
  "aws:apigateway/deployment:Deployment": model<aws.apigateway.Deployment, aws.apigateway.DeploymentArgs>({
    create: ({ unique }) => ({ id: unique(6), createdDate: DEPLOYED_AT }),
  }),
  "aws:apigateway/stage:Stage": model<aws.apigateway.Stage, aws.apigateway.StageArgs>({
    naming: plainName(128, "-_", { property: "stageName" }),
    create: (creation) => {
      const { inputs, endpoint, region } = creation;
      const [api, stage] = [inputs.text("restApi"), inputs.text("stageName")];
      return {
        id: `ags-${api}-${stage}`,
        arn: managementArn(creation, `/restapis/${api}/stages/${stage}`),
        executionArn: executionArn(creation),
        invokeUrl: endpoint
          ? `${endpoint}/execute-api/${api}/${stage}`
          : `https://${api}.execute-api.${region}.amazonaws.com/${stage}`,
        webAclArn: "",
      };
    },
  }),
  "aws:apigateway/methodSettings:MethodSettings": model<
    aws.apigateway.MethodSettings,
    aws.apigateway.MethodSettingsArgs
  >({
    create: ({ inputs }) => ({
      id: ["restApi", "stageName", "methodPath"].map((key) => inputs.text(key)).join("-"),
    }),
  }),
  "aws:apigateway/model:Model": model<aws.apigateway.Model, aws.apigateway.ModelArgs>({
    naming: plainName(128, "", { separator: "", transform: (name) => name.replaceAll(/[^A-Za-z0-9]/g, "") }),
    create: ({ unique }) => ({ id: unique(6) }),
  }),
  "aws:apigateway/requestValidator:RequestValidator": model<
    aws.apigateway.RequestValidator,
    aws.apigateway.RequestValidatorArgs
  >({
    naming: anyName(255),
    create: ({ unique }) => ({ id: unique(6), validateRequestBody: false, validateRequestParameters: false }),
  }),
  "aws:apigateway/authorizer:Authorizer": model<aws.apigateway.Authorizer, aws.apigateway.AuthorizerArgs>({
    naming: anyName(128),
    create: (creation) => {
      const id = creation.unique(6);
      const path = `/restapis/${creation.inputs.text("restApi")}/authorizers/${id}`;
      return { id, arn: managementArn(creation, path), authorizerResultTtlInSeconds: 300, type: "TOKEN" };
    },
  }),
  "aws:apigateway/response:Response": model<aws.apigateway.Response, aws.apigateway.ResponseArgs>({
    create: ({ inputs }) => ({ id: `aggr-${inputs.text("restApiId")}-${inputs.text("responseType")}` }),
  }),
  "aws:apigateway/restApiPolicy:RestApiPolicy": model<
    aws.apigateway.RestApiPolicy,
    aws.apigateway.RestApiPolicyArgs
  >({ create: ({ inputs }) => ({ id: inputs.text("restApiId") }) }),
  "aws:apigateway/apiKey:ApiKey": model<aws.apigateway.ApiKey, aws.apigateway.ApiKeyArgs>({
    naming: anyName(1024),
    create: (creation) => {
      const id = creation.unique(10);
      return {
        id,
        arn: managementArn(creation, `/apikeys/${id}`),
        createdDate: DEPLOYED_AT,
        description: "Managed by Pulumi",
        enabled: true,
        lastUpdatedDate: DEPLOYED_AT,
        value: creation.unique(40, "value"),
      };
    },
  }),
  "aws:apigateway/usagePlan:UsagePlan": model<aws.apigateway.UsagePlan, aws.apigateway.UsagePlanArgs>({
    naming: anyName(255),
    create: (creation) => {
      const id = creation.unique(6);
      return { id, arn: managementArn(creation, `/usageplans/${id}`) };
    },
  }),
  "aws:apigateway/usagePlanKey:UsagePlanKey": model<
    aws.apigateway.UsagePlanKey,
    aws.apigateway.UsagePlanKeyArgs
  >({
    create: ({ inputs, find }) => {
      const id = inputs.text("keyId");
      const key = find("aws:apigateway/apiKey:ApiKey", "id", id);
      return { id, name: key?.name, value: key?.value as string | undefined };
    },
  }),
  "aws:apigateway/account:Account": model<aws.apigateway.Account, aws.apigateway.AccountArgs>({
    create: () => ({
      id: "api-gateway-account",
      apiKeyVersion: "1",
      cloudwatchRoleArn: "",
      features: ["UsagePlans"],
      throttleSettings: [{ burstLimit: 5000, rateLimit: 10_000 }],
    }),
  }),
};
