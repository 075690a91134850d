import { canceled, type TableBackend } from "./backend";
import type { Input, Item } from "./item";
import { createTable, definitionOf, deleteTable } from "./tableDefinition";

/**
 * A second store in which a write is tried before it is carried out. It has the tables of the first, empty except for the
 * item of the write: writes to the same key must not be tried at once.
 */
export class DryRunStore {
  private store: TableBackend | undefined;
  private closed = false;
  private readonly tables = new Map<string, Promise<unknown>>();

  /** @param create called at the first dry run */
  constructor(private readonly create: () => TableBackend) {}

  /**
   * Tries a write on an item. Returns the item as it would be, or none if there would be none. Throws the write's error.
   * @param description the table's, as `DescribeTable` returns it
   */
  async tryWrite(
    operation: string,
    input: Input,
    before: { key: Item; item: Item | undefined; description: Input },
  ): Promise<Item | undefined> {
    const { key, item, description } = before;
    if (this.closed) throw canceled();
    this.store ??= this.create();
    const { store } = this;
    const TableName = String(description.TableName);
    await this.table(store, TableName, description);
    if (item) await store.request("PutItem", { TableName, Item: item });
    try {
      await store.request(operation, input);
      const { Item } = await store.request("GetItem", { TableName, Key: key, ConsistentRead: true });
      return Item as Item | undefined;
    } finally {
      await store.request("DeleteItem", { TableName, Key: key });
    }
  }

  /** Call this when a table is deleted or recreated: the next one of its name may have other keys. */
  async forget(table: string): Promise<void> {
    if (this.store && this.tables.delete(table)) await deleteTable(this.store, table);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.store?.close();
  }

  private table(store: TableBackend, name: string, description: Input): Promise<unknown> {
    const known = this.tables.get(name);
    if (known) return known;
    const created = createTable(store, definitionOf(description));
    this.tables.set(name, created);
    return created;
  }
}
