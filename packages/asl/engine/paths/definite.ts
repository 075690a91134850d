import { InvalidPath } from "../../jsonpath/errors";
import { type JsonPath, spellNames, spellTokens, type Token } from "../../jsonpath/tokens";
import { ExactNumber } from "../exact/number";
import { inOrder, isIndex } from "../exact/order";
import { isObject, type JsonObject, setOwn } from "../json";
import type { Json } from "../types";

/**
 * Reads a definite path without a record of the way.
 *
 * @param everyName whether `['a','b']` is missing unless all of its names are there
 * @returns `undefined` if there is no such path
 * @throws InvalidPath where a step cannot be applied to what is there
 */
export function readDefinite(path: JsonPath, from: Json, everyName = false): Json | undefined {
  return path.keys ? readKeys(path.keys, path.tokens, from) : readTokens(path.tokens, from, everyName);
}

function readKeys(
  keys: readonly (string | number)[],
  tokens: readonly Token[],
  from: Json,
): Json | undefined {
  let value = from;
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at]!;
    if (value === null || typeof value !== "object" || value instanceof ExactNumber) {
      if (typeof key === "string" || value === null) return undefined;
      throw notArray(tokens.slice(at), value);
    }
    if (typeof key === "number" && !Array.isArray(value)) throw notArray(tokens.slice(at), value);
    if (typeof key === "string" && (Array.isArray(value) || !Object.hasOwn(value, key))) return undefined;
    const next: Json | undefined = (value as { [key: string | number]: Json })[key];
    if (next === undefined) return undefined;
    value = next;
  }
  return value;
}

function readTokens(tokens: readonly Token[], from: Json, everyName: boolean): Json | undefined {
  let value = from;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    let next: Json | undefined = value;
    if (token.kind === "names") {
      if (!isObject(value)) return undefined;
      next = readNames(tokens, at, token.names, value, everyName);
    } else if (token.kind === "index" || token.kind === "fromEnd") {
      if (value === null) return undefined;
      if (!Array.isArray(value)) throw notArray(tokens.slice(at), value);
      next = value[token.kind === "index" ? token.index : value.length + token.offset];
    }
    if (next === undefined) return undefined;
    value = next;
  }
  return value;
}

function readNames(
  tokens: readonly Token[],
  at: number,
  names: readonly string[],
  value: JsonObject,
  everyName: boolean,
): Json | undefined {
  const [name] = names;
  if (names.length === 1) return Object.hasOwn(value, name!) ? value[name!] : undefined;
  if (at < tokens.length - 1) throw notLeaf(`$${spellTokens(tokens.slice(0, at))}${spellNames(names)}`);
  return everyName && !names.every((each) => Object.hasOwn(value, each))
    ? undefined
    : pickNames(names, value);
}

export function pickNames(names: readonly string[], value: JsonObject): JsonObject {
  const picked: JsonObject = {};
  const found = names.filter((name) => Object.hasOwn(value, name));
  for (const name of found) setOwn(picked, name, value[name]!);
  return found.some(isIndex) ? inOrder(picked, [...new Set(found)]) : picked;
}

export const notLeaf = (place: string): InvalidPath =>
  new InvalidPath(`Multi properties can only be used as path leafs: ${place}`);

export const notArray = (tokens: readonly Token[], value: Json): InvalidPath =>
  new InvalidPath(
    `Filter: ${spellTokens(tokens)} can only be applied to arrays. Current context is: ${JSON.stringify(value)}`,
  );
