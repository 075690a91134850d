import { AwsError, type HttpRequest, type HttpResponse } from "../service";
import type { Codec } from "./awsJson";
import { parseJsonBody, toJson } from "./json";

/** How one operation is written as an HTTP request. Members not named here are in the JSON body. */
export interface RestOperation {
  method: "GET" | "POST" | "PUT" | "DELETE" | "PATCH" | "HEAD";
  /** `/2015-03-31/functions/{FunctionName}/invocations`; a label that ends with `+` may contain slashes. */
  path: string;
  /** Input members in the query: the parameter's name by the member's. */
  query?: Readonly<Record<string, string>>;
  /** Input members in headers: the header's lower-case name by the member's. */
  headers?: Readonly<Record<string, string>>;
  /** The input member that is the body itself, as a Buffer. */
  payload?: string;
  output?: {
    /** Default 200. */
    status?: number;
    /** The member that holds the status instead. */
    statusMember?: string;
    /** Output members in headers: the header's name by the member's. */
    headers?: Readonly<Record<string, string>>;
    /** The output member that is the body itself: a Buffer or a string. */
    payload?: string;
  };
}

interface Route {
  operation: string;
  shape: RestOperation;
  pattern: RegExp;
}

/**
 * AWS restJson1 ({@link https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html}): the method and path
 * determine the operation. Input members from path, query and headers are strings; a parameter that is repeated is a
 * list.
 */
export function restJson(operations: Readonly<Record<string, RestOperation>>): Codec {
  const routes = Object.entries(operations).map(([operation, shape]) => ({
    operation,
    shape,
    pattern: pathPattern(shape.path),
  }));
  return {
    decode(request) {
      for (const route of routes) {
        const labels = route.shape.method === request.method ? route.pattern.exec(request.path) : null;
        if (labels)
          return { operation: route.operation, input: readInput(request, route, labels.groups ?? {}) };
      }
      const asked = `${request.method} ${request.path}`;
      const served = routes.map(({ operation }) => operation).join(", ");
      throw new AwsError("UnknownOperationException", `No operation for ${asked}. Available: ${served}`, 404);
    },
    encode: (output, { operation }) => writeOutput(output, operations[operation]?.output),
    encodeError: ({ code, message, status, details }) => ({
      status,
      headers: { "content-type": "application/json", "x-amzn-errortype": code },
      body: toJson({ ...details, message }),
    }),
  };
}

function pathPattern(path: string): RegExp {
  const source = path
    .split(/(\{\w+\+?\})/)
    .map((part) => {
      const [, name, greedy] = /^\{(\w+)(\+?)\}$/.exec(part) ?? [];
      if (name) return `(?<${name}>${greedy ? ".+" : "[^/]+"})`;
      return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    })
    .join("");
  return new RegExp(`^${source}/?$`);
}

function readInput(
  { query, headers, body }: HttpRequest,
  { shape }: Route,
  labels: Record<string, string>,
): Record<string, unknown> {
  const input = shape.payload ? { [shape.payload]: body } : parseJsonBody(body);
  for (const [member, parameter] of Object.entries(shape.query ?? {})) {
    const values = query.getAll(parameter);
    if (values.length > 0) input[member] = values.length > 1 ? values : values[0];
  }
  for (const [member, header] of Object.entries(shape.headers ?? {})) {
    if (headers[header] !== undefined) input[member] = headers[header];
  }
  for (const [member, label] of Object.entries(labels)) input[member] = decodeLabel(label);
  return input;
}

function decodeLabel(label: string): string {
  try {
    return decodeURIComponent(label);
  } catch {
    throw new AwsError("SerializationException", `The path holds an invalid percent-encoding: ${label}`);
  }
}

function writeOutput(output: Record<string, unknown>, shape: RestOperation["output"] = {}): HttpResponse {
  const { status: fixed = 200, statusMember, headers: headerMembers = {}, payload } = shape;
  const members = { ...output };
  const headers: Record<string, string> = {};
  for (const [member, header] of Object.entries(headerMembers)) {
    if (members[member] !== undefined) headers[header] = String(members[member]);
    delete members[member];
  }
  const status = statusMember === undefined ? fixed : Number(members[statusMember] ?? fixed);
  if (statusMember !== undefined) delete members[statusMember];
  if (payload === undefined) {
    const empty = status === 204;
    return {
      status,
      headers: { "content-type": "application/json", ...headers },
      body: empty ? "" : toJson(members),
    };
  }
  const body = members[payload];
  const bytes = Buffer.isBuffer(body)
    ? body
    : body instanceof Uint8Array
      ? Buffer.from(body)
      : String(body ?? "");
  return { status, headers, body: bytes };
}
