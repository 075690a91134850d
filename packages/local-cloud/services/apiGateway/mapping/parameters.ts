import { readJsonPath } from "../../jsonPath";
import { allValues, headerOf, lastValues } from "../apiRequest";
import { contextVariables, type Invocation } from "../invocation";
import { toText } from "../velocity/value";
import { variableAt } from "./substitution";

/** The text in `'single quotes'`. */
export const literalOf = (source: string): string | undefined => /^'(.*)'$/s.exec(source)?.[1];

/**
 * The value of the request that a mapping refers to
 * ({@link https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html}).
 */
export function readSource(source: string, invocation: Invocation): string | undefined {
  const { request, route, stageVariables } = invocation;
  const [, root = "", name = ""] =
    /^(method\.request\.(?:path|querystring|multivaluequerystring|header|multivalueheader|body)|context|stageVariables)\.?(.*)$/s.exec(
      source,
    ) ?? [];
  switch (root) {
    case "method.request.path":
      return route?.pathParameters.get(name);
    case "method.request.querystring":
      return lastValues(request.query).get(name);
    case "method.request.multivaluequerystring":
      return allValues(request.query).get(name)?.join(",");
    case "method.request.header":
    case "method.request.multivalueheader":
      return headerOf(request, name);
    case "method.request.body":
      return readBody(request.body.toString("utf8"), name);
    case "stageVariables":
      return stageVariables.get(name);
    case "context": {
      const value = variableAt(contextVariables(invocation), name);
      return value === undefined || value === null ? undefined : toText(value);
    }
    default:
      return undefined;
  }
}

/** A part of a JSON body, all of it without a path; undefined if the body is not JSON. */
export function readBody(body: string, path: string): string | undefined {
  if (path === "") return body;
  const value = readJsonPath(parseOrNull(body), path.startsWith("$") ? path : `$.${path}`);
  if (value === undefined) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function parseOrNull(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
