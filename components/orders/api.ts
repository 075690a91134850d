import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { createAccountLogging } from "./accountLogging";
import { type OrderApiArgs, RoutesBuilder, STAGE } from "./routes";

/** A REST API of the orders, deployed to the stage `v1`. */
export interface OrderApi {
  restApi: aws.apigateway.RestApi;
  stage: aws.apigateway.Stage;
  apiKey?: aws.apigateway.ApiKey;
}

export function createOrderApi(name: string, args: OrderApiArgs, parent: pulumi.Resource): OrderApi {
  const restApi = new aws.apigateway.RestApi(
    `${name}-api`,
    { description: "Coffee orders.", endpointConfiguration: { types: "REGIONAL" } },
    { parent },
  );
  const builder = new RoutesBuilder(name, restApi, args);
  const order = builder.path("order");
  const invoice = builder.path("invoice");
  builder.startOrder(order);
  builder.lambda(order, "GET", args.getItem, ["accountid", "vendorid"]);
  builder.lambda(order, "DELETE", args.deleteItem, ["accountid", "vendorid", "orderid"]);
  builder.lambda(invoice, "GET", args.getObject, ["accountid", "invoicekey"]);
  builder.preflight(order);
  builder.preflight(invoice);
  builder.addCorsToGatewayResponses();

  const deployment = new aws.apigateway.Deployment(
    `${name}-deployment`,
    { restApi: restApi.id, triggers: { api: builder.digest() } },
    { parent: restApi, dependsOn: builder.parts },
  );
  const logging = args.accountLogging ? [createAccountLogging(name, args.account, restApi)] : [];
  const stage = createStage(name, restApi, deployment, args, logging);
  return {
    restApi,
    stage,
    apiKey: args.authorization === "API_KEY" ? createKey(name, restApi, stage, args) : undefined,
  };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html: identifiers and outcomes, no data. */
const ACCESS_LOG_FORMAT = JSON.stringify({
  requestId: "$context.requestId",
  requestTime: "$context.requestTime",
  httpMethod: "$context.httpMethod",
  resourcePath: "$context.resourcePath",
  status: "$context.status",
  responseLatency: "$context.responseLatency",
  sourceIp: "$context.identity.sourceIp",
  error: "$context.error.message",
});

function createStage(
  name: string,
  restApi: aws.apigateway.RestApi,
  deployment: aws.apigateway.Deployment,
  { operations, throttling }: OrderApiArgs,
  dependsOn: pulumi.Resource[],
): aws.apigateway.Stage {
  const logGroup = new aws.cloudwatch.LogGroup(
    `${name}-access-logs`,
    {
      namePrefix: `/aws/vendedlogs/apigateway/${name}-`,
      retentionInDays: operations.logRetentionInDays,
      kmsKeyId: operations.kmsKeyArn,
    },
    { parent: restApi },
  );
  const stage = new aws.apigateway.Stage(
    `${name}-stage`,
    {
      restApi: restApi.id,
      deployment: deployment.id,
      stageName: STAGE,
      xrayTracingEnabled: true,
      accessLogSettings: { destinationArn: logGroup.arn, format: ACCESS_LOG_FORMAT },
    },
    { parent: restApi, dependsOn },
  );
  new aws.apigateway.MethodSettings(
    `${name}-throttling`,
    {
      restApi: restApi.id,
      stageName: stage.stageName,
      methodPath: "*/*",
      settings: {
        throttlingRateLimit: throttling.rateLimit,
        throttlingBurstLimit: throttling.burstLimit,
        metricsEnabled: true,
      },
    },
    { parent: stage },
  );
  return stage;
}

function createKey(
  name: string,
  restApi: aws.apigateway.RestApi,
  stage: aws.apigateway.Stage,
  { throttling }: OrderApiArgs,
): aws.apigateway.ApiKey {
  const apiKey = new aws.apigateway.ApiKey(`${name}-key`, {}, { parent: restApi });
  const plan = new aws.apigateway.UsagePlan(
    `${name}-plan`,
    { apiStages: [{ apiId: restApi.id, stage: stage.stageName }], throttleSettings: throttling },
    { parent: restApi },
  );
  new aws.apigateway.UsagePlanKey(
    `${name}-plan-key`,
    { keyId: apiKey.id, keyType: "API_KEY", usagePlanId: plan.id },
    { parent: plan },
  );
  return apiKey;
}
