import type { Expression, Scope } from "../query/scope";
import type { Json } from "../types";

/** The items of a distributed Map: at hand, or read while its children run. */
export type Items = Json[] | AsyncIterable<Json>;

/**
 * The items as `ItemSelector` passes them on.
 * @param skip so many items are left out: they were read before
 */
export async function* selectItems(
  items: Items,
  selector: Expression | undefined,
  scope: Scope,
  skip: number,
): AsyncGenerator<Json> {
  let Index = 0;
  for await (const Value of items) {
    if (Index >= skip) yield selector ? await selector(scopeOfItem(scope, Index, Value)) : Value;
    Index++;
  }
}

/** What an `ItemSelector` sees: `$$.Map.Item` is the item. */
export const scopeOfItem = (scope: Scope, Index: number, Value: Json): Scope => ({
  ...scope,
  context: { ...scope.context, Map: { Item: { Index, Value } } },
});

export async function collect<T>(values: AsyncIterable<T> | Iterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const value of values) collected.push(value);
  return collected;
}
