import { parseJson } from "../../../aws/parseJson";
import { readJsonPath } from "../../jsonPath";
import { lastValues } from "../apiRequest";
import { contextVariables, type Invocation } from "../invocation";
import { readNumbers } from "../readNumbers";
import type { Template } from "../velocity/template";
import { fromJson, jsonList, Tool, toJson, toText, type Value, type ValueMap } from "../velocity/value";
import { escapeJavaScript } from "./escapeJavaScript";

/** A template reads the body as JSON, which it is not; the message is the parser's. */
export class BodyNotJson extends Error {
  override readonly name = "BodyNotJson";
}

export interface Rendered {
  text: string;
  /** `$context.requestOverride` and `$context.responseOverride` after rendering. */
  requestOverride: ValueMap;
  responseOverride: ValueMap;
}

/**
 * Renders a mapping template over a body
 * ({@link https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html}).
 * Throws {@link BodyNotJson}, or the template's own error.
 */
export function renderTemplate(template: Template, body: string, invocation: Invocation): Rendered {
  const context = contextVariables(invocation);
  const text = template.render(
    new Map<string, Value>([
      ["input", inputTool(body, invocation)],
      ["util", UTIL],
      ["context", context],
      ["stageVariables", new Map(invocation.stageVariables)],
    ]),
  );
  const override = (name: string) => {
    const value = context.get(name);
    return value instanceof Map ? value : (new Map() as ValueMap);
  };
  return {
    text,
    requestOverride: override("requestOverride"),
    responseOverride: override("responseOverride"),
  };
}

/** `$input` */
function inputTool(body: string, { request, route }: Invocation): Tool {
  let parsed: unknown;
  const json = () => {
    parsed ??= parseBody(body);
    return parsed;
  };
  const parameters = (): ValueMap =>
    new Map<string, Value>([
      ["path", new Map(route?.pathParameters)],
      ["querystring", new Map(lastValues(request.query))],
      ["header", new Map(lastValues(request.headers))],
    ]);
  return new Tool(
    {
      json: (path = "$") => toJson(fromJson(readJsonPath(json(), toText(path)) ?? "")),
      path: (path = "$") => fromJson(readJsonPath(json(), toText(path)), jsonList),
      params: (name) => (name === undefined ? parameters() : findParameter(parameters(), toText(name))),
    },
    { body: body === "" ? "{}" : body },
  );
}

/** Looks in the path, then the query, then the headers; empty text if there is no such parameter. */
function findParameter(parameters: ValueMap, name: string): Value {
  for (const group of parameters.values())
    if (group instanceof Map && group.has(name)) return group.get(name);
  const headers = parameters.get("header");
  const spelled =
    headers instanceof Map &&
    [...headers.keys()].find((key) => toText(key).toLowerCase() === name.toLowerCase());
  return spelled ? (headers as ValueMap).get(spelled) : "";
}

function parseBody(body: string): unknown {
  if (body.trim() === "") return {};
  try {
    return parseJson(body, parseNumbers);
  } catch (error) {
    throw new BodyNotJson((error as Error).message, { cause: error });
  }
}

const parseNumbers = (text: string): unknown => JSON.parse(text, readNumbers);

const bytesOf = (value: Value) => Buffer.from(toText(value), "utf8");

/** Encodes like `java.net.URLEncoder`: a space becomes a plus. */
const urlEncode = (text: string) =>
  encodeURIComponent(text)
    .replace(/%20/g, "+")
    .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** `$util` */
const UTIL = new Tool({
  base64Decode: (text) => Buffer.from(toText(text), "base64").toString("utf8"),
  base64Encode: (text) => bytesOf(text).toString("base64"),
  escapeJavaScript: (text) => escapeJavaScript(toText(text)),
  parseJson: (text) => fromJson(parseNumbers(toText(text)), jsonList),
  urlDecode: (text) => decodeURIComponent(toText(text).replaceAll("+", " ")),
  urlEncode: (text) => urlEncode(toText(text)),
});
