import type { Fields } from "../compile/fields";
import type { JsonObject } from "../json";
import type { Scope } from "../query/scope";
import type { Json } from "../types";
import type { Items } from "./select";

/** A child execution's input and how many items are in it. */
export interface Batch {
  input: Json;
  items: number;
}

export type ItemBatcher = (items: Items, scope: Scope) => AsyncGenerator<Batch>;

/** Groups items ({@link https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html}); without `ItemBatcher` each stands alone. */
export function compileItemBatcher(fields: Fields): ItemBatcher {
  const batcher = fields.object("ItemBatcher");
  if (!batcher) return eachAlone;
  const shared = batcher.template("BatchInput");
  const maxItems = batcher.integer("MaxItemsPerBatch");
  const maxBytes = batcher.integer("MaxInputBytesPerBatch");
  return async function* (items, scope) {
    const fixed: JsonObject = shared ? { BatchInput: await shared(scope) } : {};
    const most = (maxItems && (await maxItems(scope))) || Number.POSITIVE_INFINITY;
    const bytes = (maxBytes && (await maxBytes(scope))) || Number.POSITIVE_INFINITY;
    const overhead = sizeOf({ ...fixed, Items: [] });
    for await (const part of group(items, most, bytes, overhead)) {
      yield { input: { ...fixed, Items: part }, items: part.length };
    }
  };
}

async function* eachAlone(items: Items): AsyncGenerator<Batch> {
  for await (const input of items) yield { input, items: 1 };
}

async function* group(items: Items, most: number, bytes: number, overhead: number): AsyncGenerator<Json[]> {
  let current: Json[] = [];
  let size = overhead;
  for await (const item of items) {
    const added = Number.isFinite(bytes) ? sizeOf(item) + 1 : 0;
    if (current.length > 0 && (current.length >= most || size + added > bytes)) {
      yield current;
      current = [];
      size = overhead;
    }
    current.push(item);
    size += added;
  }
  if (current.length > 0) yield current;
}

const sizeOf = (value: Json) => Buffer.byteLength(JSON.stringify(value), "utf8");
