import { AwsError } from "../../aws/service";
import type { TableBackend } from "./backend";
import type { Input, Item } from "./item";

/** The most items that `BatchWriteItem` accepts. */
const MAXIMUM_BATCH = 25;

/** The members of an index's description that its definition needs. */
const INDEX_MEMBERS = ["IndexName", "KeySchema", "Projection"];

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

/** Creates a table and waits until it is active; returns the output of `CreateTable`. */
export async function createTable(store: TableBackend, input: Input): Promise<Input> {
  const created = await store.request("CreateTable", input);
  if (store.inProcess) await until(async () => (await statusOf(store, input.TableName)) === "ACTIVE");
  return created;
}

/** Deletes a table and waits until its name is free; returns the output of `DeleteTable`. */
export async function deleteTable(store: TableBackend, TableName: string): Promise<Input> {
  const deleted = await store.request("DeleteTable", { TableName });
  if (store.inProcess) await until(async () => (await statusOf(store, TableName)) === undefined);
  return deleted;
}

/** Puts items into an empty table. */
export async function putItems(tables: TableBackend, table: string, items: readonly Item[]): Promise<void> {
  for (let at = 0; at < items.length; at += MAXIMUM_BATCH) {
    const puts = items.slice(at, at + MAXIMUM_BATCH).map((Item) => ({ PutRequest: { Item } }));
    await tables.request("BatchWriteItem", { RequestItems: { [table]: puts } });
  }
}

/** Recreates a table with these items. */
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

/** `undefined` if there is no such table. */
async function statusOf(store: TableBackend, name: unknown): Promise<unknown> {
  try {
    const { Table } = await store.request("DescribeTable", { TableName: name });
    return (Table as Input).TableStatus;
  } catch (error) {
    if (error instanceof AwsError && error.code === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

/** The emulator changes a table's status within a few turns of the event loop. */
async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 1));
}
