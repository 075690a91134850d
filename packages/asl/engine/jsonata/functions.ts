import type { Expression } from "jsonata";
import jsonata from "jsonata";
import { partition } from "../intrinsics/arrays";
import { hash, seededRandom } from "../intrinsics/hash";
import type { Sources } from "../query/scope";
import type { Json } from "../types";

/**
 * Gives an expression the functions that Step Functions adds to JSONata, and takes `$eval` away
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-intrinsics}).
 */
export function addFunctions(expression: Expression): void {
  expression.assign("eval", undefined);
  for (const [name, { call, signature }] of Object.entries(FUNCTIONS)) {
    expression.registerFunction(name, call, signature);
  }
}

type Registered = Parameters<Expression["registerFunction"]>[1];

/** Numbers are rounded towards zero. For an argument that makes no sense the function returns nothing, and does not fail. */
const FUNCTIONS: Record<string, { call: Registered; signature: string }> = {
  partition: {
    signature: "<an?:a>",
    call(items: Json[] | undefined, size = 0) {
      const whole = Math.trunc(size);
      return items === undefined || items.length === 0 || whole <= 0 ? undefined : partition(items, whole);
    },
  },
  range: {
    signature: "<n?n?n?:x>",
    call(from?: number, to?: number, step?: number) {
      if (from === undefined || to === undefined || step === undefined) return undefined;
      const numbers = range(Math.trunc(from), Math.trunc(to), Math.trunc(step));
      return numbers.length > 1 ? numbers : numbers[0];
    },
  },
  hash: {
    signature: "<s?s?:s>",
    call: (text?: string, algorithm?: string) =>
      text === undefined || algorithm === undefined ? undefined : hash(text, algorithm),
  },
  parse: {
    signature: "<s?:x>",
    call: (text?: string) => (text === undefined ? undefined : (JSON.parse(text) as Json)),
  },
};

/** Both ends included; empty if the step does not lead from one to the other. */
function range(from: number, to: number, step: number): number[] {
  const length = step === 0 ? 0 : Math.max(0, Math.floor((to - from) / step) + 1);
  if (length > LONGEST_RANGE) throw new Error("Expression evaluation memory limit exceeded");
  return Array.from({ length }, (_value, index) => from + index * step);
}

/** The most items that AWS lets `$range` make. */
const LONGEST_RANGE = 360_145;

/** The functions that depend on the execution: bound again for each evaluation. */
export function volatileFunctions(sources: Sources): Record<string, (...args: never[]) => unknown> {
  return {
    random: (seed?: number) => (typeof seed === "number" ? seededRandom(seed) : sources.random()),
    uuid: () => sources.uuid(),
    millis: () => Math.floor(sources.clock.now()),
    now: (picture?: string, timezone?: string) =>
      FORMAT_NOW.evaluate(undefined, { millis: Math.floor(sources.clock.now()), picture, timezone }),
  };
}

const FORMAT_NOW = jsonata("$fromMillis($millis, $picture, $timezone)");
