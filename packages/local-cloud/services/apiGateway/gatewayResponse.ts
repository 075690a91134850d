import type { HttpResponse } from "../../aws/service";
import type { ApiError } from "./apiError";
import { headerOf } from "./apiRequest";
import type { CustomGatewayResponse } from "./definition/definition";
import { contextVariables, type Invocation } from "./invocation";
import { literalOf, readSource } from "./mapping/parameters";
import { substitute } from "./mapping/substitution";

/** In AWS's response to a request that IAM denied, `Message` has a capital letter. */
const bodyKey = ({ responseType }: ApiError) => (responseType === "ACCESS_DENIED" ? "Message" : "message");

/**
 * The response to a request that failed with an error, as the API customizes it
 * ({@link https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html}).
 */
export function gatewayResponse(error: ApiError, invocation: Invocation): HttpResponse {
  const custom = customFor(error, invocation);
  const [contentType, template] = templateFor(custom, headerOf(invocation.request, "accept"));
  const scope = { context: contextVariables(invocation), stageVariables: invocation.stageVariables };
  return {
    status: custom?.statusCode ?? error.status,
    headers: {
      "content-type": contentType,
      "x-amzn-ErrorType": error.errorType,
      ...customHeaders(custom, invocation),
    },
    body:
      template === undefined
        ? JSON.stringify({ [bodyKey(error)]: error.message })
        : substitute(template, scope, ""),
  };
}

/** The response for the error's own type, else the API's default for its class of status. */
function customFor(
  { responseType, status }: ApiError,
  { definition }: Invocation,
): CustomGatewayResponse | undefined {
  const { gatewayResponses } = definition;
  return (
    gatewayResponses.get(responseType) ?? gatewayResponses.get(status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX")
  );
}

function templateFor(
  custom: CustomGatewayResponse | undefined,
  accept: string | undefined,
): [contentType: string, template?: string] {
  const templates = custom?.responseTemplates ?? new Map<string, string>();
  const accepted = accept && templates.has(accept) ? accept : "application/json";
  const template = templates.get(accepted);
  return template === undefined ? ["application/json"] : [accepted, template];
}

function customHeaders(
  custom: CustomGatewayResponse | undefined,
  invocation: Invocation,
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [target, source] of custom?.responseParameters ?? []) {
    const name = /^gatewayresponse\.header\.(.+)$/.exec(target)?.[1];
    const value = literalOf(source) ?? readSource(source, invocation);
    if (name && value !== undefined) headers[name.toLowerCase()] = value;
  }
  return headers;
}
