import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { compileFunction } from "node:vm";
import type jsonata from "jsonata";
import { bounds } from "./bounds";

/** {@link https://docs.jsonata.org/embedding-extending}, except that `evaluate` returns the value itself. */
export interface SynchronousExpression extends Omit<jsonata.Expression, "evaluate"> {
  evaluate(input: unknown, bindings?: Record<string, unknown>): unknown;
}

type Compile = (source: string, options?: jsonata.JsonataOptions) => SynchronousExpression;

/** The evaluator's hooks are looked up in all frames at every step; here they are `bounds`. */
const HOOKS: [string, string][] = [
  ["environment.lookup(Symbol.for('jsonata.__evaluate_entry'))", "bounds.enter"],
  ["environment.lookup(Symbol.for('jsonata.__evaluate_exit'))", "bounds.exit"],
  ["enclosingEnvironment.lookup(Symbol.for('jsonata.__createFrame_push'))", "undefined"],
  ["var result = msort(arr);", "var result = mergeSort(arr, comp);"],
];

/**
 * The evaluator of npm's `jsonata` without its promises: the same source, its `async` and `await` removed. No function that
 * an expression can call here is asynchronous. It is two to three times as fast, an evaluation is never interleaved with
 * another one, so that its time is its own, and the items of an array do not add to each other's depth.
 */
export const compileSynchronous: Compile = load();

function load(): Compile {
  const file = createRequire(__filename).resolve("jsonata");
  const module = { exports: {} };
  const source = withoutPromises(readFileSync(file, "utf8"));
  const run = compileFunction(source, ["module", "exports", "bounds", "mergeSort"], { filename: file });
  run(module, module.exports, bounds, mergeSort);
  return module.exports as Compile;
}

/** Throws if the source is not as expected: `jsonata` is pinned, and this is read again when its version changes. */
function withoutPromises(source: string): string {
  let plain = source
    .replaceAll(/\basync (?=function\b|\()/g, "")
    .replaceAll(/\bawait /g, "")
    .replaceAll("Promise.all(", "(");
  for (const [theirs, ours] of HOOKS) {
    if (plain.split(theirs).length !== 2) throw unexpected(theirs);
    plain = plain.replace(theirs, ours);
  }
  const left = /(?<!\.)\b(?:async|await)\s|\bPromise\./.exec(plain);
  if (left) throw unexpected(left[0]);
  return plain;
}

const unexpected = (part: string) =>
  new Error(`The source of the package 'jsonata' does not have '${part}' where it is expected`);

/**
 * JSONata's own sort calls itself for every item, which only promises keep from overflowing the stack.
 * @param follows whether the first item belongs after the second one; items of which neither does keep their order.
 */
function mergeSort<T>(items: T[], follows: (first: T, second: T) => unknown): T[] {
  if (items.length <= 1) return items;
  const middle = Math.floor(items.length / 2);
  const left = mergeSort(items.slice(0, middle), follows);
  const right = mergeSort(items.slice(middle), follows);
  const merged: T[] = [];
  let [fromLeft, fromRight] = [0, 0];
  while (fromLeft < left.length && fromRight < right.length) {
    merged.push(follows(left[fromLeft]!, right[fromRight]!) ? right[fromRight++]! : left[fromLeft++]!);
  }
  while (fromLeft < left.length) merged.push(left[fromLeft++]!);
  while (fromRight < right.length) merged.push(right[fromRight++]!);
  return merged;
}
