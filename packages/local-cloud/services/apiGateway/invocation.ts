import { randomBytes } from "node:crypto";
import type { Caller } from "../../aws/service";
import { type ApiRequest, headerOf } from "./apiRequest";
import type { ApiDefinition } from "./definition/definition";
import type { Route } from "./routing";
import { fromJson, type ValueMap } from "./velocity/value";

/** Where a request arrives: one stage of one API in one account. */
export interface StageAddress {
  accountId: string;
  region: string;
  definition: ApiDefinition;
  stageName: string;
  stageVariables: ReadonlyMap<string, string>;
}

/** An error of a request, as in `$context.error`. */
export interface ErrorContext {
  message: string;
  responseType: string;
  validationErrorString?: string;
}

/** One request to a stage, with what is determined while it is processed. */
export interface Invocation extends StageAddress {
  request: ApiRequest;
  requestId: string;
  extendedRequestId: string;
  traceId: string;
  /** Milliseconds of the cloud's clock. */
  startTime: number;
  route?: Route;
  /** The signer of the request, if the method requires a signature. */
  caller?: { identity: Caller; accessKey: string };
  apiKey?: { id: string; value: string };
  error?: ErrorContext;
  integration?: { status?: number; latency: number; requestId?: string; error?: string };
}

/** The id in `x-amz-apigw-id`. */
export const extendedRequestId = (): string => randomBytes(11).toString("base64");

/** The id of an X-Ray trace that begins at a time, in milliseconds. */
export const traceId = (time: number): string =>
  `1-${Math.floor(time / 1000)
    .toString(16)
    .padStart(8, "0")}-${randomBytes(12).toString("hex")}`;

/** The ARN of the method's request: `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/POST/order`. */
export function methodArn(invocation: StageAddress, httpMethod: string, path: string): string {
  const { region, accountId, definition, stageName } = invocation;
  return `arn:aws:execute-api:${region}:${accountId}:${definition.apiId}/${stageName}/${httpMethod}${path}`;
}

/** `$context.identity`, which a Lambda function gets too; `null` where it does not apply. */
export function identityOf({
  request,
  caller,
  apiKey,
  accountId,
}: Invocation): Record<string, string | null> {
  const arn = caller?.identity.arn ?? null;
  const userId = arn === null ? null : arn.slice(arn.indexOf("/") + 1).replace("/", ":");
  return {
    cognitoIdentityPoolId: null,
    accountId: caller ? accountId : null,
    cognitoIdentityId: null,
    caller: userId,
    sourceIp: "127.0.0.1",
    principalOrgId: null,
    accessKey: caller?.accessKey ?? null,
    cognitoAuthenticationType: null,
    cognitoAuthenticationProvider: null,
    userArn: arn,
    userAgent: headerOf(request, "user-agent") ?? null,
    user: userId,
    ...(apiKey ? { apiKey: apiKey.value, apiKeyId: apiKey.id } : {}),
  };
}

/** The context of a request that mapping templates, logs and functions have in common. */
export function requestContext(invocation: Invocation): Record<string, unknown> {
  const { request, definition, stageName, startTime, route } = invocation;
  return {
    resourceId: route?.resource.id,
    resourcePath: route?.resource.path,
    httpMethod: request.method,
    extendedRequestId: invocation.extendedRequestId,
    requestTime: commonLogTime(startTime),
    path: `/${stageName}${request.path}`,
    accountId: invocation.accountId,
    protocol: "HTTP/1.1",
    stage: stageName,
    domainPrefix: definition.apiId,
    requestTimeEpoch: Math.floor(startTime),
    requestId: invocation.requestId,
    identity: identityOf(invocation),
    domainName: headerOf(request, "host") ?? "",
    deploymentId: definition.deploymentId,
    apiId: definition.apiId,
  };
}

/**
 * `$context`
 * ({@link https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html}).
 */
export function contextVariables(invocation: Invocation): ValueMap {
  const { error, integration, traceId: xrayTraceId } = invocation;
  const variables = fromJson({
    ...requestContext(invocation),
    xrayTraceId,
    ...(error ? { error: { ...error, messageString: JSON.stringify(error.message) } } : {}),
    ...(integration
      ? {
          integration: {
            status: integration.status,
            integrationStatus: integration.status,
            latency: integration.latency,
            requestId: integration.requestId,
            error: integration.error,
          },
          integrationStatus: integration.status,
          integrationLatency: integration.latency,
          integrationErrorMessage: integration.error,
        }
      : {}),
    requestOverride: { header: {}, path: {}, querystring: {} },
    responseOverride: { header: {} },
  });
  return variables as ValueMap;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `10/Oct/2025:13:55:36 +0000` */
function commonLogTime(time: number): string {
  const date = new Date(time);
  const day = String(date.getUTCDate()).padStart(2, "0");
  return `${day}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`;
}
