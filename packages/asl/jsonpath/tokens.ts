import type { JavaPattern } from "./javaPattern";

/** A path as Jayway JsonPath 2.0.0 reads it. */
export interface JsonPath {
  readonly tokens: readonly Token[];
  /** Whether it leads to one value; else its result is a list of all that it finds. */
  readonly definite: boolean;
  /** Its names and indexes, if it has nothing else: a reference path. */
  readonly keys?: readonly (string | number)[];
  /** Whether it starts at the document (`$`), not at the item of a filter (`@`). */
  readonly fromRoot: boolean;
}

/** One step of a path. */
export type Token =
  /** `$` after the start: stays where it is. */
  | { kind: "root" }
  /** `.a`, `['a']`; with several names, `['a','b']`, an object of those that are there. */
  | { kind: "names"; names: string[] }
  /** `[2]`: an index below 0 is out of bounds. */
  | { kind: "index"; index: number }
  /** `[0,2]` */
  | { kind: "indexes"; indexes: number[] }
  /** `[(@.length-1)]`: `offset` is -1. */
  | { kind: "fromEnd"; offset: number }
  /** `[1:3]`, `[1:]`, `[:3]`. Only a bound that stands alone may count from the end. */
  | { kind: "slice"; from?: number; to?: number }
  /** `*`, `[*]` */
  | { kind: "wildcard" }
  /** `..` */
  | { kind: "scan" }
  /** `[?(…)]`; without a filter, `[?]`, it can be applied to nothing. `text` is the condition inside the parentheses. */
  | { kind: "filter"; text: string; filter?: Filter };

/**
 * The condition of a `[?(…)]`: alternatives (`||`) of criteria (`&&`), in the order in which they are tested, which is from the last to the
 * first. Parentheses group nothing.
 */
export type Filter = Criterion[][];

export type Criterion =
  /** `@.a`, `!@.a`: null is as good as absent. A path from `$` starts at the item too. */
  | { kind: "exists"; path: JsonPath; expected: boolean }
  | { kind: "comparison"; operator: Operator; left: Operand; right: Operand };

export type Operator = "==" | ">=" | "<=" | "!=" | "<" | ">" | "=~";

/** A text without quotes is a literal too: numbers, `true` and `null` are no values of their own. */
export type Operand =
  | { kind: "path"; path: JsonPath }
  | { kind: "pattern"; pattern: JavaPattern }
  | { kind: "literal"; text: string };

const DEFINITE: ReadonlySet<Token["kind"]> = new Set<Token["kind"]>(["root", "names", "index", "fromEnd"]);

/** Whether a step leads to one value at most. */
export const isDefinite = ({ kind }: Token): boolean => DEFINITE.has(kind);

/** The single name or index that a step consists of. */
export function keyOf(token: Token): string | number | undefined {
  if (token.kind === "names" && token.names.length === 1) return token.names[0];
  return token.kind === "index" ? token.index : undefined;
}

/** Steps in the notation of Jayway's messages: `['a'][0]`. */
export const spellTokens = (tokens: readonly Token[]): string => tokens.map(spellToken).join("");

function spellToken(token: Token): string {
  switch (token.kind) {
    case "root":
      return "$";
    case "names":
      return spellNames(token.names);
    case "index":
      return `[${token.index}]`;
    case "indexes":
      return `[${token.indexes.join(",")}]`;
    case "fromEnd":
      return `[@.size()${token.offset}]`;
    case "slice":
      return `[${token.from ?? ""}:${token.to ?? ""}]`;
    case "wildcard":
      return "[*]";
    case "scan":
      return "..";
    case "filter":
      return "[?]";
  }
}

export const spellNames = (names: readonly string[]): string =>
  `[${names.map((name) => `'${name}'`).join(", ")}]`;
