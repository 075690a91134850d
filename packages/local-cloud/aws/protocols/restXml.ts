import {
  fromText,
  type Member,
  type Members,
  parseDocument,
  type Shape,
  Shapes,
  toText,
} from "./restXmlShapes";

interface Operation {
  method: string;
  /** `/{Bucket}/{Key+}?tagging` */
  uri: string;
  input?: string;
  output?: string;
  /** The status of a response. Default 200. */
  status?: number;
}

/** How the operations of a restXml service are sent: a part of AWS's model of the service. */
export interface RestXmlModel {
  operations: Record<string, Operation>;
  shapes: Record<string, Shape>;
}

export interface RestXmlRequest {
  /** Members that are parts of the path, by their name there. */
  labels: Record<string, string>;
  query: URLSearchParams;
  /** By lower-case name. */
  headers: Record<string, string>;
  body: Buffer;
}

export interface RestXmlResponse {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** The server's side of AWS restXml ({@link https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html}). */
export class RestXml {
  private readonly shapes: Shapes;

  /** @param namespace of the responses' documents */
  constructor(
    private readonly model: RestXmlModel,
    private readonly namespace: string,
  ) {
    this.shapes = new Shapes(model.shapes);
  }

  get operationNames(): string[] {
    return Object.keys(this.model.operations);
  }

  /** The members of an operation's input. Throws `XmlError` for a body that is not well-formed. */
  readRequest(operation: string, { labels, query, headers, body }: RestXmlRequest): Members {
    const shape = this.shapeOf(operation, "input");
    const members: Members = {};
    for (const [name, member] of Object.entries(shape?.members ?? {})) {
      const { location, sentAs, of } = this.shapes.resolve(name, member);
      const text =
        location === "uri"
          ? labels[sentAs]
          : location === "querystring"
            ? query.get(sentAs)
            : location === "header"
              ? headers[sentAs]
              : undefined;
      if (text !== undefined && text !== null) members[name] = fromText(of, text);
      if (location === "headers") members[name] = withPrefix(headers, sentAs);
    }
    if (shape?.payload !== undefined && body.length > 0)
      members[shape.payload] = this.readBody(shape.members![shape.payload]!, body);
    return members;
  }

  /** An operation's input as an SDK's caller gives it, in its members' types. Undefined for an operation that is not in the model. */
  coerce(operation: string, input: Members): Members | undefined {
    if (!Object.hasOwn(this.model.operations, operation)) return undefined;
    return this.shapes.coerce(this.shapeOf(operation, "input")!, input) as Members;
  }

  /**
   * The response with an operation's output.
   *
   * @param root the name of the document's root, which the model has only for members that are documents
   */
  writeResponse(operation: string, output: Members, root: string): RestXmlResponse {
    const { status = 200 } = this.model.operations[operation]!;
    const shape = this.shapeOf(operation, "output");
    const headers: Record<string, string> = {};
    let elements = false;
    for (const [name, member] of Object.entries(shape?.members ?? {})) {
      const { location, sentAs, of } = this.shapes.resolve(name, member);
      const value = output[name];
      if (location === undefined) elements = true;
      else if (value === undefined || value === null) continue;
      else if (location === "header") headers[sentAs] = encodeHeader(toText(of, value, "rfc822"));
      else if (location === "headers")
        for (const [key, item] of Object.entries(value)) headers[sentAs + key] = encodeHeader(String(item));
    }
    if (!shape || !elements) return { status, headers, body: "" };
    const { payload } = shape;
    if (payload === undefined)
      return this.document(status, headers, root, this.shapes.membersToXml(shape, output));
    const { of, sentAs } = this.shapes.resolve(payload, shape.members![payload]!);
    const value = output[payload];
    if (of.type !== "structure") return { status, headers, body: (value ?? "") as string | Buffer };
    const inner = this.shapes.membersToXml(of, (value ?? {}) as Members);
    return this.document(status, headers, sentAs, inner);
  }

  /** A response with a document. */
  document(status: number, headers: Record<string, string>, root: string, content: string): RestXmlResponse {
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${this.namespace}">${content}</${root}>`;
    return { status, headers: { ...headers, "content-type": "application/xml" }, body };
  }

  private readBody(member: Member, body: Buffer): unknown {
    const { of } = this.shapes.resolve("", member);
    if (of.type === "blob") return body;
    if (of.type === "string") return body.toString();
    return this.shapes.fromXml(of, parseDocument(body));
  }

  private shapeOf(operation: string, side: "input" | "output"): Shape | undefined {
    const name = this.model.operations[operation]?.[side];
    return name === undefined ? undefined : this.shapes.get(name);
  }
}

function withPrefix(headers: Readonly<Record<string, string>>, prefix: string): Record<string, string> {
  const found = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]));
}

/** Text beyond ISO-8859-1 as S3 returns it ({@link https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html}). */
function encodeHeader(text: string): string {
  return /[^\t\x20-\x7e\x80-\xff]/.test(text) ? `=?UTF-8?B?${Buffer.from(text).toString("base64")}?=` : text;
}
