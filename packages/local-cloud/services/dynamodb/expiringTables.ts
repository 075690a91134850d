import type { Clock } from "../../aws/clock";
import { AwsError } from "../../aws/service";
import { namedAttributes } from "./attributeNames";
import type { TableBackend, Write } from "./backend";
import { type Expiration, Expirations } from "./expirations";
import { type Input, type Item, isConditionFailure, itemIdentity, type KeyNames, keyOf } from "./item";
import type { TimeToLive } from "./tableSettings";

export interface ExpiringTablesOptions {
  clock: Clock;
  settingsOf(table: string): { keys: KeyNames; timeToLive?: TimeToLive } | undefined;
  /** Deletes an item as any other write does. */
  deleteItem(input: Input): Promise<unknown>;
}

type BatchRequest = { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } };

/**
 * Tables whose items are deleted once their time to live has passed on the clock, as DynamoDB does within days ({@link
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html}).
 */
export class ExpiringTables implements TableBackend {
  readonly inProcess = true;
  private readonly expirations: Expirations;

  constructor(
    private readonly tables: TableBackend,
    private readonly options: ExpiringTablesOptions,
  ) {
    this.expirations = new Expirations(options.clock, (ended) => this.expire(ended));
    if (tables.redefine) this.redefine = tables.redefine.bind(tables);
  }

  redefine?: (definition: Input, items: readonly Item[]) => Promise<void>;

  async request(operation: string, input: Input, signal?: AbortSignal): Promise<Input> {
    const output = await this.tables.request(operation, input, signal);
    await this.note(operation, input);
    return output;
  }

  async writeAll(writes: readonly Write[]): Promise<void> {
    await this.tables.writeAll(writes);
    for (const { operation, input } of writes) await this.note(operation, input);
  }

  /** Call this when the time to live of a table was enabled or disabled, or its stored items were restored. */
  async refresh(table: string): Promise<void> {
    this.expirations.forgetTable(table);
    if (this.attributeOf(table) === undefined) return;
    let start: unknown;
    do {
      const page = await this.tables.request("Scan", {
        TableName: table,
        ...(start ? { ExclusiveStartKey: start } : {}),
      });
      for (const item of page.Items as Item[]) this.noteItem(table, item, item);
      start = page.LastEvaluatedKey;
    } while (start);
  }

  async close(): Promise<void> {
    this.expirations.close();
    await this.tables.close();
  }

  /** The attribute with the time to live of a table's items, while that is enabled. */
  private attributeOf(table: string): string | undefined {
    const { timeToLive } = this.options.settingsOf(table) ?? {};
    return timeToLive?.Enabled ? timeToLive.AttributeName : undefined;
  }

  private async note(operation: string, input: Input): Promise<void> {
    const table = String(input.TableName);
    switch (operation) {
      case "PutItem":
        this.noteItem(table, input.Item as Item, input.Item as Item);
        break;
      case "DeleteItem":
        this.noteItem(table, input.Key as Item, undefined);
        break;
      case "UpdateItem":
        await this.noteUpdate(table, input);
        break;
      case "BatchWriteItem":
        for (const [name, requests] of Object.entries(input.RequestItems as Record<string, BatchRequest[]>))
          for (const { PutRequest, DeleteRequest } of requests)
            this.noteItem(name, (PutRequest?.Item ?? DeleteRequest?.Key) as Item, PutRequest?.Item);
        break;
      case "DeleteTable":
        this.expirations.forgetTable(table);
        break;
    }
  }

  /** The update says only what changes: if that is the time to live, the item is read. */
  private async noteUpdate(table: string, input: Input): Promise<void> {
    const attribute = this.attributeOf(table);
    if (attribute === undefined || !namedAttributes(input, []).includes(attribute)) return;
    const key = input.Key as Item;
    const { Item } = await this.tables.request("GetItem", {
      TableName: table,
      Key: key,
      ConsistentRead: true,
    });
    this.noteItem(table, key, Item as Item | undefined);
  }

  private noteItem(table: string, named: Item, item: Item | undefined): void {
    const attribute = this.attributeOf(table);
    if (attribute === undefined) return;
    const keys = this.options.settingsOf(table)?.keys ?? [];
    const key = keyOf(named, keys);
    const identity = itemIdentity(table, key, keys);
    const value = item?.[attribute]?.N;
    if (value === undefined) this.expirations.forget(identity);
    else this.expirations.note(identity, { table, key, value: String(value) });
  }

  /** An item that has another time to live meanwhile, or none, stays. */
  private async expire(ended: readonly Expiration[]): Promise<void> {
    await Promise.all(
      ended.map(async ({ table, key, value }) => {
        const attribute = this.attributeOf(table);
        if (attribute === undefined) return;
        try {
          await this.options.deleteItem({
            TableName: table,
            Key: key,
            ConditionExpression: "#ttl = :value",
            ExpressionAttributeNames: { "#ttl": attribute },
            ExpressionAttributeValues: { ":value": { N: value } },
          });
        } catch (error) {
          if (!isConditionFailure(error) && !isGone(error)) throw error;
        }
      }),
    );
  }
}

/** Whether the table is gone, or the cloud closes. */
const isGone = (error: unknown) =>
  error instanceof AwsError && ["ResourceNotFoundException", "RequestCanceled"].includes(error.code);
