import type { ExprNode } from "jsonata";
import { parseStrictly } from "../../jsonata";
import { queryFailure } from "../errors";
import { plain } from "../exact/plain";
import { isObject, type JsonObject } from "../json";
import type { Scope } from "../query/scope";
import type { Json } from "../types";
import { runWatched } from "../watch";
import { LONGEST_MS, timeExceeded } from "./bounds";
import { equip, evaluate } from "./library";
import { mayBacktrack, useAsciiSpace } from "./regex";
import { toJson } from "./result";
import { compileSynchronous, type SynchronousExpression } from "./synchronous";

/** A compiled JSONata expression. Fails with `States.QueryEvaluationError`. */
export type JsonataExpression = (scope: Scope) => Json;

/** True for `"{% … %}"`. */
export function isJsonata(value: unknown): value is string {
  return typeof value === "string" && value.startsWith("{%") && value.endsWith("%}") && value.length >= 4;
}

/** What stands between the marks. */
export const sourceOf = (text: string) => text.slice(2, -2).trim();

/**
 * Compiles a `{% … %}` text.
 * @param field where it stands, as AWS's messages name it: `Output/total`.
 * Throws an `Error` if it is not valid JSONata.
 */
export function compileJsonata(text: string, field: string): JsonataExpression {
  const source = sourceOf(text);
  const expression = parseJsonata(source);
  equip(expression);
  const failure = (rest: string) =>
    queryFailure(`The JSONata expression '${source}' specified for the field '${field}' ${rest}`, field);
  const finish = (value: unknown): Json => {
    if (value === undefined) throw failure("returned nothing (undefined).");
    const json = toJson(value);
    if (json === undefined) throw failure("returned an unsupported result type.");
    return json;
  };
  const lookup = compileLookup(expression.ast());
  const bindData = MARKS_ARRAYS.test(source) ? (scope: Scope) => structuredClone(dataOf(scope)) : dataOf;
  const watched = mayBacktrack(expression.ast());
  const run = (scope: Scope): unknown => {
    const evaluateOnce = () => evaluate(expression, bindData(scope), scope.sources);
    try {
      return watched ? runWatched(evaluateOnce, LONGEST_MS, timeExceeded) : evaluateOnce();
    } catch (thrown) {
      throw failure(`threw an error during evaluation${describe(thrown)}`);
    }
  };
  return (scope) => {
    const found = lookup ? lookup(scope) : SLOW;
    return finish(found === SLOW ? run(scope) : found);
  };
}

/** Parses an expression. Throws an `Error` that says what is wrong with it. */
function parseJsonata(source: string): SynchronousExpression {
  try {
    const expression = parseStrictly(compileSynchronous, source);
    useAsciiSpace(expression.ast());
    return expression;
  } catch (thrown) {
    throw new Error(`The JSONata expression '${source}' is not valid${describe(thrown)}`);
  }
}

/**
 * The error at the end of a sentence: AWS sets off those that have a code of JSONata's with a period, others with a colon. What the
 * evaluator itself stumbles over is not disclosed.
 */
function describe(thrown: unknown): string {
  if (thrown instanceof TypeError) return ": The expression cannot be evaluated";
  const { code, message } = thrown as { code?: string; message?: string };
  return code === undefined ? `: ${message ?? thrown}` : `. ${code}: ${message}`;
}

/** `path[]` makes the evaluator mark the arrays it meets: only then it gets copies. */
const MARKS_ARRAYS = /\[\s*\]/;

function dataOf(scope: Scope): JsonObject {
  return plain({ ...scope.variables, states: statesOf(scope) }) as JsonObject;
}

/** The reserved variable `$states`. */
function statesOf(scope: Scope): JsonObject {
  const states: JsonObject = { input: scope.input, context: scope.context };
  if (scope.result !== undefined) states.result = scope.result;
  if (scope.errorOutput !== undefined) states.errorOutput = scope.errorOutput;
  return states;
}

const SLOW = Symbol("slow");

/**
 * Most expressions only fetch a value, `$states.input.order.id`: that needs no evaluation. Where a step meets an array,
 * whose items JSONata would step into, the evaluator takes over.
 */
function compileLookup(ast: ExprNode): ((scope: Scope) => Json | undefined | typeof SLOW) | undefined {
  const steps = ast.type === ("path" as ExprNode["type"]) && isPlain(ast, ["steps"]) ? ast.steps! : [ast];
  const [root, ...names] = steps;
  if (root?.type !== "variable" || !root.value || root.value === "$" || !isPlain(root, [])) return undefined;
  if (!names.every((step) => step.type === "name" && isPlain(step, []))) return undefined;
  const variable = root.value as string;
  const keys = names.map((step) => step.value as string);
  return (scope) => {
    let value: Json | undefined = variable === "states" ? statesOf(scope) : scope.variables[variable];
    if (value === undefined) return SLOW;
    for (const key of keys) {
      if (Array.isArray(value)) return SLOW;
      value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
      if (value === undefined) return undefined;
    }
    return value;
  };
}

function isPlain(node: ExprNode, extra: string[]): boolean {
  const allowed = ["type", "value", "position", ...extra];
  return Object.keys(node).every((key) => allowed.includes(key));
}
