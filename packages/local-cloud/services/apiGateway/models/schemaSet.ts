import { type Place, type Schema, schemasIn } from "./schema";

/** Schemas that refer to each other by URL and JSON pointer. */
export class SchemaSet {
  private readonly documents = new Map<string, Schema>();

  add(url: string, schema: Schema): void {
    this.documents.set(url, schema);
  }

  /** What a reference leads to, through further ones. Throws if that is nothing. */
  resolve(reference: string, from = ""): Place {
    const seen = new Set<string>();
    let [document = "", pointer = ""] = reference.split("#");
    document ||= from;
    for (;;) {
      const key = `${document}#${pointer}`;
      if (seen.has(key)) throw new Error(`JSON Reference "${reference}" loops on itself`);
      seen.add(key);
      const root = this.documents.get(document);
      const schema = root && follow(root, pointer);
      if (!schema) throw new Error(`JSON Reference "${reference}" cannot be resolved`);
      if (schema.$ref === undefined) return { schema, document };
      const [nextDocument, nextPointer = ""] = schema.$ref.split("#");
      document = nextDocument || document;
      pointer = nextPointer;
    }
  }

  /** A schema within another; a reference is followed, and what stands beside it ignored. */
  within(schema: Schema, { document }: Place): Place {
    return schema.$ref === undefined ? { schema, document } : this.resolve(schema.$ref, document);
  }

  /** Throws if a reference in the schema, at any depth, leads to nothing. */
  check({ schema, document }: Place): void {
    if (typeof schema.$ref === "string") this.resolve(schema.$ref, document);
    for (const member of schemasIn(schema)) this.check({ schema: member, document });
  }
}

function follow(root: Schema, pointer: string): Schema | undefined {
  let at: unknown = root;
  for (const part of decodeURIComponent(pointer).split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return typeof at === "object" && at !== null ? (at as Schema) : undefined;
}
