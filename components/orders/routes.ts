import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../shared/account";
import type { ApiAuthorization } from "../shared/apiAuthorization";
import type { InlineFunction } from "../shared/inlineFunction";
import type { Operations } from "../shared/operations";
import { createServiceRole } from "../shared/serviceRole";
import type { Workflow } from "../shared/workflow";
import { ERROR_TEMPLATE, ORDER_SCHEMA, STARTED_TEMPLATE, startTemplate } from "./schema";

export interface OrderApiArgs {
  authorization: ApiAuthorization;
  workflow: Workflow;
  getItem: InlineFunction<never>;
  getObject: InlineFunction<never>;
  deleteItem: InlineFunction<never>;
  /** Requests per second, and the burst limit. */
  throttling: { rateLimit: number; burstLimit: number };
  /** Whether this stack creates the account setting for API Gateway's logs. */
  accountLogging: boolean;
  operations: Operations;
  account: Account;
}

/** The stage of the API, the first part of every path. */
export const STAGE = "v1";

/** A path of the API. */
interface Path {
  pathPart: string;
  resource: aws.apigateway.Resource;
}

/** Creates the methods, and records what they consist of: the deployment changes if and only if that does. */
export class RoutesBuilder {
  readonly parts: pulumi.Resource[] = [];
  private readonly described: pulumi.Input<unknown>[] = [];
  private readonly validator: aws.apigateway.RequestValidator;
  private readonly secured: Pick<aws.apigateway.MethodArgs, "authorization" | "apiKeyRequired">;

  constructor(
    private readonly name: string,
    private readonly restApi: aws.apigateway.RestApi,
    private readonly args: OrderApiArgs,
  ) {
    const byKey = args.authorization === "API_KEY";
    this.secured = { authorization: byKey ? "NONE" : "AWS_IAM", apiKeyRequired: byKey };
    this.validator = new aws.apigateway.RequestValidator(
      `${name}-validator`,
      { restApi: restApi.id, validateRequestBody: true, validateRequestParameters: true },
      { parent: restApi },
    );
  }

  digest(): pulumi.Output<string> {
    return pulumi
      .jsonStringify(this.described)
      .apply((text) => createHash("sha256").update(text).digest("hex"));
  }

  /** The path `/order` for `order`. */
  path(pathPart: string): Path {
    const { restApi } = this;
    const resource = new aws.apigateway.Resource(
      `${this.name}-${pathPart}`,
      { restApi: restApi.id, parentId: restApi.rootResourceId, pathPart },
      { parent: restApi },
    );
    return { pathPart, resource };
  }

  /** `POST`: API Gateway itself starts the state machine, which the client cannot choose. */
  startOrder(path: Path): void {
    const { name, restApi, args } = this;
    const model = new aws.apigateway.Model(
      `${name}-order-model`,
      {
        restApi: restApi.id,
        name: "Order",
        contentType: "application/json",
        schema: JSON.stringify(ORDER_SCHEMA),
      },
      { parent: restApi },
    );
    const { role, policy } = createServiceRole(
      `${name}-api`,
      { service: "apigateway.amazonaws.com", source: { service: "execute-api", resource: "*" } },
      args.workflow.allowStart("Order"),
      args.account,
      restApi,
    );
    const method = this.method(path, "POST", { requestModels: { "application/json": model.name } });
    const integration = this.integration(`${name}-order-POST-integration`, method, path, {
      type: "AWS",
      uri: pulumi.interpolate`arn:${args.account.partition}:apigateway:${args.account.region}:states:action/StartExecution`,
      credentials: role.arn,
      passthroughBehavior: "NEVER",
      requestTemplates: { "application/json": startTemplate(args.workflow.arn) },
    });
    this.parts.push(policy);
    this.described.push(ORDER_SCHEMA);
    for (const [statusCode, selectionPattern, template] of [
      ["200", undefined, STARTED_TEMPLATE],
      ["400", "4\\d{2}", ERROR_TEMPLATE.client],
      ["500", "5\\d{2}", ERROR_TEMPLATE.server],
    ] as const) {
      this.response(path, method, integration, statusCode, {
        selectionPattern,
        responseTemplates: { "application/json": template },
      });
    }
  }

  /** A method that a Lambda function handles, with required query parameters. */
  lambda(path: Path, httpMethod: string, handler: InlineFunction<never>, parameters: string[]): void {
    const { restApi } = this;
    const method = this.method(path, httpMethod, {
      requestParameters: Object.fromEntries(
        parameters.map((parameter) => [`method.request.querystring.${parameter}`, true]),
      ),
    });
    const name = `${this.name}-${path.pathPart}-${httpMethod}`;
    this.integration(`${name}-integration`, method, path, { type: "AWS_PROXY", uri: handler.invokeArn });
    new aws.lambda.Permission(
      `${name}-permission`,
      {
        action: "lambda:InvokeFunction",
        function: handler.function.name,
        qualifier: handler.qualifier,
        principal: "apigateway.amazonaws.com",
        sourceArn: pulumi.interpolate`${restApi.executionArn}/${STAGE}/${httpMethod}/${path.pathPart}`,
      },
      { parent: handler },
    );
  }

  /** `OPTIONS`: the CORS preflight request that a browser sends before a GET with a key. */
  preflight(path: Path): void {
    const method = this.method(path, "OPTIONS", { authorization: "NONE", apiKeyRequired: false });
    const integration = this.integration(`${this.name}-${path.pathPart}-OPTIONS-integration`, method, path, {
      type: "MOCK",
      requestTemplates: { "application/json": '{"statusCode": 204}' },
    });
    const headers: Record<string, string> = {
      "Access-Control-Allow-Origin": "'*'",
      "Access-Control-Allow-Methods": "'GET,OPTIONS'",
      "Access-Control-Allow-Headers":
        "'Content-Type,X-Api-Key,Authorization,X-Amz-Date,X-Amz-Security-Token'",
    };
    this.response(path, method, integration, "204", {
      responseParameters: Object.fromEntries(
        Object.entries(headers).map(([header, value]) => [`method.response.header.${header}`, value]),
      ),
    });
  }

  /** Lets a web page read the errors with which API Gateway itself rejects a GET. */
  addCorsToGatewayResponses(): void {
    const { restApi } = this;
    for (const responseType of ["DEFAULT_4XX", "DEFAULT_5XX"]) {
      const settings = {
        responseType,
        responseParameters: { "gatewayresponse.header.Access-Control-Allow-Origin": "'*'" },
        // API Gateway's own, which it would fill in, so that the next update found a difference.
        responseTemplates: { "application/json": '{"message":$context.error.messageString}' },
      };
      this.described.push(settings);
      this.part(
        new aws.apigateway.Response(
          `${this.name}-${responseType}`,
          { restApiId: restApi.id, ...settings },
          { parent: restApi },
        ),
      );
    }
  }

  private method(
    path: Path,
    httpMethod: string,
    settings: Partial<aws.apigateway.MethodArgs>,
  ): aws.apigateway.Method {
    const method = { httpMethod, ...this.secured, ...settings };
    this.described.push(path.pathPart, method);
    return this.part(
      new aws.apigateway.Method(
        `${this.name}-${path.pathPart}-${httpMethod}`,
        {
          restApi: this.restApi.id,
          resourceId: path.resource.id,
          requestValidatorId: this.validator.id,
          ...method,
        },
        { parent: path.resource },
      ),
    );
  }

  private integration(
    name: string,
    method: aws.apigateway.Method,
    path: Path,
    settings: Omit<aws.apigateway.IntegrationArgs, "restApi" | "resourceId" | "httpMethod">,
  ): aws.apigateway.Integration {
    const backend = settings.type === "MOCK" ? {} : { integrationHttpMethod: "POST" };
    this.described.push(settings);
    return this.part(
      new aws.apigateway.Integration(
        name,
        {
          restApi: this.restApi.id,
          resourceId: path.resource.id,
          httpMethod: method.httpMethod,
          ...backend,
          ...settings,
        },
        { parent: method },
      ),
    );
  }

  private response(
    path: Path,
    method: aws.apigateway.Method,
    integration: aws.apigateway.Integration,
    statusCode: string,
    settings: Pick<
      aws.apigateway.IntegrationResponseArgs,
      "selectionPattern" | "responseTemplates" | "responseParameters"
    >,
  ): void {
    const status = {
      restApi: this.restApi.id,
      resourceId: path.resource.id,
      httpMethod: method.httpMethod,
      statusCode,
    };
    const name = `${this.name}-${path.pathPart}-${statusCode}`;
    this.described.push(statusCode, settings);
    const methodResponse = this.part(
      new aws.apigateway.MethodResponse(
        `${name}-response`,
        {
          ...status,
          responseParameters:
            settings.responseParameters &&
            Object.fromEntries(Object.keys(settings.responseParameters).map((header) => [header, true])),
        },
        { parent: method },
      ),
    );
    this.part(
      new aws.apigateway.IntegrationResponse(
        `${name}-integration-response`,
        { ...status, ...settings },
        { parent: integration, dependsOn: [integration, methodResponse] },
      ),
    );
  }

  private part<R extends pulumi.Resource>(resource: R): R {
    this.parts.push(resource);
    return resource;
  }
}
