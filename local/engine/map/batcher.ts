import type { Fields } from "../compile/fields";
import type { JsonObject } from "../json";
import type { Scope } from "../query/scope";
import type { Json } from "../types";

/** A child execution's input and how many items are in it. */
export interface Batch {
  input: Json;
  items: number;
}

export type ItemBatcher = (items: Json[], scope: Scope) => Promise<Batch[]>;

/** Groups items ({@link https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html}); without `ItemBatcher` each stands alone. */
export function compileItemBatcher(fields: Fields): ItemBatcher {
  const batcher = fields.object("ItemBatcher");
  if (!batcher) return async (items) => items.map((input) => ({ input, items: 1 }));
  const shared = batcher.template("BatchInput");
  const maxItems = batcher.integer("MaxItemsPerBatch");
  const maxBytes = batcher.integer("MaxInputBytesPerBatch");
  return async (items, scope) => {
    const fixed: JsonObject = shared ? { BatchInput: await shared(scope) } : {};
    const most = (maxItems && (await maxItems(scope))) || Number.POSITIVE_INFINITY;
    const bytes = (maxBytes && (await maxBytes(scope))) || Number.POSITIVE_INFINITY;
    const overhead = sizeOf({ ...fixed, Items: [] });
    return group(items, most, bytes, overhead).map((part) => ({
      input: { ...fixed, Items: part },
      items: part.length,
    }));
  };
}

function group(items: Json[], most: number, bytes: number, overhead: number): Json[][] {
  const groups: Json[][] = [];
  let size = 0;
  for (const item of items) {
    const added = Number.isFinite(bytes) ? sizeOf(item) + 1 : 0;
    const current = groups.at(-1);
    if (current && current.length < most && size + added <= bytes) {
      current.push(item);
      size += added;
    } else {
      groups.push([item]);
      size = overhead + added;
    }
  }
  return groups;
}

const sizeOf = (value: Json) => Buffer.byteLength(JSON.stringify(value), "utf8");
