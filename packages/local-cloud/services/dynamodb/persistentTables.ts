import type { DataDirectory } from "../../data/dataDirectory";
import { compositeKey, type PersistedValues, splitKey } from "../../data/persistedValues";
import type { TableBackend, Write } from "./backend";
import { type Input, type Item, itemIdentity, type KeyNames, keyOf } from "./item";
import { createTable, definitionOf, putItems, replaceTable } from "./tableDefinition";

const ITEM_WRITES = new Set(["PutItem", "UpdateItem", "DeleteItem"]);

interface Change {
  table: string;
  key: Item;
  /** Absent if it was deleted. */
  item: Item | undefined;
}

/**
 * Tables in memory whose definitions and items are also stored on disk. A change is stored before the response to the write,
 * and before the response to any read that may have seen it. Writes to the same item must not run at once.
 */
export class PersistentTables implements TableBackend {
  readonly inProcess: boolean;
  private readonly definitions: PersistedValues<Input>;
  private readonly items: PersistedValues<Item>;
  private readonly keys = new Map<string, KeyNames>();
  private readonly writing = new Set<Promise<unknown>>();

  /** Recreates the tables that are on disk, with their items. */
  static async open(tables: TableBackend, data: DataDirectory): Promise<PersistentTables> {
    const persistent = new PersistentTables(tables, data);
    await persistent.restore();
    return persistent;
  }

  private constructor(
    private readonly tables: TableBackend,
    private readonly data: DataDirectory,
  ) {
    this.inProcess = tables.inProcess;
    this.definitions = data.values("tables");
    this.items = data.values("items");
  }

  async request(operation: string, input: Input, signal?: AbortSignal): Promise<Input> {
    if (ITEM_WRITES.has(operation)) return this.write(() => this.writeItem(operation, input));
    switch (operation) {
      case "BatchWriteItem":
        return this.write(() => this.writeBatch(input));
      case "CreateTable":
      case "UpdateTable":
        return this.write(() => this.define(operation, input));
      case "DeleteTable":
        return this.write(() => this.deleteTable(input));
      default:
        return this.read(() => this.tables.request(operation, input, signal));
    }
  }

  /** Stores all of these writes in one transaction of the disk; none of them can fail. */
  async writeAll(writes: readonly Write[]): Promise<void> {
    await this.write(async () => {
      await Promise.all(writes.map(({ operation, input }) => this.tables.request(operation, input)));
      this.store(writes.map(({ operation, input }) => this.changeOf(operation, input)));
    });
  }

  /** Leaves the items on disk as they are. */
  async redefine(definition: Input, items: readonly Item[]): Promise<void> {
    await this.write(async () => {
      await replaceTable(this.tables, definition, items);
      this.definitions.set(String(definition.TableName), definition);
    });
  }

  /** Waits until all writes in flight are stored, so that the directory can be closed. */
  async close(): Promise<void> {
    await Promise.allSettled(this.writing);
    await this.tables.close();
  }

  private async restore(): Promise<void> {
    const items = new Map<string, Item[]>();
    for (const [key, item] of this.items.entries()) {
      const [table] = splitKey(key);
      const others = items.get(table);
      if (others) others.push(item);
      else items.set(table, [item]);
    }
    for (const [table, definition] of this.definitions.entries()) {
      await createTable(this.tables, definition);
      this.noteKeys(table, definition);
      await putItems(this.tables, table, items.get(table) ?? []);
    }
  }

  private async write<Output>(work: () => Promise<Output>): Promise<Output> {
    const written = work();
    this.writing.add(written);
    try {
      return await written;
    } finally {
      this.writing.delete(written);
    }
  }

  private async read(work: () => Promise<Input>): Promise<Input> {
    const output = await work();
    await Promise.allSettled(this.writing);
    return output;
  }

  private async writeItem(operation: string, input: Input): Promise<Input> {
    const output = await this.tables.request(operation, input);
    const change = this.changeOf(operation, input);
    if (operation === "UpdateItem") {
      const read = { TableName: change.table, Key: change.key, ConsistentRead: true };
      const { Item: after } = await this.tables.request("GetItem", read);
      change.item = after as Item | undefined;
    }
    this.store([change]);
    return output;
  }

  private async writeBatch(input: Input): Promise<Input> {
    const output = await this.tables.request("BatchWriteItem", input);
    const left = new Set(requestsOf(output.UnprocessedItems).map((request) => JSON.stringify(request)));
    const done = requestsOf(input.RequestItems).filter((request) => !left.has(JSON.stringify(request)));
    this.store(
      done.map(([TableName, { PutRequest, DeleteRequest }]) =>
        PutRequest
          ? this.changeOf("PutItem", { TableName, ...PutRequest })
          : this.changeOf("DeleteItem", { TableName, ...DeleteRequest }),
      ),
    );
    return output;
  }

  private async define(operation: string, input: Input): Promise<Input> {
    const output = await this.tables.request(operation, input);
    const table = String(input.TableName);
    const { Table } = await this.tables.request("DescribeTable", { TableName: table });
    const definition = definitionOf(Table as Input);
    this.noteKeys(table, definition);
    this.definitions.set(table, definition);
    return output;
  }

  private async deleteTable(input: Input): Promise<Input> {
    const output = await this.tables.request("DeleteTable", input);
    const table = String(input.TableName);
    this.data.atomically(() => {
      this.definitions.delete(table);
      this.items.deleteBelow(table);
    });
    return output;
  }

  private changeOf(operation: string, { TableName, Item: item, Key }: Input): Change {
    const table = String(TableName);
    const put = operation === "PutItem" ? (item as Item) : undefined;
    return { table, key: put ?? (Key as Item), item: put };
  }

  private store(changes: readonly Change[]): void {
    this.data.atomically(() => {
      for (const { table, key, item } of changes) {
        const names = this.keys.get(table) ?? [];
        const name = compositeKey(table, itemIdentity(table, keyOf(key, names), names));
        if (item) this.items.set(name, item);
        else this.items.delete(name);
      }
    });
  }

  private noteKeys(table: string, { KeySchema }: Input): void {
    const schema = KeySchema as { AttributeName: string; KeyType: string }[];
    const hashFirst = [...schema].sort((a, b) => (a.KeyType < b.KeyType ? -1 : 1));
    this.keys.set(
      table,
      hashFirst.map(({ AttributeName }) => AttributeName),
    );
  }
}

type Request = { PutRequest?: Input; DeleteRequest?: Input };

const requestsOf = (requestItems: unknown): [table: string, request: Request][] =>
  Object.entries((requestItems ?? {}) as Record<string, Request[]>).flatMap(([table, requests]) =>
    requests.map((request): [string, Request] => [table, request]),
  );
