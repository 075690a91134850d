import { type JsonObject, setOwn } from "../json";
import type { Json } from "../types";
import { changes } from "./changes";
import { ExactNumber } from "./number";
import { inOrder } from "./order";

/**
 * Parses JSON as `JSON.parse` does, but keeps what that changes and AWS does not: numbers that a double cannot hold or that are
 * written in another way, such as `1.0`, and the order of fields whose names look like the index of an array.
 */
export function parseExact(text: string): Json {
  const value = JSON.parse(text) as Json;
  return changes(text) ? new Parser(text).value() : value;
}

/** Reads a text that `JSON.parse` accepted. */
class Parser {
  private offset = 0;

  constructor(private readonly text: string) {}

  value(): Json {
    switch (this.next()) {
      case "{":
        return this.object();
      case "[":
        return this.array();
      case '"':
        return this.string();
      default:
        return this.scalar();
    }
  }

  private object(): JsonObject {
    const object: JsonObject = {};
    const names = new Set<string>();
    this.offset++;
    while (this.next() !== "}") {
      const name = this.string();
      this.next();
      this.offset++;
      names.add(name);
      setOwn(object, name, this.value());
      if (this.next() === ",") this.offset++;
    }
    this.offset++;
    return inOrder(object, [...names]);
  }

  private array(): Json[] {
    const array: Json[] = [];
    this.offset++;
    while (this.next() !== "]") {
      array.push(this.value());
      if (this.next() === ",") this.offset++;
    }
    this.offset++;
    return array;
  }

  private string(): string {
    const start = this.offset;
    STRING.lastIndex = start;
    STRING.test(this.text);
    this.offset = STRING.lastIndex;
    return JSON.parse(this.text.slice(start, this.offset)) as string;
  }

  private scalar(): Json {
    SCALAR.lastIndex = this.offset;
    const [text = ""] = SCALAR.exec(this.text) ?? [];
    this.offset += text.length;
    const value = JSON.parse(text) as Json;
    if (typeof value !== "number" || String(value) === text) return value;
    return new ExactNumber(text) as unknown as Json;
  }

  /** The next character that is no space. */
  private next(): string {
    SPACE.lastIndex = this.offset;
    SPACE.test(this.text);
    this.offset = SPACE.lastIndex;
    return this.text.charAt(this.offset);
  }
}

const STRING = /"(?:[^"\\]+|\\.)*"/y;
const SCALAR = /[^\s,\]}]+/y;
const SPACE = /\s*/y;
