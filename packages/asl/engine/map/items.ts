import type { Fields } from "../compile/fields";
import { queryFailure, runtimeFailure } from "../errors";
import { isObject } from "../json";
import { isJsonata } from "../jsonata/expression";
import type { Expression, Scope } from "../query/scope";
import type { Json } from "../types";

/** The items of a Map that reads none from elsewhere: `ItemsPath`, `Items`, or the input itself. */
export function compileItems(fields: Fields, distributed: boolean): Expression<Json[]> {
  return fields.jsonata ? compileJsonataItems(fields, distributed) : compileItemsPath(fields, distributed);
}

function compileItemsPath(fields: Fields, distributed: boolean): Expression<Json[]> {
  const text = fields.string("ItemsPath") ?? "$";
  const path = fields.path("ItemsPath") ?? ((scope: Scope) => scope.input);
  return (scope) => {
    const value = path(scope);
    const items = itemsOf(value, distributed);
    if (!items) throw runtimeFailure(`Reference path "${text.replace(/^\$\$/, "$")}" must point to array.`);
    if (fields.has("ItemsPath")) scope.sources.inspect?.("afterItemsPath", value);
    return items;
  };
}

function compileJsonataItems(fields: Fields, distributed: boolean): Expression<Json[]> {
  const items = fields.get("Items");
  if (items === undefined) return ({ input }) => itemsOfInput(input, distributed);
  const evaluate = isJsonata(items)
    ? fields.typedJsonata("Items", items, "array", ...(distributed ? (["object"] as const) : []))
    : fields.template("Items")!;
  return async (scope) => {
    const value = await evaluate(scope);
    const list = itemsOf(value, distributed);
    if (list) return list;
    throw queryFailure(`The Items field must be an array but was: ${JSON.stringify(value)}`, "Items");
  };
}

function itemsOfInput(input: Json, distributed: boolean): Json[] {
  const items = itemsOf(input, distributed);
  if (items) return items;
  throw queryFailure(`Map state input must be an array but was: ${JSON.stringify(input)}`);
}

/** A distributed Map also goes over an object, by its entries. */
function itemsOf(value: Json, distributed: boolean): Json[] | undefined {
  if (Array.isArray(value)) return value;
  return distributed && isObject(value) ? entriesOf(value) : undefined;
}

function entriesOf(object: { [key: string]: Json }): Json[] {
  return Object.entries(object).map(([Key, Value]) => ({ Key, Value }));
}
