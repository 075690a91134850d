import { inOrder, isIndex } from "../exact/order";
import { isObject, type JsonObject, setOwn } from "../json";
import type { Scope } from "../query/scope";
import type { Json } from "../types";
import { compileJsonata, isJsonata, type JsonataExpression } from "./expression";

/**
 * Compiles any JSON with `{% … %}` texts in it: `Output`, `Arguments`, `Assign`.
 * @param field the name of the field: paths inside it are appended, `Output/items[0]/id`.
 */
export function compileJsonataTemplate(template: Json, field: string): JsonataExpression {
  return compile(template, field) ?? (() => template);
}

/** `undefined` for a part without expressions: it is used as it is. */
function compile(template: Json, field: string): JsonataExpression | undefined {
  if (isJsonata(template)) return compileJsonata(template, field);
  if (Array.isArray(template)) return compileArray(template, field);
  return isObject(template) ? compileObject(template, field) : undefined;
}

function compileArray(template: Json[], field: string): JsonataExpression | undefined {
  const items = template.map((item, index) => compile(item, `${field}[${index}]`));
  if (items.every((item) => item === undefined)) return undefined;
  return (scope: Scope) => {
    const array: Json[] = [];
    for (let index = 0; index < items.length; index++) {
      const item = items[index];
      array.push(item ? item(scope) : template[index]!);
    }
    return array;
  };
}

function compileObject(template: JsonObject, field: string): JsonataExpression | undefined {
  const entries = Object.keys(template).map(
    (key) => [key, compile(template[key]!, `${field}/${key}`)] as const,
  );
  if (entries.every(([, value]) => value === undefined)) return undefined;
  const names = Object.keys(template);
  const reordered = names.some(isIndex);
  return (scope: Scope) => {
    const object: JsonObject = {};
    for (const [key, value] of entries) setOwn(object, key, value ? value(scope) : template[key]!);
    return reordered ? inOrder(object, names) : object;
  };
}
