import { parseXML } from "@aws-sdk/xml-builder";
import { escapeXml } from "./xml";

/** A member: the name of its shape, or that with where and under which name it is sent. */
type Member = string | { shape: string; location?: string; locationName?: string; timestampFormat?: string };

interface Shape {
  type: string;
  members?: Record<string, Member>;
  /** The member that is the body itself. */
  payload?: string;
  member?: Member;
  flattened?: boolean;
}

/** How the operations of a restXml service are sent: a part of AWS's model of the service. */
export interface RestXmlModel {
  operations: Record<
    string,
    {
      method: string /** `/{Bucket}/{Key+}?tagging` */;
      uri: string;
      input?: string;
      output?: string;
      root?: string;
    }
  >;
  shapes: Record<string, Shape>;
}

type Members = Record<string, unknown>;

export interface RestXmlRequest {
  method: string;
  /** Members that are parts of the path, by their name there. */
  labels: Record<string, string>;
  query: URLSearchParams;
  /** By lower-case name. */
  headers: Record<string, string>;
  body: Buffer;
}

/**
 * Writes requests and reads responses of AWS restXml ({@link https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html})
 * as an SDK does.
 */
export class RestXml {
  constructor(private readonly model: RestXmlModel) {}

  /** Members that the operation does not have are left out. Undefined for an operation that the model does not have. */
  write(operation: string, input: Members): RestXmlRequest | undefined {
    const call = this.model.operations[operation];
    if (!call) return undefined;
    const [, query = ""] = call.uri.split("?");
    const request: RestXmlRequest = {
      method: call.method,
      labels: {},
      query: new URLSearchParams(query),
      headers: {},
      body: Buffer.alloc(0),
    };
    const shape = call.input === undefined ? undefined : this.model.shapes[call.input];
    for (const [name, member] of Object.entries(shape?.members ?? {})) {
      const value = input[name];
      if (value === undefined || value === null) continue;
      if (name === shape?.payload) request.body = this.payload(member, value);
      else this.place(request, name, member, value);
    }
    return request;
  }

  /** The members of an operation's output. */
  read(operation: string, headers: Readonly<Record<string, string>>, body: Buffer | string): Members {
    const shape = this.model.shapes[this.model.operations[operation]?.output ?? ""];
    if (!shape) return {};
    const members: Members = {};
    for (const [name, member] of Object.entries(shape.members ?? {})) {
      const { location, sentAs, of } = this.resolve(name, member);
      if (location === "headers") {
        const found = Object.entries(headers).filter(([header]) => header.startsWith(sentAs));
        members[name] = Object.fromEntries(
          found.map(([header, value]) => [header.slice(sentAs.length), value]),
        );
      } else if (location === "header" && headers[sentAs] !== undefined)
        members[name] = scalar(of, headers[sentAs]);
    }
    return { ...members, ...this.readBody(shape, body) };
  }

  /** The member of an operation's input that is the request's body, if that has one. */
  readRequestBody(operation: string, body: Buffer | string): Members {
    const shape = this.model.shapes[this.model.operations[operation]?.input ?? ""];
    return shape && body.length > 0 ? this.readBody(shape, body) : {};
  }

  private readBody(shape: Shape, body: Buffer | string): Members {
    const { payload } = shape;
    if (payload !== undefined) {
      const of = this.resolve(payload, shape.members![payload]!).of;
      if (of.type === "blob") return { [payload]: Buffer.from(body) };
      if (of.type === "string") return { [payload]: String(body) };
      const value = this.fromXml(of, rootOf(body));
      return value === undefined ? {} : { [payload]: value };
    }
    const hasBody = Object.values(shape.members ?? {}).some(
      (member) => typeof member === "string" || member.location === undefined,
    );
    return hasBody && body.length > 0 ? (this.fromXml(shape, rootOf(body)) as Members) : {};
  }

  private resolve(name: string, member: Member) {
    const {
      shape,
      location,
      locationName = name,
    } = typeof member === "string" ? ({ shape: member } as const) : member;
    const isHeader = location === "header" || location === "headers";
    return {
      of: this.model.shapes[shape]!,
      location,
      sentAs: isHeader ? locationName.toLowerCase() : locationName,
    };
  }

  private place(request: RestXmlRequest, name: string, member: Member, value: unknown): void {
    const { location, sentAs, of } = this.resolve(name, member);
    if (location === "uri") request.labels[sentAs] = String(value);
    else if (location === "querystring") request.query.set(sentAs, text(of, value, "iso8601"));
    else if (location === "header") request.headers[sentAs] = text(of, value, "rfc822");
    else if (location === "headers")
      for (const [key, item] of Object.entries(value as object))
        request.headers[sentAs + key.toLowerCase()] = String(item);
  }

  private payload(member: Member, value: unknown): Buffer {
    const { of, sentAs } = this.resolve("", member);
    if (of.type === "structure" && typeof value !== "string") {
      const root = `<?xml version="1.0" encoding="UTF-8"?>\n${this.toXml(sentAs, of, value)}`;
      return Buffer.from(root);
    }
    if (value instanceof Uint8Array) return Buffer.from(value);
    return Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
  }

  private toXml(name: string, shape: Shape, value: unknown): string {
    if (value === undefined || value === null) return "";
    if (shape.type === "list") {
      const { of, sentAs } = this.resolve("member", shape.member!);
      const items = (value as unknown[]).map((item) => this.toXml(shape.flattened ? name : sentAs, of, item));
      return shape.flattened ? items.join("") : `<${name}>${items.join("")}</${name}>`;
    }
    if (shape.type !== "structure") return `<${name}>${escapeXml(text(shape, value, "iso8601"))}</${name}>`;
    const members = Object.entries(shape.members ?? {}).map(([each, member]) => {
      const { of, sentAs } = this.resolve(each, member);
      return this.toXml(sentAs, of, (value as Members)[each]);
    });
    return `<${name}>${members.join("")}</${name}>`;
  }

  private fromXml(shape: Shape, node: unknown): unknown {
    if (shape.type === "list") {
      const { of, sentAs } = this.resolve("member", shape.member!);
      const items = shape.flattened ? node : (node as Members | string)[sentAs as never];
      return listOf(items).map((item) => this.fromXml(of, item));
    }
    if (shape.type !== "structure") return scalar(shape, String(node));
    const members: Members = {};
    for (const [name, member] of Object.entries(shape.members ?? {})) {
      const { of, sentAs, location } = this.resolve(name, member);
      const child = location === undefined && isObject(node) ? node[sentAs] : undefined;
      if (child !== undefined) members[name] = this.fromXml(of, child);
    }
    return members;
  }
}

/** The content of the root element; empty text if there is none. */
function rootOf(body: Buffer | string): unknown {
  const parsed = parseXML(String(body)) as Members;
  const [root = ""] = Object.entries(parsed).flatMap(([name, value]) =>
    name.startsWith("?") ? [] : [value],
  );
  return root;
}

const isObject = (value: unknown): value is Members => typeof value === "object" && value !== null;

const listOf = (items: unknown): unknown[] =>
  items === undefined ? [] : Array.isArray(items) ? items : [items];

function text({ type }: Shape, value: unknown, format: "iso8601" | "rfc822"): string {
  if (type === "timestamp" || value instanceof Date) {
    const date = value instanceof Date ? value : new Date(String(value));
    return format === "rfc822" ? date.toUTCString() : date.toISOString();
  }
  return type === "blob" && value instanceof Uint8Array
    ? Buffer.from(value).toString("base64")
    : String(value);
}

function scalar({ type }: Shape, value: string): unknown {
  if (type === "boolean") return value === "true";
  if (type === "integer" || type === "long") return Number(value);
  if (type === "timestamp") return new Date(value);
  return type === "blob" ? Buffer.from(value, "base64") : value;
}
