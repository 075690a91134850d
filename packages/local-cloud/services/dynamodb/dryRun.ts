import { AwsError } from "../../aws/service";
import { canceled, type TableBackend } from "./backend";
import type { Input, Item } from "./item";

/** The most that `BatchWriteItem` takes. */
const BATCH = 25;

/** The members of a table's description that make the same table again. */
const INDEX_MEMBERS = ["IndexName", "KeySchema", "Projection"];

/**
 * A second store in which a write is tried before it is carried out. It has the tables of the first, with nothing in them
 * but the item of the write: items of the same key must not be tried at once.
 */
export class Rehearsal {
  private store: Promise<TableBackend> | undefined;
  private closed = false;
  private readonly tables = new Map<string, Promise<unknown>>();

  constructor(private readonly start: () => Promise<TableBackend>) {}

  /**
   * Tries a write on an item and gives the item as it would be; nothing where it would not be. Throws the write's error.
   * @param description the table's, as `DescribeTable` gives it
   */
  async tryWrite(
    operation: string,
    input: Input,
    before: { key: Item; item: Item | undefined; description: Input },
  ): Promise<Item | undefined> {
    const { key, item, description } = before;
    if (this.closed) throw canceled();
    this.store ??= this.start();
    const store = await this.store;
    const TableName = String(description.TableName);
    await this.table(store, TableName, description);
    if (item) await store.request("PutItem", { TableName, Item: item });
    try {
      await store.request(operation, input);
      const after = await store.request("GetItem", { TableName, Key: key, ConsistentRead: true });
      return after.Item as Item | undefined;
    } finally {
      await store.request("DeleteItem", { TableName, Key: key });
    }
  }

  /** To be called when a table is gone: the next of its name may be another. */
  async forget(table: string): Promise<void> {
    const store = await this.store;
    if (store && this.tables.delete(table)) await deleteTable(store, table);
  }

  async close(): Promise<void> {
    this.closed = true;
    await (await this.store)?.close();
  }

  private table(store: TableBackend, name: string, description: Input): Promise<unknown> {
    const known = this.tables.get(name);
    if (known) return known;
    const created = createTable(store, definitionOf(description));
    this.tables.set(name, created);
    return created;
  }
}

/** The input that creates a table like the one described. */
export function definitionOf(description: Input): Input {
  const { TableName, AttributeDefinitions, KeySchema } = description;
  const indexes = (member: string) => {
    const list = description[member] as Input[] | undefined;
    return list && { [member]: list.map(indexDefinition) };
  };
  return {
    TableName,
    AttributeDefinitions,
    KeySchema,
    BillingMode: "PAY_PER_REQUEST",
    ...indexes("GlobalSecondaryIndexes"),
    ...indexes("LocalSecondaryIndexes"),
  };
}

const indexDefinition = (index: Input) =>
  Object.fromEntries(INDEX_MEMBERS.map((name) => [name, index[name]]));

/** Creates a table and waits until it can be used; gives the answer of `CreateTable`. */
export async function createTable(store: TableBackend, input: Input): Promise<Input> {
  const created = await store.request("CreateTable", input);
  if (store.own) await until(async () => (await statusOf(store, input.TableName)) === "ACTIVE");
  return created;
}

/** Deletes a table and waits until its name is free; gives the answer of `DeleteTable`. */
export async function deleteTable(store: TableBackend, TableName: string): Promise<Input> {
  const deleted = await store.request("DeleteTable", { TableName });
  if (store.own) await until(async () => (await statusOf(store, TableName)) === undefined);
  return deleted;
}

/** Puts items into a table that has none. */
export async function putItems(tables: TableBackend, table: string, items: readonly Item[]): Promise<void> {
  for (let at = 0; at < items.length; at += BATCH) {
    const puts = items.slice(at, at + BATCH).map((Item) => ({ PutRequest: { Item } }));
    await tables.request("BatchWriteItem", { RequestItems: { [table]: puts } });
  }
}

/** Makes a table anew, with these items. */
export async function replaceTable(
  store: TableBackend,
  definition: Input,
  items: readonly Item[],
): Promise<void> {
  const table = String(definition.TableName);
  await deleteTable(store, table);
  await createTable(store, definition);
  await putItems(store, table, items);
}

/** Nothing where there is no such table. */
async function statusOf(store: TableBackend, name: unknown): Promise<unknown> {
  try {
    const { Table } = await store.request("DescribeTable", { TableName: name });
    return (Table as Input).TableStatus;
  } catch (error) {
    if (error instanceof AwsError && error.code === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

/** The emulator has a table ready with its next turns. */
async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 1));
}
