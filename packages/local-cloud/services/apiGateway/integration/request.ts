import { ApiError } from "../apiError";
import { mediaTypeOf } from "../apiRequest";
import type { Integration } from "../definition/definition";
import type { Invocation } from "../invocation";
import { literalOf, readSource } from "../mapping/parameters";
import { BodyNotJson, renderTemplate } from "../mapping/templates";
import type { Template } from "../velocity/template";
import { toText } from "../velocity/value";

/** The request to an integration, mapped from the method's. */
export interface IntegrationRequest {
  body: string;
  /** By lower-case name. */
  headers: ReadonlyMap<string, string>;
  path: ReadonlyMap<string, string>;
  query: ReadonlyMap<string, string>;
}

const TARGETS = { header: "headers", path: "path", querystring: "query" } as const;

/**
 * Maps the request
 * ({@link https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html}).
 * Throws `UNSUPPORTED_MEDIA_TYPE` for a body that the passthrough behavior refuses, an {@link ApiError} of 500 for a template
 * that fails.
 */
export function mapRequest(integration: Integration, invocation: Invocation): IntegrationRequest {
  const parts = {
    headers: new Map<string, string>(),
    path: new Map<string, string>(),
    query: new Map<string, string>(),
  };
  for (const [target, source] of integration.requestParameters) {
    const [, kind, name = ""] = /^integration\.request\.(header|path|querystring)\.(.+)$/.exec(target) ?? [];
    const value = literalOf(source) ?? configured(() => readSource(source, invocation));
    if (kind && value !== undefined) put(parts, kind as keyof typeof TARGETS, name, value);
  }
  const template = templateFor(integration, invocation);
  const received = invocation.request.body.toString("utf8");
  if (!template) return { body: received, ...parts };
  const { text, requestOverride } = configured(() => render(template, received, invocation));
  for (const kind of Object.keys(TARGETS) as (keyof typeof TARGETS)[]) {
    const overrides = requestOverride.get(kind);
    if (!(overrides instanceof Map)) continue;
    for (const [name, value] of overrides) put(parts, kind, toText(name), toText(value));
  }
  return { body: text, ...parts };
}

function render(template: Template, body: string, invocation: Invocation) {
  try {
    return renderTemplate(template, body, invocation);
  } catch (error) {
    if (!(error instanceof BodyNotJson)) throw error;
    const message = `Could not parse request body into json: ${error.message}`;
    throw new ApiError("BAD_REQUEST_BODY", { message, cause: error });
  }
}

function put(
  parts: Record<"headers" | "path" | "query", Map<string, string>>,
  kind: keyof typeof TARGETS,
  name: string,
  value: string,
): void {
  parts[TARGETS[kind]].set(kind === "header" ? name.toLowerCase() : name, value);
}

/** {@link https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html} */
function templateFor({ requestTemplates, passthroughBehavior }: Integration, { request }: Invocation) {
  const template = requestTemplates.get(mediaTypeOf(request));
  const refused =
    passthroughBehavior === "NEVER" ||
    (passthroughBehavior === "WHEN_NO_TEMPLATES" && requestTemplates.size > 0);
  if (!template && refused) throw new ApiError("UNSUPPORTED_MEDIA_TYPE");
  return template;
}

/** A mapping that fails is a mistake in the API, which is not disclosed to the client. */
export function configured<T>(map: () => T): T {
  try {
    return map();
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError("API_CONFIGURATION_ERROR", { cause: error });
  }
}
