import { AwsError } from "../../../aws/service";
import type { TableBackend } from "../backend";
import { type Input, type Item, isConditionFailure, type KeyNames, validationError } from "../item";
import type { ItemWrites } from "../itemWrites";
import type { Transactions } from "../transactions";
import { select } from "./select";
import type { Select, Statement } from "./syntax";
import { type ItemOperation, itemOperation, keyAndRest } from "./writes";

export interface StatementsOptions {
  backend: TableBackend;
  writes: ItemWrites;
  transactions: Transactions;
  /** The key attributes of a table or index. Throws if there is none. */
  keysOf(table: string, index?: string): Promise<KeyNames>;
}

/** What an INSERT of an item that exists is refused with. */
export const DUPLICATE = "Duplicate primary key exists in table";

/** Carries out statements, one at a time. */
export class Statements {
  constructor(readonly options: StatementsOptions) {}

  /** @param request has what is wanted of the answer: `Limit`, `ReturnConsumedCapacity` and the like */
  async carryOut(statement: Statement, request: Input, signal?: AbortSignal): Promise<Input> {
    if (statement.kind === "EXISTS")
      throw validationError("EXISTS can only be used in ExecuteTransaction write requests.");
    const { backend, writes, keysOf } = this.options;
    if (statement.kind === "SELECT")
      return select(backend, statement, await keysOf(statement.table, statement.index), request, signal);
    const { operation, input } = await this.operationOf(statement);
    const { ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure } = request;
    const more = {
      ...(ReturnConsumedCapacity !== undefined && { ReturnConsumedCapacity }),
      ...(ReturnValuesOnConditionCheckFailure !== undefined && { ReturnValuesOnConditionCheckFailure }),
    };
    try {
      const { Attributes, ConsumedCapacity } = await writes.write(operation, { ...input, ...more }, signal);
      const isEmpty = Object.keys(Attributes ?? {}).length === 0;
      return { Items: isEmpty ? [] : [Attributes], ...(ConsumedCapacity ? { ConsumedCapacity } : {}) };
    } catch (error) {
      if (statement.kind === "INSERT" && isConditionFailure(error))
        throw new AwsError("DuplicateItemException", DUPLICATE, 400, error.details);
      throw error;
    }
  }

  /** The key of the one item that a SELECT reads. Throws `ValidationException` if it may read several. */
  async wholeKey(statement: Select, operation: string): Promise<Item> {
    const { table, index, where } = statement;
    if (index !== undefined) throw validationError("Reads on indices are not supported within transactions.");
    const keys = await this.options.keysOf(table);
    try {
      return keyAndRest(where, keys).key;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw validationError(
        `Select statements within ${operation} must specify the primary key in the where clause.`,
      );
    }
  }

  /** The operation that a statement other than SELECT stands for. */
  async operationOf(statement: Exclude<Statement, Select>): Promise<ItemOperation> {
    return itemOperation(statement, await this.options.keysOf(statement.table));
  }
}
