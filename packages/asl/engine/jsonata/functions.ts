import { partition } from "../intrinsics/arrays";
import { digest } from "../intrinsics/hash";
import type { Sources } from "../query/scope";
import type { Json } from "../types";
import { LONGEST_RANGE, memoryExceeded } from "./bounds";
import { javaRandom } from "./javaRandom";
import { parseJsonText } from "./parse";

/** A function as an expression calls it, with JSONata's notation of what it takes. */
export interface Implementation {
  /** {@link https://docs.jsonata.org/embedding-extending#function-signature-syntax}; absent: `call` checks. */
  signature?: string;
  call(this: Focus, ...args: never[]): unknown;
}

/** What JSONata passes to a function as `this`. */
export interface Focus {
  environment: object;
  input: unknown;
}

/** What is the same in all of an evaluation: where it takes chance from, and its time. */
export interface Moment {
  sources: Sources;
  /** Milliseconds since the epoch. */
  now(): number;
}

/**
 * The functions that Step Functions adds to JSONata
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn}).
 * Numbers are rounded towards zero. Many arguments that make no sense yield nothing, and do not fail.
 */
export const addedFunctions = (moment: () => Moment): Record<string, Implementation> => ({
  parse: {
    signature: "<s?:x>",
    call(text?: string) {
      if (text === undefined) return undefined;
      const value = parseJsonText(text);
      if (value === undefined) throw invalid("Invalid JSON");
      return value;
    },
  },
  partition: {
    signature: "<x?n?:a>",
    call(items?: Json, size?: number) {
      if (items === undefined) return undefined;
      if (!Array.isArray(items)) throw { code: "T0412", index: 1, token: "partition", value: items };
      if (size === undefined) return [items];
      const whole = Math.trunc(size);
      if (whole < 0) throw invalid("Second argument must be zero or greater");
      return whole === 0 || items.length === 0 ? undefined : partition(items, whole);
    },
  },
  range: {
    signature: "<nnn?:x>",
    call(from?: number, to?: number, step?: number) {
      if (from === undefined || to === undefined || step === undefined) return undefined;
      const numbers = range(Math.trunc(from), Math.trunc(to), Math.trunc(step));
      return numbers.length > 1 ? numbers : numbers[0];
    },
  },
  hash: { call: (...args: unknown[]) => hash(args) },
  random: {
    signature: "<n?:n>",
    call: (seed?: number) => (seed === undefined ? moment().sources.random() : javaRandom(seed)),
  },
  uuid: { signature: "<:s>", call: () => moment().sources.uuid() },
});

/** A failure with the code that JSONata gives to `$error`. */
const invalid = (message: string) => ({ code: "D3137", message });

/** Both ends included; empty if the step does not lead from one to the other. */
function range(from: number, to: number, step: number): number[] {
  const length = step === 0 ? 0 : Math.max(0, Math.floor((to - from) / step) + 1);
  if (length > LONGEST_RANGE) throw memoryExceeded();
  return Array.from({ length }, (_value, index) => from + index * step);
}

/** An algorithm that is left out yields nothing, one that is undefined fails: JSONata's signatures do not tell them apart. */
function hash(args: unknown[]): string | undefined {
  const [text, algorithm] = args;
  if (args.length === 0 || !isTextOrMissing(text)) throw mismatch(1, text);
  if (!isTextOrMissing(algorithm)) throw mismatch(2, algorithm);
  if (args.length > 2) throw mismatch(3, args[2]);
  if (text === undefined || args.length === 1) return undefined;
  const hex = algorithm === undefined ? undefined : digest(text, algorithm);
  if (hex !== undefined) return hex;
  throw invalid(`Hash algorithm '${algorithm ?? null}' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5`);
}

const isTextOrMissing = (value: unknown) => value === undefined || typeof value === "string";

const mismatch = (index: number, value: unknown) => ({ code: "T0410", index, value });
