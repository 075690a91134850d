import { AwsError, type HttpRequest } from "../service";
import type { Codec } from "./awsJson";
import { toXml } from "./xml";

export interface QueryOptions {
  /** XML namespace of the answers: `https://sts.amazonaws.com/doc/2011-06-15/`. */
  namespace: string;
  /** The API's version, which requests give as `Version`. */
  version: string;
  /** The operations the service has; any other is an `InvalidAction`. Default: not checked here. */
  operations?: ReadonlySet<string>;
}

/**
 * AWS Query ({@link https://smithy.io/2.0/aws/protocols/aws-query-protocol.html}): a form with `Action`, answered in XML.
 * Inputs hold strings, and lists and objects of them; in an output a list becomes `member` elements, a Map `entry` elements.
 */
export function awsQuery(options: QueryOptions): Codec {
  const headers = { "content-type": "text/xml" };
  return {
    decode(request) {
      const form = readForm(request);
      const operation = form.get("Action");
      if (!operation) throw new AwsError("MissingAction", "The request must contain the parameter Action");
      const version = form.get("Version");
      if (version !== options.version || (options.operations && !options.operations.has(operation))) {
        const asked = `${operation} for version ${version ?? "(none)"}`;
        const served = [...(options.operations ?? [])].join(", ");
        const hint = served && ` Available for version ${options.version}: ${served}.`;
        throw new AwsError("InvalidAction", `Could not find operation ${asked}.${hint}`);
      }
      form.delete("Action");
      form.delete("Version");
      return { operation, input: nest(form) };
    },
    encode(output, { operation, requestId }) {
      const result = toXml(`${operation}Result`, output);
      const metadata = toXml("ResponseMetadata", { RequestId: requestId });
      const body = `<${operation}Response xmlns="${options.namespace}">${result}${metadata}</${operation}Response>`;
      return { status: 200, headers, body };
    },
    encodeError(error, call) {
      const body = errorXml(error, call?.requestId, options.namespace);
      return { status: error.status, headers, body };
    },
  };
}

export function errorXml(error: AwsError, requestId: string | undefined, namespace?: string): string {
  const { code, message, status, details } = error;
  const Type = status < 500 ? "Sender" : "Receiver";
  const inner =
    toXml("Error", { Type, Code: code, Message: message, ...details }) + toXml("RequestId", requestId);
  return `<ErrorResponse${namespace ? ` xmlns="${namespace}"` : ""}>${inner}</ErrorResponse>`;
}

function readForm({ method, headers, query, body }: HttpRequest): URLSearchParams {
  if (method === "GET") return new URLSearchParams(query);
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (method === "POST" && type === "application/x-www-form-urlencoded") {
    return new URLSearchParams(body.toString("utf8"));
  }
  throw new AwsError(
    "MalformedInput",
    `Expected a form as application/x-www-form-urlencoded, found ${type ?? "none"}`,
  );
}

/** A node of the parameters' tree: `Tags.member.1.Key` is Key in 1 in member in Tags. */
type Node = string | Map<string, Node>;

/** The deepest tree a request may describe. */
const MAX_DEPTH = 32;

function nest(form: URLSearchParams): Record<string, unknown> {
  const root = new Map<string, Node>();
  for (const [name, value] of form) {
    const path = name.split(".");
    const last = path.pop() ?? "";
    if (path.length > MAX_DEPTH)
      throw new AwsError("MalformedInput", `Parameter ${name} is nested too deeply`);
    let node = root;
    for (const step of path) {
      const child = node.get(step);
      const next = child instanceof Map ? child : new Map<string, Node>();
      node.set(step, next);
      node = next;
    }
    node.set(last, value);
  }
  return Object.fromEntries([...root].map(([name, node]) => [name, unwrap(node)]));
}

/** What has only numbers below `member` or `entry` is a list, in the order of the numbers. */
function unwrap(node: Node): unknown {
  if (typeof node === "string") return node;
  const items = node.size === 1 ? (node.get("member") ?? node.get("entry")) : undefined;
  if (items instanceof Map && [...items.keys()].every((key) => /^\d+$/.test(key))) {
    const sorted = [...items].sort(([a], [b]) => Number(a) - Number(b));
    return sorted.map(([, item]) => unwrap(item));
  }
  return Object.fromEntries([...node].map(([name, child]) => [name, unwrap(child)]));
}
