import { AwsError } from "../../aws/service";
import type { Locks } from "../locks";
import type { TableBackend } from "./backend";
import {
  addUnits,
  collectionMetrics,
  consumedCapacity,
  noUnits,
  type Units,
  wantsCapacity,
  writeUnits,
} from "./capacity";
import { type Input, type Item, isConditionFailure, itemIdentity, type KeyNames, keyOf } from "./item";
import { tableAccesses } from "./requirements";

type BatchRequest = { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } };

/**
 * Writes of single items and of batches. Adds what the emulator in this process does not have: the item that failed a condition, the
 * capacity that indexes consume, and metrics of item collections. Writes of one item run one after another.
 */
export class ItemWrites {
  constructor(
    private readonly backend: TableBackend,
    private readonly locks: Locks,
    private readonly keysOf: (table: string) => Promise<KeyNames>,
  ) {}

  /** `PutItem`, `UpdateItem` or `DeleteItem`. */
  async write(operation: string, input: Input, signal?: AbortSignal): Promise<Input> {
    const table = String(input.TableName);
    const names = await this.keysOf(table);
    const key = keyOf((input.Key ?? input.Item ?? {}) as Item, names);
    return this.locks.run([itemIdentity(table, key, names)], () =>
      this.writeLocked(operation, input, key, signal),
    );
  }

  /** `BatchWriteItem`. */
  async batch(input: Input, signal?: AbortSignal): Promise<Input> {
    const identities = tableAccesses("BatchWriteItem", input).map(async ({ table, items }) => {
      const names = await this.keysOf(table);
      return items.map((item) => itemIdentity(table, item, names));
    });
    return this.locks.run((await Promise.all(identities)).flat(), () => this.batchLocked(input, signal));
  }

  private async writeLocked(
    operation: string,
    input: Input,
    key: Item,
    signal?: AbortSignal,
  ): Promise<Input> {
    const { ReturnValuesOnConditionCheckFailure: wanted, ...write } = input;
    const table = String(input.TableName);
    const description = needsDescription(input) && (await this.describe(table));
    const counted = description && wantsCapacity(input) && hasIndexes(description);
    const before = counted ? await this.read(table, key) : undefined;
    try {
      const output = await this.backend.request(operation, write, signal);
      if (!description) return output;
      const metrics = collectionMetrics(input, description, key);
      const answer = { ...output, ...(metrics && { ItemCollectionMetrics: metrics }) };
      if (!counted) return answer;
      const after = operation === "DeleteItem" ? undefined : await this.read(table, key);
      const units = writeUnits(description, before, after);
      return { ...answer, ConsumedCapacity: consumedCapacity(table, units, input) };
    } catch (error) {
      if (wanted !== "ALL_OLD" || !isConditionFailure(error)) throw error;
      // The item is locked, so this is the one that the condition failed for.
      const item = await this.read(table, key);
      throw new AwsError(error.code, error.message, error.status, item ? { Item: item } : {});
    }
  }

  private async batchLocked(input: Input, signal?: AbortSignal): Promise<Input> {
    if (!needsDescription(input)) return this.backend.request("BatchWriteItem", input, signal);
    const tables = Object.entries((input.RequestItems ?? {}) as Record<string, BatchRequest[]>);
    const consumed: Input[] = [];
    const collections: Record<string, Input[]> = {};
    for (const [table, requests] of tables) {
      const description = await this.describe(table);
      const names = await this.keysOf(table);
      let units: Units = noUnits();
      for (const { PutRequest, DeleteRequest } of requests) {
        const key = keyOf(PutRequest?.Item ?? DeleteRequest?.Key ?? {}, names);
        if (wantsCapacity(input)) {
          const before = await this.read(table, key);
          units = addUnits(units, writeUnits(description, before, PutRequest?.Item));
        }
        const metrics = collectionMetrics(input, description, key);
        if (metrics) collections[table] = [...(collections[table] ?? []), metrics];
      }
      consumed.push(consumedCapacity(table, units, input));
    }
    const output = await this.backend.request("BatchWriteItem", input, signal);
    return {
      ...output,
      ...(wantsCapacity(input) && { ConsumedCapacity: consumed }),
      ...(Object.keys(collections).length > 0 && { ItemCollectionMetrics: collections }),
    };
  }

  private async describe(table: string): Promise<Input> {
    const { Table } = await this.backend.request("DescribeTable", { TableName: table });
    return Table as Input;
  }

  private async read(table: string, key: Item): Promise<Item | undefined> {
    const { Item } = await this.backend.request("GetItem", {
      TableName: table,
      Key: key,
      ConsistentRead: true,
    });
    return Item as Item | undefined;
  }
}

const needsDescription = (input: Input) =>
  wantsCapacity(input) || input.ReturnItemCollectionMetrics === "SIZE";

const hasIndexes = ({ GlobalSecondaryIndexes, LocalSecondaryIndexes }: Input) =>
  (GlobalSecondaryIndexes ?? LocalSecondaryIndexes) !== undefined;
