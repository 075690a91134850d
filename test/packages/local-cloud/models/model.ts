import * as fs from "node:fs";
import * as path from "node:path";

/** A member: the name of its shape, or that with what else decides how it is written. */
type Member = string | Written;

interface Written {
  shape: string;
  timestampFormat?: string;
  location?: string;
  locationName?: string;
}

interface Shape {
  type: string;
  members?: Record<string, Member>;
  required?: string[];
  payload?: string;
  member?: Member;
  key?: Member;
  value?: Member;
  enum?: string[];
  timestampFormat?: string;
  document?: boolean;
}

/** What the answers of one service look like, as its model says. `oracles/models` records them. */
export interface Model {
  operations: Record<string, { output?: string; errors: string[] }>;
  shapes: Record<string, Shape>;
}

const FOLDER = path.join(__dirname, "data");
const models = new Map<string, Model | undefined>();

/** The model of the service that requests are signed for under a name. */
export function modelOf(signingName: string): Model | undefined {
  if (!models.has(signingName)) {
    const file = path.join(FOLDER, `${signingName}.json`);
    models.set(signingName, fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : undefined);
  }
  return models.get(signingName);
}

/** What the model says of an operation. */
export const operationOf = (model: Model, name: string): Model["operations"][string] | undefined =>
  Object.hasOwn(model.operations, name) ? model.operations[name] : undefined;

/** How values are written: as in JSON, or as members of any type that a codec writes as text. */
export type Form = "json" | "members";

/** What is wrong with an operation's output, in a line each. */
export function problemsOf(model: Model, operation: string, output: unknown, form: Form): string[] {
  const known = operationOf(model, operation);
  if (!known) return [`${operation} is not in the model`];
  if (known.output === undefined)
    return Object.keys(output as object).map((name) => `${name} is not in the model: there is no output`);
  return [...new Checker(model, form).check(known.output, output, "")];
}

class Checker {
  constructor(
    private readonly model: Model,
    private readonly form: Form,
  ) {}

  *check(member: Member, value: unknown, at: string): Generator<string> {
    const written: Written = typeof member === "string" ? { shape: member } : member;
    const shape = this.model.shapes[written.shape]!;
    if (shape.document) return;
    const expected = this.expected(shape, written);
    const found = typeOf(value);
    if (!expected.includes(found)) {
      yield `${at || "the output"} is ${found} (${text(value)}); the model: ${expected.join(" or ")}`;
    } else if (shape.enum && typeof value === "string" && !shape.enum.includes(value)) {
      yield `${at} is '${value}'; the model: ${shape.enum.join(", ")}`;
    } else if (shape.type === "structure") yield* this.structure(shape, value as Record<string, unknown>, at);
    else if (shape.type === "list")
      for (const [index, item] of (value as unknown[]).entries())
        yield* this.check(shape.member!, item, `${at}[${index}]`);
    else if (shape.type === "map")
      for (const [key, item] of entriesOf(value)) yield* this.check(shape.value!, item, `${at}.${key}`);
  }

  private *structure(shape: Shape, value: Record<string, unknown>, at: string): Generator<string> {
    const { members = {}, required = [] } = shape;
    for (const name of required)
      if (value[name] === undefined || value[name] === null) yield `${at}.${name} is missing`;
    for (const [name, item] of Object.entries(value)) {
      const member = members[name];
      if (!member) yield `${at}.${name} is not in the model; there are ${Object.keys(members).join(", ")}`;
      else if (item !== null && item !== undefined) yield* this.check(member, item, `${at}.${name}`);
    }
  }

  private expected(shape: Shape, written: Written): string[] {
    const loose = this.form === "members";
    switch (shape.type) {
      case "structure":
        return ["an object"];
      case "map":
        return loose ? ["an object", "a Map"] : ["an object"];
      case "list":
        return ["a list"];
      case "boolean":
        return loose ? ["a boolean", "a string"] : ["a boolean"];
      case "integer":
      case "long":
        return loose ? ["a whole number", "a string"] : ["a whole number"];
      case "float":
      case "double":
        return loose ? ["a whole number", "a fraction", "a string"] : ["a whole number", "a fraction"];
      case "timestamp": {
        if (loose) return ["a date", "a string", "a whole number", "a fraction"];
        const format = written.timestampFormat ?? shape.timestampFormat ?? "unixTimestamp";
        return format === "unixTimestamp" ? ["a whole number", "a fraction"] : ["a string"];
      }
      case "blob":
        return loose ? ["bytes", "a string"] : ["a string"];
      default:
        return ["a string"];
    }
  }
}

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (value instanceof Date) return "a date";
  if (value instanceof Map) return "a Map";
  if (value instanceof Uint8Array) return "bytes";
  if (typeof value === "number") return Number.isInteger(value) ? "a whole number" : "a fraction";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

const entriesOf = (value: unknown): [string, unknown][] =>
  value instanceof Map ? [...value] : Object.entries(value as object);

const text = (value: unknown): string => String(JSON.stringify(value)).slice(0, 80);
