import { isDeepStrictEqual } from "node:util";
import { itemSize } from "dynalite/db";
import { type Input, type Item, itemIdentity, type KeyNames } from "./item";

/** Capacity units of a table and of its indexes by name. */
export interface Units {
  table: number;
  LocalSecondaryIndexes: Record<string, number>;
  GlobalSecondaryIndexes: Record<string, number>;
}

interface IndexDescription {
  IndexName: string;
  KeySchema: { AttributeName: string }[];
  Projection: { ProjectionType: string; NonKeyAttributes?: string[] };
}

const INDEXES = ["LocalSecondaryIndexes", "GlobalSecondaryIndexes"] as const;

/** The bytes of a write capacity unit. */
const UNIT_BYTES = 1024;

/** The members of `ConsumedCapacity` that say what kind of units they are; only those of transactions do. */
export type UnitKind = "ReadCapacityUnits" | "WriteCapacityUnits";

/** Whether a request asks for `ConsumedCapacity`. */
export const wantsCapacity = ({ ReturnConsumedCapacity: wanted }: Input): boolean =>
  wanted === "TOTAL" || wanted === "INDEXES";

/**
 * What a write consumes: of the table by the larger of the item before and after, of an index only where its entry changes, and
 * twice where the entry moves
 * ({@link https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes}).
 * @param description the table's, as `DescribeTable` returns it
 */
export function writeUnits(description: Input, before: Item | undefined, after: Item | undefined): Units {
  const keys = keyNames(description);
  const result = noUnits();
  result.table = Math.max(unitsOf(before), unitsOf(after), 1);
  for (const kind of INDEXES) {
    for (const index of (description[kind] ?? []) as IndexDescription[]) {
      const names = keyNames(index);
      const [old, now] = [entryOf(before, index, keys), entryOf(after, index, keys)];
      const moved = old && now && itemIdentity("", old, names) !== itemIdentity("", now, names);
      if (isDeepStrictEqual(old, now)) continue;
      const [oldUnits, newUnits] = [unitsOf(old), unitsOf(now)];
      result[kind][index.IndexName] = moved ? oldUnits + newUnits : Math.max(oldUnits, newUnits);
    }
  }
  return result;
}

export function addUnits(a: Units, b: Units): Units {
  const sum = { ...noUnits(), table: a.table + b.table };
  for (const kind of INDEXES)
    for (const units of [a, b])
      for (const [index, of] of Object.entries(units[kind])) sum[kind][index] = (sum[kind][index] ?? 0) + of;
  return sum;
}

export const noUnits = (): Units => ({ table: 0, LocalSecondaryIndexes: {}, GlobalSecondaryIndexes: {} });

/** `ConsumedCapacity` of one table. */
export function consumedCapacity(
  TableName: string,
  units: Units,
  { ReturnConsumedCapacity }: Input,
  kind?: UnitKind,
): Input {
  const capacity = (of: number) => ({ CapacityUnits: of, ...(kind && { [kind]: of }) });
  const ofIndexes = INDEXES.flatMap((member) => Object.values(units[member]));
  const total = ofIndexes.reduce((sum, of) => sum + of, units.table);
  if (ReturnConsumedCapacity !== "INDEXES") return { TableName, ...capacity(total) };
  const indexes = INDEXES.flatMap((member) => {
    const entries = Object.entries(units[member]).map(([index, of]) => [index, capacity(of)]);
    return entries.length === 0 ? [] : [[member, Object.fromEntries(entries)]];
  });
  return { TableName, ...capacity(total), Table: capacity(units.table), ...Object.fromEntries(indexes) };
}

/**
 * `ItemCollectionMetrics` of an item that was written, if its table has local secondary indexes and the request asks for them.
 * An item collection here is taken to be below a gigabyte, the finest estimate that there is.
 */
export function collectionMetrics(
  { ReturnItemCollectionMetrics }: Input,
  description: Input,
  key: Item,
): Input | undefined {
  if (ReturnItemCollectionMetrics !== "SIZE" || !description.LocalSecondaryIndexes) return undefined;
  const [partitionKey = ""] = keyNames(description);
  return { ItemCollectionKey: { [partitionKey]: key[partitionKey] }, SizeEstimateRangeGB: [0, 1] };
}

const unitsOf = (item: Item | undefined) => (item ? Math.max(1, Math.ceil(itemSize(item) / UNIT_BYTES)) : 0);

/** What an index has of an item. */
function entryOf(item: Item | undefined, index: IndexDescription, tableKeys: KeyNames): Item | undefined {
  const names = keyNames(index);
  if (!item || !names.every((name) => Object.hasOwn(item, name))) return undefined;
  const { ProjectionType, NonKeyAttributes = [] } = index.Projection;
  if (ProjectionType === "ALL") return item;
  const projected = [...names, ...tableKeys, ...NonKeyAttributes].filter((name) => Object.hasOwn(item, name));
  return Object.fromEntries(projected.map((name) => [name, item[name]!]));
}

const keyNames = ({ KeySchema }: { KeySchema?: unknown }): KeyNames =>
  (KeySchema as { AttributeName: string }[]).map(({ AttributeName }) => AttributeName);
