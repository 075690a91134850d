import type { IntrinsicName } from "../../intrinsics/signatures";
import { doubleOf } from "../exact/number";
import { mergeFields } from "../exact/order";
import { parseExact } from "../exact/parse";
import { isObject } from "../json";
import type { Sources } from "../query/scope";
import type { Json } from "../types";
import * as array from "./arrays";
import { format } from "./format";
import { hash, seededRandom } from "./hash";

interface Intrinsic {
  /** The first argument is a template: its escapes are resolved by the function itself. */
  rawTemplate?: boolean;
  call(args: Json[], sources: Sources): Json;
}

const of = (call: Intrinsic["call"]): Intrinsic => ({ call });

/**
 * The intrinsic functions
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html}).
 */
export const INTRINSICS: Record<IntrinsicName, Intrinsic> = {
  "States.Array": of((items) => items),
  "States.ArrayPartition": of(([items, size]) => array.partition(list(items), whole(size))),
  "States.ArrayContains": of(([items, value]) => array.contains(list(items), value!)),
  "States.ArrayRange": of(([from, to, step]) => array.range(whole(from), whole(to), whole(step))),
  "States.ArrayGetItem": of(([items, index]) => array.getItem(list(items), whole(index))),
  "States.ArrayLength": of(([items]) => list(items).length),
  "States.ArrayUnique": of(([items]) => array.unique(list(items))),
  "States.Base64Encode": of(([value]) => Buffer.from(limited(text(value)), "utf8").toString("base64")),
  "States.Base64Decode": of(([value]) => decode(limited(text(value)))),
  "States.Hash": of(([value, algorithm]) => hash(limited(asText(value)), text(algorithm))),
  "States.JsonMerge": of(([first, second, deep]) => merge(first, second, deep)),
  "States.JsonToString": of(([value]) => JSON.stringify(value)),
  "States.StringToJson": of(([value]) => parse(text(value))),
  "States.MathRandom": of(([from, to, seed], sources) => random(whole(from), whole(to), seed, sources)),
  "States.MathAdd": of(([first, second]) => whole(first) + whole(second)),
  "States.StringSplit": of(([value, separators]) => split(text(value), text(separators))),
  "States.UUID": of((_args, sources) => sources.uuid()),
  "States.Format": {
    rawTemplate: true,
    call: ([template, ...args]) => format(text(template), args),
  },
};

const LONGEST_TEXT = 10_000;

function list(value: Json | undefined): Json[] {
  if (!Array.isArray(value)) throw new Error(`expected an array, but got ${JSON.stringify(value)}`);
  return value;
}

function text(value: Json | undefined): string {
  if (typeof value !== "string") throw new Error(`expected a string, but got ${JSON.stringify(value)}`);
  return value;
}

const asText = (value: Json | undefined): string =>
  typeof value === "string" ? value : JSON.stringify(value);

/** A number rounded to the nearest integer. */
function whole(value: Json | undefined): number {
  const number = doubleOf(value);
  if (number === undefined) throw new Error(`expected a number, but got ${JSON.stringify(value)}`);
  return Math.round(number);
}

function limited(value: string): string {
  if (value.length > LONGEST_TEXT) throw new Error(`the text is longer than ${LONGEST_TEXT} characters`);
  return value;
}

function decode(encoded: string): string {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded)) throw new Error("the text is not valid Base64");
  return Buffer.from(encoded, "base64").toString("utf8");
}

function merge(first: Json | undefined, second: Json | undefined, deep: Json | undefined): Json {
  if (!isObject(first) || !isObject(second)) throw new Error("expected two JSON objects");
  if (deep !== false) throw new Error("only shallow merging is supported: the third argument must be false");
  return mergeFields(first, second);
}

function parse(value: string): Json {
  if (value.trim() === "") return null;
  return parseExact(value);
}

function random(from: number, to: number, seed: Json | undefined, sources: Sources): number {
  if (from >= to) throw new Error("the start must be less than the end");
  const fraction = seed === undefined ? sources.random() : seededRandom(whole(seed));
  return from + Math.floor(fraction * (to - from));
}

/** Splits at any of the separators' characters; empty parts are dropped. */
function split(value: string, separators: string): string[] {
  if (separators === "") return [value];
  const parts: string[] = [];
  let part = "";
  for (const char of value) {
    if (!separators.includes(char)) {
      part += char;
      continue;
    }
    if (part !== "") parts.push(part);
    part = "";
  }
  if (part !== "") parts.push(part);
  return parts;
}
