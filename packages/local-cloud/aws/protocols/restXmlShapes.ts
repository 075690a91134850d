import { parseXML } from "@aws-sdk/xml-builder";
import { escapeXml } from "./xml";

/** A member: the name of its shape, or that with where and under which name it is sent. */
export type Member = string | { shape: string; location?: string; locationName?: string };

export interface Shape {
  type: string;
  members?: Record<string, Member>;
  /** The member that is the body itself. */
  payload?: string;
  member?: Member;
  flattened?: boolean;
}

export type Members = Record<string, unknown>;

/** A document that is not well-formed. */
export class XmlError extends Error {}

/** Values of a model's shapes: in XML, in text, and as an SDK's caller gives them. */
export class Shapes {
  constructor(private readonly shapes: Record<string, Shape>) {}

  get(name: string): Shape {
    return this.shapes[name]!;
  }

  resolve(name: string, member: Member) {
    const {
      shape,
      location,
      locationName = name,
    } = typeof member === "string" ? ({ shape: member } as const) : member;
    const isHeader = location === "header" || location === "headers";
    return {
      of: this.get(shape),
      location,
      sentAs: isHeader ? locationName.toLowerCase() : locationName,
    };
  }

  toXml(name: string, shape: Shape, value: unknown): string {
    if (value === undefined || value === null) return "";
    if (shape.type === "list") {
      const { of, sentAs } = this.resolve("member", shape.member!);
      const items = (value as unknown[]).map((item) => this.toXml(shape.flattened ? name : sentAs, of, item));
      return shape.flattened ? items.join("") : `<${name}>${items.join("")}</${name}>`;
    }
    if (shape.type !== "structure") return `<${name}>${escapeXml(toText(shape, value, "iso8601"))}</${name}>`;
    return `<${name}>${this.membersToXml(shape, value as Members)}</${name}>`;
  }

  /** The elements of a structure's members, without those that are sent elsewhere. */
  membersToXml({ members = {} }: Shape, value: Members): string {
    const elements = Object.entries(members).map(([name, member]) => {
      const { of, sentAs, location } = this.resolve(name, member);
      return location === undefined ? this.toXml(sentAs, of, value[name]) : "";
    });
    return elements.join("");
  }

  fromXml(shape: Shape, node: unknown): unknown {
    if (shape.type === "list") {
      const { of, sentAs } = this.resolve("member", shape.member!);
      const items = shape.flattened ? node : isObject(node) ? node[sentAs] : undefined;
      return listOf(items).map((item) => this.fromXml(of, item));
    }
    if (shape.type !== "structure") return fromText(shape, textOf(node));
    const members: Members = {};
    for (const [name, member] of Object.entries(shape.members ?? {})) {
      const { of, sentAs, location } = this.resolve(name, member);
      const child = location === undefined && isObject(node) ? node[sentAs] : undefined;
      if (child !== undefined) members[name] = this.fromXml(of, child);
    }
    return members;
  }

  /** A value as an SDK's caller gives it, in its shape's type. Members that the shape does not have are left out. */
  coerce(shape: Shape, value: unknown): unknown {
    switch (shape.type) {
      case "structure": {
        // Of a structure that is given as text, the text decides.
        if (!isObject(value)) return {};
        const members = Object.entries(shape.members ?? {}).flatMap(([name, member]) => {
          const given = value[name];
          if (given === undefined || given === null) return [];
          return [[name, this.coerce(this.resolve(name, member).of, given)]];
        });
        return Object.fromEntries(members);
      }
      case "list": {
        const { of } = this.resolve("member", shape.member!);
        return listOf(value).map((item) => this.coerce(of, item));
      }
      case "map":
        return Object.fromEntries(
          Object.entries(isObject(value) ? value : {}).map(([key, item]) => [
            key.toLowerCase(),
            asText(item),
          ]),
        );
      case "blob":
        return value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(asText(value));
      case "timestamp":
        return value instanceof Date ? value : fromText(shape, String(value));
      default:
        return fromText(shape, asText(value));
    }
  }
}

/** The content of a document's root element. Throws {@link XmlError}. */
export function parseDocument(body: Buffer): unknown {
  let parsed: Members;
  try {
    parsed = parseXML(body.toString()) as Members;
  } catch (error) {
    throw new XmlError((error as Error).message);
  }
  return Object.entries(parsed).find(([name]) => !name.startsWith("?"))?.[1] ?? "";
}

export function toText({ type }: Shape, value: unknown, format: "iso8601" | "rfc822"): string {
  if (value instanceof Date) return format === "rfc822" ? value.toUTCString() : value.toISOString();
  if (Array.isArray(value)) return value.join(",");
  return type === "blob" && value instanceof Uint8Array
    ? Buffer.from(value).toString("base64")
    : String(value);
}

/** A date that cannot be read, and is stored as it is, stays text. */
export function fromText({ type }: Shape, value: string): unknown {
  if (type === "boolean") return value === "true";
  if (type === "integer" || type === "long") return Number(value);
  if (type === "timestamp") {
    const date = new Date(value);
    return Number.isNaN(date.getTime()) ? value : date;
  }
  if (type === "list") return value.split(",").map((item) => item.trim());
  return type === "blob" ? Buffer.from(value, "base64") : value;
}

const asText = (value: unknown): string =>
  typeof value === "string" ? value : value instanceof Date ? value.toUTCString() : JSON.stringify(value);

/** An element's text; those with attributes have it in a member. */
const textOf = (node: unknown): string => (isObject(node) ? String(node["#text"] ?? "") : String(node));

const isObject = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const listOf = (items: unknown): unknown[] =>
  items === undefined || items === "" ? [] : Array.isArray(items) ? items : [items];
