import type { Fields } from "../compile/fields";
import type { Expression, Scope } from "../query/scope";
import type { Mock, Tolerance } from "../run/host";
import type { Visit } from "../run/visit";
import type { Json } from "../types";
import type { ItemBatcher } from "./batcher";
import type { ItemReader } from "./reader";
import { collect, selectItems } from "./select";

/** How a distributed Map gets the inputs of its children. */
export interface Steps {
  reader?: ItemReader;
  selector?: Expression;
  batcher: ItemBatcher;
}

/**
 * Takes the items of a tested distributed Map to the inputs of its children, and returns the mocked result. What an `ItemReader`
 * would read is known only if the test says so (`mapItemReaderData`).
 */
export function compileMocked(fields: Fields, { reader, selector, batcher }: Steps) {
  const hasPointer = fields.object("ItemReader")?.object("ReaderConfig")?.has("ItemsPointer");
  const hasBatcher = fields.has("ItemBatcher");
  return async (
    mock: Mock,
    visit: Visit,
    scope: Scope,
    ownItems: Json[] | undefined,
    tolerance: Tolerance,
  ) => {
    if (reader && mock.itemReaderData === undefined) return mock.result({ tolerance });
    const { inspect } = scope.sources;
    const items = reader ? await collect(await reader(visit, scope)) : ownItems!;
    if (hasPointer) inspect?.("afterItemsPointer", items);
    const selected = await collect(selectItems(items, selector, scope, 0));
    if (selector) inspect?.("afterItemSelector", selected);
    const batches = await collect(batcher(selected, scope));
    if (hasBatcher)
      inspect?.(
        "afterItemBatcher",
        batches.map(({ input }) => input),
      );
    return mock.result({ tolerance, counts: { items: items.length, children: batches.length } });
  };
}
