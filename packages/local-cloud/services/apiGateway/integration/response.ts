import type { HttpResponse } from "../../../aws/service";
import { ApiError } from "../apiError";
import { headerOf } from "../apiRequest";
import type { Integration, IntegrationResponse } from "../definition/definition";
import type { Invocation } from "../invocation";
import { literalOf, readBody, readSource } from "../mapping/parameters";
import { renderTemplate } from "../mapping/templates";
import type { Template } from "../velocity/template";
import { toText } from "../velocity/value";
import type { BackendResponse } from "./backend";
import { configured } from "./request";

const JSON_TYPE = "application/json";

/**
 * The method's response, mapped from the backend's
 * ({@link https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html}).
 * Throws an {@link ApiError} of 500 if no integration response matches.
 */
export function mapResponse(
  { responses }: Integration,
  backend: BackendResponse,
  invocation: Invocation,
): HttpResponse {
  const response = selectResponse(responses, backend.selector);
  if (!response) throw new ApiError("API_CONFIGURATION_ERROR");
  const [contentType, template] = templateFor(response, headerOf(invocation.request, "accept"));
  const rendered = template
    ? configured(() => renderTemplate(template, backend.body, invocation))
    : undefined;
  const headers: Record<string, string> = {
    "content-type": contentType,
    ...mappedHeaders(response, backend, invocation),
  };
  const overrides = rendered?.responseOverride.get("header");
  if (overrides instanceof Map) {
    for (const [name, value] of overrides) headers[toText(name).toLowerCase()] = toText(value);
  }
  const status = rendered?.responseOverride.get("status");
  const body = rendered?.text ?? backend.body;
  return {
    status: status === undefined || status === null ? response.statusCode : Number(toText(status)),
    headers,
    body: response.convertToBinary ? Buffer.from(body, "base64") : body,
  };
}

/** The first response whose pattern matches the whole selector, else the default one. */
function selectResponse(responses: IntegrationResponse[], selector: string): IntegrationResponse | undefined {
  return (
    responses.find(({ selectionPattern }) => selectionPattern?.test(selector)) ??
    responses.find(({ selectionPattern }) => selectionPattern === undefined)
  );
}

function templateFor(
  { responseTemplates }: IntegrationResponse,
  accept: string | undefined,
): [contentType: string, template?: Template | null] {
  const [first = JSON_TYPE] = responseTemplates.keys();
  const type =
    [accept, JSON_TYPE].find((candidate) => candidate && responseTemplates.has(candidate)) ?? first;
  return responseTemplates.has(type) ? [type, responseTemplates.get(type)] : [JSON_TYPE];
}

function mappedHeaders(
  { responseParameters }: IntegrationResponse,
  backend: BackendResponse,
  invocation: Invocation,
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [target, source] of responseParameters) {
    const name = /^method\.response\.header\.(.+)$/.exec(target)?.[1];
    const value = configured(
      () => literalOf(source) ?? readBackend(source, backend) ?? readSource(source, invocation),
    );
    if (name && value !== undefined) headers[name.toLowerCase()] = value;
  }
  return headers;
}

function readBackend(source: string, { headers, body }: BackendResponse): string | undefined {
  const [, part, name = ""] =
    /^integration\.response\.(header|multivalueheader|body)\.?(.*)$/s.exec(source) ?? [];
  if (part === undefined) return undefined;
  return part === "body" ? readBody(body, name) : headers.get(name.toLowerCase());
}
