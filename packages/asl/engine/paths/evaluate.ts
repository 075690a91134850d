import { InvalidPath } from "../../jsonpath/errors";
import { isDefinite, type JsonPath, spellNames, spellTokens, type Token } from "../../jsonpath/tokens";
import { isObject, type JsonObject } from "../json";
import type { Json } from "../types";
import { notArray, notLeaf, pickNames, readDefinite } from "./definite";
import { limitEffort } from "./effort";
import { accepts } from "./filter";

/** More steps than this are refused: each scan of a path visits every value below it, however many scans there are. */
const MOST_STEPS = 10_000_000;

/**
 * Makes a reader of a path that reads as Jayway JsonPath 2.0.0 does without options. Its result is the value if the path is definite, else
 * the list of all that was found. It throws an {@link InvalidPath} where a step leads
 * nowhere, or cannot be applied to what is there.
 */
export function compileReader(path: JsonPath): (document: Json) => Json {
  const skipping = skipsMissing(path.tokens);
  const readAll = (document: Json): Json[] =>
    limitEffort(() => new Reading(path.tokens, skipping, document).readAll());
  if (!path.definite) return readAll;
  return (document) => {
    const value = readDefinite(path, document);
    return value === undefined ? readAll(document)[0]! : value;
  };
}

/**
 * Where a missing property that others follow ends the way without an error: where the step before it or any after that is not definite.
 * So `$.missing.b[*]` is `[]`, and so is `$[*].missing.b`, but `$[*].a.missing.b` is an error.
 */
function skipsMissing(tokens: readonly Token[]): boolean[] {
  const skips: boolean[] = [];
  let definite = true;
  for (let at = tokens.length - 1; at >= 0; at--) {
    definite &&= isDefinite(tokens[at]!);
    skips[at + 1] = !definite;
    skips[at] = !definite;
  }
  return skips;
}

type FilterToken = Token & { kind: "filter" };

const tooManySteps = () => new InvalidPath(`The path takes more than ${MOST_STEPS} steps in this document`);

/** One evaluation of a path. */
class Reading {
  private readonly found: Json[] = [];
  /** The way to the value that is being read: names, indexes. */
  private readonly trail: (string | number)[] = [];
  private steps = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly skipping: readonly boolean[],
    private readonly document: Json,
  ) {}

  readAll(): Json[] {
    try {
      const missing = this.read(0, this.document);
      if (missing !== undefined) throw new InvalidPath(missing);
      return this.found;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new InvalidPath("The document is nested too deeply for this path");
    }
  }

  /** Follows the tokens from `start` on. Returns why there is no such path; what it found before stays found. */
  private read(start: number, from: Json): string | undefined {
    let value = from;
    for (let at = start; at < this.tokens.length; at++) {
      if (++this.steps > MOST_STEPS) throw tooManySteps();
      const token = this.tokens[at]!;
      if (token.kind === "root") continue;
      if (token.kind === "filter" && isObject(value)) {
        if (!accepts(token, value, this.document)) return undefined;
      } else if (token.kind === "names") {
        if (!isObject(value)) return `Property ${spellNames(token.names)} not found in path ${this.where()}`;
        if (token.names.length !== 1) return this.pick(at, token.names, value);
        const name = token.names[0]!;
        if (!Object.hasOwn(value, name)) return this.missingProperty(at, name);
        this.trail.push(name);
        value = value[name]!;
      } else return this.branch(at, token, value);
    }
    this.found.push(value);
    return undefined;
  }

  private missingProperty(at: number, name: string): string | undefined {
    const place = `${this.where()}${spellNames([name])}`;
    if (at === this.tokens.length - 1) return `No results for path: ${place}`;
    return this.skipping[at] ? undefined : `Missing property in path ${place}`;
  }

  /** Several names: an object of those that are there. */
  private pick(at: number, names: readonly string[], value: JsonObject): undefined {
    if (at < this.tokens.length - 1) throw notLeaf(`${this.where()}${spellNames(names)}`);
    this.found.push(pickNames(names, value));
  }

  private branch(at: number, token: Token, value: Json): string | undefined {
    if (token.kind === "wildcard") return this.readChildren(at, value);
    if (token.kind === "scan") return this.scan(at, value);
    if (token.kind === "filter") return this.filter(at, token, value);
    if (value === null) return `The path ${this.where()} is null`;
    if (!Array.isArray(value)) throw notArray(this.tokens.slice(at), value);
    for (const index of indexesOf(token, value.length)) {
      const missing = this.readItem(at, value, index);
      if (missing !== undefined) return missing;
    }
    return undefined;
  }

  private readItem(at: number, array: Json[], index: number): string | undefined {
    const item = array[index];
    if (item === undefined) return `Index out of bounds when evaluating path ${this.where()}[${index}]`;
    return this.readChild(at, index, item);
  }

  private readChild(at: number, key: string | number, value: Json): string | undefined {
    const depth = this.trail.length;
    this.trail.push(key);
    const missing = this.read(at + 1, value);
    this.trail.length = depth;
    return missing;
  }

  /** Of an array, an item that lacks what follows is passed over; of an object, it is an error. */
  private readChildren(at: number, value: Json): string | undefined {
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) this.readChild(at, index, value[index]!);
    } else if (isObject(value)) {
      for (const name of Object.keys(value)) {
        const missing = this.readChild(at, name, value[name]!);
        if (missing !== undefined) return missing;
      }
    }
    return undefined;
  }

  private filter(at: number, token: FilterToken, value: Json): string | undefined {
    if (!Array.isArray(value)) {
      const filter = spellTokens(this.tokens.slice(at));
      throw new InvalidPath(
        `Filter: ${filter} can not be applied to primitives. Current context is: ${JSON.stringify(value)}`,
      );
    }
    for (let index = 0; index < value.length; index++) {
      if (!accepts(token, value[index]!, this.document)) continue;
      const missing = this.readChild(at, index, value[index]!);
      if (missing !== undefined) return missing;
    }
    return undefined;
  }

  /** `..`: every object and array from here on that the next step can be applied to, before those inside it. */
  private scan(at: number, from: Json): string | undefined {
    const ahead: { value: Json; depth: number; key?: string | number }[] = [];
    if (isContainer(from)) ahead.push({ value: from, depth: this.trail.length });
    for (let node = ahead.pop(); node !== undefined; node = ahead.pop()) {
      const { value, depth, key } = node;
      this.trail.length = depth;
      if (key !== undefined) this.trail.push(key);
      const missing = this.readScanned(at + 1, value);
      if (missing !== undefined) return missing;
      const children = Array.isArray(value) ? value.entries() : isObject(value) ? Object.entries(value) : [];
      const inner = [];
      for (const [name, child] of children) {
        if (isContainer(child)) inner.push({ value: child, depth: this.trail.length, key: name });
      }
      while (inner.length > 0) ahead.push(inner.pop()!);
    }
    return undefined;
  }

  private readScanned(at: number, value: Json): string | undefined {
    if (++this.steps > MOST_STEPS) throw tooManySteps();
    const depth = this.trail.length;
    const token = this.tokens[at]!;
    if (!this.applies(token, value)) return undefined;
    // Of an array, the step itself is passed over if others follow: they are applied to every item.
    const missing =
      Array.isArray(value) && at < this.tokens.length - 1 ? this.readItems(at, value) : this.read(at, value);
    this.trail.length = depth;
    return missing;
  }

  private readItems(at: number, array: Json[]): string | undefined {
    for (let index = 0; index < array.length; index++) {
      const missing = this.readChild(at, index, array[index]!);
      if (missing !== undefined) return missing;
    }
    return undefined;
  }

  private applies(token: Token, value: Json): boolean {
    switch (token.kind) {
      case "names":
        return isObject(value) && token.names.every((name) => Object.hasOwn(value, name));
      case "wildcard":
        return true;
      case "filter":
        return accepts(token, value, this.document);
      case "root":
      case "scan":
        return false;
      default:
        return Array.isArray(value);
    }
  }

  private where(): string {
    return `$${this.trail.map((key) => (typeof key === "number" ? `[${key}]` : spellNames([key]))).join("")}`;
  }
}

const isContainer = (value: Json): boolean => Array.isArray(value) || isObject(value);

/** The indexes that a step leads to in an array of this length; some may be out of bounds. */
function* indexesOf(token: Token, length: number): Generator<number> {
  if (token.kind === "index") yield token.index;
  else if (token.kind === "fromEnd") yield length + token.offset;
  else if (token.kind === "indexes") yield* token.indexes;
  else if (token.kind === "slice") yield* sliceOf(token, length);
}

/** Of `[from:]` and `[:to]` a bound below 0 counts from the end; of `[from:to]` it is out of bounds. */
function* sliceOf({ from, to }: { from?: number; to?: number }, length: number): Generator<number> {
  if (length === 0) return;
  const start =
    to === undefined && from !== undefined ? Math.max(0, from < 0 ? length + from : from) : (from ?? 0);
  const end = Math.min(length, to === undefined ? length : from === undefined && to < 0 ? length + to : to);
  for (let index = start; index < end; index++) yield index;
}
