import { parseSelector } from "../../intrinsics/parse";
import { InvalidPath } from "../../jsonpath/errors";
import { runtimeFailure } from "../errors";
import { inOrder, isIndex } from "../exact/order";
import { compileIntrinsic } from "../intrinsics/compile";
import { isObject, type JsonObject, setOwn } from "../json";
import { pathOf } from "../paths/path";
import type { Json } from "../types";
import type { Scope } from "./scope";

type SyncExpression = (scope: Scope) => Json;

/**
 * Compiles a payload template, `Parameters`, `ResultSelector`, `ItemSelector` or `Assign`: a field whose name ends in
 * `.$` takes its value from a path or an intrinsic function, everything else is constant
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html}).
 */
export function compilePayloadTemplate(template: Json): SyncExpression {
  return compile(template) ?? (() => template);
}

/** `undefined` for a constant part: it is used as it is. */
function compile(template: Json): SyncExpression | undefined {
  if (Array.isArray(template)) return compileArray(template);
  return isObject(template) ? compileObject(template) : undefined;
}

function compileArray(template: Json[]): SyncExpression | undefined {
  const items = template.map(compile);
  if (items.every((item) => item === undefined)) return undefined;
  return (scope) => items.map((item, index) => (item ? item(scope) : template[index]!));
}

function compileObject(template: JsonObject): SyncExpression | undefined {
  const fields = Object.keys(template).map((key) => compileField(key, template[key]!));
  if (fields.every(({ value }) => value === undefined)) return undefined;
  const names = [...new Set(fields.map(({ name }) => name))];
  const reordered = names.some(isIndex);
  return (scope) => {
    const object: JsonObject = {};
    for (const { name, value } of fields) setOwn(object, name, value ? value(scope) : template[name]!);
    return reordered ? inOrder(object, names) : object;
  };
}

function compileField(key: string, template: Json): { name: string; value?: SyncExpression } {
  if (!key.endsWith(".$")) return { name: key, value: compile(template) };
  if (typeof template !== "string")
    throw new Error(`The value of the field '${key}' must be a path or an intrinsic function`);
  return { name: key.slice(0, -2), value: compileReference(template, key) };
}

/** A path or a call of an intrinsic function. */
export function compileReference(text: string, field: string): SyncExpression {
  const selector = parseSelector(text);
  if (selector.kind === "call") return compileIntrinsic(selector);
  const path = pathOf(text, selector.path);
  return (scope) => {
    try {
      return path(scope);
    } catch (error) {
      if (!(error instanceof InvalidPath)) throw error;
      throw runtimeFailure(
        `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${JSON.stringify(scope.input)}'`,
      );
    }
  };
}
