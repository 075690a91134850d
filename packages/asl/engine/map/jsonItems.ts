import { itemReaderFailed } from "../errors";
import { parseExact } from "../exact/parse";
import { isObject } from "../json";
import type { Json } from "../types";

/** The values of a file in JSON Lines. */
export async function* readJsonLines(file: AsyncIterable<Uint8Array>): AsyncGenerator<Json> {
  let rest = "";
  for await (const text of textOf(file)) {
    if (!text.includes("\n")) {
      rest += text;
      continue;
    }
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) if (line.trim() !== "") yield parseExact(line);
  }
  if (rest.trim() !== "") yield parseExact(rest);
}

/** The elements of a file that holds one JSON array, each as soon as it is there whole. */
export async function* readJsonArray(file: AsyncIterable<Uint8Array>): AsyncGenerator<Json> {
  const elements = new ArrayElements();
  for await (const text of textOf(file)) yield* elements.push(text);
  elements.end();
}

/** The text of a file in UTF-8, without a byte order mark. */
export async function* textOf(file: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const bytes of file) yield decoder.decode(bytes, { stream: true });
  yield decoder.decode();
}

export function itemsOf(value: Json): Json[] {
  if (Array.isArray(value)) return value;
  throw notIterable();
}

const notIterable = () => itemReaderFailed("Attempting to map over non-iterable node.");

/** A JSON Pointer (RFC 6901) into the document. */
export function resolvePointer(document: Json, pointer = ""): Json {
  let value: Json | undefined = document;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(value)) value = value[Number(key)];
    else value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    if (value === undefined)
      throw itemReaderFailed(`ItemsPointer ${pointer} leads to nothing in the object.`);
  }
  return value;
}

/**
 * Finds the elements of an array in its text: only brackets, quotes and commas are looked at here, what is between them is
 * `JSON.parse`'s to judge.
 */
class ArrayElements {
  /** Everything that may change where an element ends. */
  private readonly structure = /["\\[\]{},]/g;
  private state: "before" | "first" | "inside" | "after" = "before";
  /** The text of the element that has not ended. */
  private pending = "";
  /** Brackets that are open inside the element. */
  private depth = 0;
  private quoted = false;
  /** The text so far ends with a backslash that escapes what comes next. */
  private escaped = false;

  *push(text: string): Generator<Json> {
    let start = 0;
    let at = 0;
    if (this.state === "before") {
      start = this.open(text);
      at = start;
    }
    if (this.escaped && at < text.length) {
      this.escaped = false;
      at++;
    }
    const { structure } = this;
    structure.lastIndex = at;
    for (let found = structure.exec(text); found && this.isOpen; found = structure.exec(text)) {
      at = found.index;
      const mark = found[0];
      if (mark === "\\") {
        this.escaped = at + 1 === text.length;
        structure.lastIndex = at + 2;
        if (this.escaped) break;
      } else if (this.endsElement(mark)) {
        const element = this.pending + text.slice(start, at);
        this.pending = "";
        start = at + 1;
        const empty = mark === "]" && this.state === "first" && element.trim() === "";
        this.state = mark === "]" ? "after" : "inside";
        if (!empty) yield parseExact(element);
      }
    }
    this.pending += text.slice(start);
    if (this.state === "after" && this.pending.trim() !== "") {
      throw itemReaderFailed(`Unexpected text after the JSON array: ${this.pending.trim().slice(0, 20)}`);
    }
  }

  /** Throws unless the array was closed. */
  end(): void {
    if (this.state === "before") throw notIterable();
    if (this.state !== "after") throw itemReaderFailed("Unexpected end of JSON input");
  }

  private get isOpen(): boolean {
    return this.state === "first" || this.state === "inside";
  }

  /** Where the text continues after the array's bracket. */
  private open(text: string): number {
    const first = text.search(/\S/);
    if (first < 0) return text.length;
    if (text[first] !== "[") throw notIterable();
    this.state = "first";
    return first + 1;
  }

  /** Follows strings and brackets; true for the comma or bracket behind an element. */
  private endsElement(mark: string): boolean {
    if (mark === '"') this.quoted = !this.quoted;
    else if (this.quoted) return false;
    else if (mark === "[" || mark === "{") this.depth++;
    else if (this.depth > 0) this.depth -= mark === "," ? 0 : 1;
    else return mark === "," || mark === "]";
    return false;
  }
}
