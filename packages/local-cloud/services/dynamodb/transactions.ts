import { isDeepStrictEqual } from "node:util";
import { AwsError } from "../../aws/service";
import type { Locks } from "../locks";
import type { TableBackend, Write } from "./backend";
import {
  addUnits,
  collectionMetrics,
  consumedCapacity,
  noUnits,
  type UnitKind,
  type Units,
  wantsCapacity,
  writeUnits,
} from "./capacity";
import type { DryRunStore } from "./dryRun";
import {
  type Input,
  type Item,
  isConditionFailure,
  itemIdentity,
  type KeyNames,
  keyOf,
  tableName,
  validationError,
} from "./item";

/** {@link https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html} */
const MAXIMUM_PARTS = 100;

/** How long a client request token is valid, in milliseconds. */
const TOKEN_LIFETIME_MS = 10 * 60 * 1000;

/** The write that tries each part of a transaction; a check is tried as a deletion that is never carried out. */
const WRITES: Readonly<Record<string, string>> = {
  ConditionCheck: "DeleteItem",
  Delete: "DeleteItem",
  Put: "PutItem",
  Update: "UpdateItem",
};

interface Part {
  kind: string;
  table: string;
  keyNames: KeyNames;
  key: Item;
  input: Input;
}

interface Reason {
  Code: string;
  Message?: string;
  Item?: Item;
}

interface DryRunResult {
  reason: Reason;
  after?: Item;
  /** What the write would consume outside a transaction. */
  units: Units;
  metrics: Input | undefined;
}

interface RecentTransaction {
  items: unknown;
  until: number;
  output: Promise<Input>;
}

/** Adds transactions to a store without them: every write gets a dry run, and all are carried out only if all succeed. */
export class Transactions {
  private readonly recent = new Map<string, RecentTransaction>();

  constructor(
    private readonly store: TableBackend,
    private readonly dryRuns: DryRunStore,
    private readonly locks: Locks,
    private readonly keysOf: (table: string) => Promise<KeyNames>,
    private readonly now: () => number,
  ) {}

  /** Throws `TransactionCanceledException` with a reason for each part if one cannot be carried out. */
  async write(request: Input): Promise<Input> {
    const { TransactItems, ClientRequestToken } = request;
    const parts = await this.partsOf(TransactItems);
    const carryOut = () => this.locks.run(identities(parts), () => this.writeAll(parts, request));
    if (typeof ClientRequestToken !== "string") return carryOut();
    const now = this.now();
    for (const [token, { until }] of this.recent) if (until <= now) this.recent.delete(token);
    const same = this.recent.get(ClientRequestToken);
    if (same && !isDeepStrictEqual(same.items, TransactItems)) {
      throw new AwsError(
        "IdempotentParameterMismatchException",
        "The request uses the same client token as a previous, but non-identical request. Do not reuse a client token " +
          "with different requests, unless the requests are identical",
      );
    }
    if (same) return same.output;
    const output = carryOut();
    this.recent.set(ClientRequestToken, { items: TransactItems, until: now + TOKEN_LIFETIME_MS, output });
    // A transaction that failed may be tried again with its token.
    output.catch(() => this.recent.delete(ClientRequestToken));
    return output;
  }

  async get(request: Input): Promise<Input> {
    const parts = await this.partsOf(request.TransactItems);
    const read = ({ input }: Part) =>
      this.store.request("GetItem", { ...input, ConsistentRead: true, ReturnConsumedCapacity: "TOTAL" });
    return this.locks.run(identities(parts), async () => {
      const outputs = await Promise.all(parts.map(read));
      const units = outputs.map(({ ConsumedCapacity }) => ({
        ...noUnits(),
        table: (ConsumedCapacity as { CapacityUnits: number }).CapacityUnits,
      }));
      return {
        Responses: outputs.map(({ Item }) => (Item ? { Item } : {})),
        ...consumed(parts, units, request, "ReadCapacityUnits"),
      };
    });
  }

  private async writeAll(parts: Part[], request: Input): Promise<Input> {
    const results = await Promise.all(parts.map((part) => this.dryRun(part, request)));
    const reasons = results.map(({ reason }) => reason);
    if (reasons.some(({ Code }) => Code !== "None")) throw canceled(reasons);
    await this.store.writeAll(parts.flatMap((part, index) => writesOf(part, results[index]?.after)));
    const units = results.map((result) => result.units);
    return {
      ...consumed(parts, units, request, "WriteCapacityUnits"),
      ...collections(parts, results),
    };
  }

  private async dryRun({ kind, key, table, input }: Part, request: Input): Promise<DryRunResult> {
    const [{ Item: item }, { Table: description }] = await Promise.all([
      this.store.request("GetItem", { TableName: table, Key: key, ConsistentRead: true }),
      this.store.request("DescribeTable", { TableName: table }),
    ]);
    const before = { key, item: item as Item | undefined, description: description as Input };
    try {
      const after = await this.dryRuns.tryWrite(WRITES[kind] ?? kind, input, before);
      const units = writeUnits(
        before.description,
        before.item,
        kind === "ConditionCheck" ? before.item : after,
      );
      const metrics =
        kind === "ConditionCheck" ? undefined : collectionMetrics(request, before.description, key);
      return { reason: { Code: "None" }, units, metrics, ...(after && { after }) };
    } catch (error) {
      return { reason: reasonFor(error, input, before.item), units: noUnits(), metrics: undefined };
    }
  }

  private async partsOf(transactItems: unknown): Promise<Part[]> {
    const given = (transactItems ?? []) as Record<string, Input>[];
    if (given.length === 0 || given.length > MAXIMUM_PARTS) {
      throw validationError(
        `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length ${
          given.length === 0 ? "greater than or equal to 1" : `less than or equal to ${MAXIMUM_PARTS}`
        }`,
      );
    }
    const parts = await Promise.all(given.map((part) => this.partOf(part)));
    if (new Set(identities(parts)).size < parts.length) {
      throw validationError("Transaction request cannot include multiple operations on one item");
    }
    return parts;
  }

  private async partOf(given: Record<string, Input>): Promise<Part> {
    const [[kind, input] = [], ...more] = Object.entries(given);
    if (kind === undefined || input === undefined || more.length > 0) {
      throw validationError("TransactItems can only contain one of Check, Put, Update or Delete");
    }
    const table = tableName(input.TableName);
    const keyNames = await this.keysOf(table);
    const key = keyOf((input.Key ?? input.Item ?? {}) as Item, keyNames);
    return { kind, table, keyNames, key, input: { ...input, TableName: table } };
  }
}

function writesOf({ kind, table, key }: Part, after: Item | undefined): Write[] {
  if (kind === "ConditionCheck") return [];
  if (after) return [{ operation: "PutItem", input: { TableName: table, Item: after } }];
  return [{ operation: "DeleteItem", input: { TableName: table, Key: key } }];
}

/**
 * `ConsumedCapacity`, if it is asked for: every item is read or written twice, once to prepare and once to commit.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 *
 * @param units of each part, outside a transaction
 */
function consumed(parts: Part[], units: Units[], request: Input, kind: UnitKind): Input {
  if (!wantsCapacity(request)) return {};
  const byTable = new Map<string, Units>();
  for (const [index, { table }] of parts.entries()) {
    const of = units[index] ?? noUnits();
    byTable.set(table, addUnits(byTable.get(table) ?? noUnits(), addUnits(of, of)));
  }
  return {
    ConsumedCapacity: [...byTable].map(([table, of]) => consumedCapacity(table, of, request, kind)),
  };
}

function collections(parts: Part[], results: DryRunResult[]): Input {
  const byTable: Record<string, Input[]> = {};
  for (const [index, { table }] of parts.entries()) {
    const { metrics } = results[index] ?? {};
    if (metrics) byTable[table] = [...(byTable[table] ?? []), metrics];
  }
  return Object.keys(byTable).length === 0 ? {} : { ItemCollectionMetrics: byTable };
}

const identities = (parts: Part[]) =>
  parts.map(({ table, key, keyNames }) => itemIdentity(table, key, keyNames));

function reasonFor(error: unknown, input: Input, item: Item | undefined): Reason {
  if (isConditionFailure(error)) {
    const old = input.ReturnValuesOnConditionCheckFailure === "ALL_OLD" && item ? { Item: item } : {};
    return { Code: "ConditionalCheckFailed", Message: error.message, ...old };
  }
  // A malformed expression is an error of the request, not a reason for cancellation.
  const malformed =
    error instanceof AwsError && /^(Invalid \w+Expression|ExpressionAttribute)/.test(error.message);
  if (error instanceof AwsError && error.code === "ValidationException" && !malformed) {
    return { Code: "ValidationError", Message: error.message };
  }
  throw error;
}

function canceled(reasons: Reason[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(", ");
  return new AwsError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    400,
    { CancellationReasons: reasons },
  );
}
