import jsonata, { type ExprNode } from "jsonata";
import { queryFailure } from "../errors";
import { isObject, type JsonObject, setOwn } from "../json";
import type { Scope } from "../query/scope";
import type { Json } from "../types";
import { addFunctions, volatileFunctions } from "./functions";

/** AWS's bounds of one evaluation, in real milliseconds and in levels: endless loops and recursions end as failures. */
const BOUNDS = { timeout: 5_000, stack: 100 };

/** A compiled JSONata expression. Fails with `States.QueryEvaluationError`. */
export type JsonataExpression = (scope: Scope) => Json | Promise<Json>;

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
  addFunctions(expression);
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
  return (scope) => {
    if (lookup) {
      const found = lookup(scope);
      if (found !== SLOW) return finish(found);
    }
    return expression
      .evaluate(undefined, { ...volatileFunctions(scope.sources), ...bindData(scope) })
      .then(finish, (thrown: unknown) => {
        throw failure(`threw an error during evaluation. ${describe(thrown)}`);
      });
  };
}

/** Parses an expression. Throws an `Error` that says what is wrong with it. */
function parseJsonata(source: string): jsonata.Expression {
  try {
    return jsonata(source, BOUNDS);
  } catch (thrown) {
    throw new Error(`The JSONata expression '${source}' is not valid: ${describe(thrown)}`);
  }
}

/** JSONata throws plain objects, and its own errors for what JavaScript rejects. */
function describe(thrown: unknown): string {
  const { code, message } = thrown as { code?: string; message?: string };
  return code === undefined ? String(message ?? thrown) : `${code}: ${message}`;
}

/** `path[]` makes the evaluator mark the arrays it meets: only then it gets copies. */
const MARKS_ARRAYS = /\[\s*\]/;

function dataOf(scope: Scope): JsonObject {
  return { ...scope.variables, states: statesOf(scope) };
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

/** A result as plain JSON, or `undefined` if it contains what JSON cannot express. */
function toJson(value: unknown): Json | undefined {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return arrayToJson(value);
  return typeof value === "object" && !isFunction(value) ? objectToJson(value as JsonObject) : undefined;
}

function isFunction(value: object): boolean {
  const { _jsonata_lambda: lambda, _jsonata_function: native } = value as Record<string, unknown>;
  return lambda === true || native === true;
}

/** JSONata marks its sequences with properties of their own: copies are made of those, not of the input's arrays. */
function arrayToJson(array: unknown[]): Json | undefined {
  let same = !("sequence" in array || "cons" in array || "keepSingleton" in array || "outerWrapper" in array);
  const items: Json[] = [];
  for (const item of array) {
    const json = item === undefined ? null : toJson(item);
    if (json === undefined) return undefined;
    if (json !== item) same = false;
    items.push(json);
  }
  return same ? (array as Json[]) : items;
}

function objectToJson(object: JsonObject): Json | undefined {
  let copy: JsonObject | undefined;
  for (const key of Object.keys(object)) {
    const item = object[key];
    const json = item === undefined ? undefined : toJson(item);
    if (json === undefined && item !== undefined) return undefined;
    if (json === item && item !== undefined) continue;
    copy ??= { ...object };
    if (json === undefined) delete copy[key];
    else setOwn(copy, key, json);
  }
  return copy ?? object;
}
