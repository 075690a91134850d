import { createHash } from "node:crypto";
import type { TableBackend } from "../backend";
import { type Input, type Item, type KeyNames, validationError } from "../item";
import { keyCondition, type Plan, planOf, selectFrom } from "./selection";
import type { Select } from "./syntax";

/** Where the next page begins: in which of the plan's partitions, and after which item. */
interface Position {
  partition: number;
  after?: Item;
}

/** Reads one page of a SELECT: up to `Limit` items before they are filtered, or a megabyte. */
export async function select(
  backend: TableBackend,
  statement: Select,
  keys: KeyNames,
  request: Input,
  signal?: AbortSignal,
): Promise<Input> {
  const plan = planOf(statement, keys);
  const digest = digestOf(request);
  const items: Item[] = [];
  const consumed: Input[] = [];
  let position: Position | undefined = startOf(request.NextToken, digest);
  let left = request.Limit === undefined ? undefined : Number(request.Limit);
  do {
    const page = await readPage(backend, statement, plan, keys, position, left, request, signal);
    items.push(...selectFrom(page.Items as Item[], statement));
    if (page.ConsumedCapacity) consumed.push(page.ConsumedCapacity as Input);
    if (left !== undefined) left -= Number(page.ScannedCount);
    position = nextOf(position, page.LastEvaluatedKey as Item | undefined, plan);
    // A page ends early, after a megabyte, only if more of its partition is left.
  } while (position && position.after === undefined && left !== 0);
  return {
    Items: items,
    ...(position && { NextToken: tokenOf(position, digest) }),
    ...(position?.after && { LastEvaluatedKey: position.after }),
    ...(consumed.length > 0 && { ConsumedCapacity: consumed.reduce(sum) }),
  };
}

function readPage(
  backend: TableBackend,
  { table, index }: Select,
  plan: Plan,
  [partitionKey = ""]: KeyNames,
  { partition, after }: Position,
  limit: number | undefined,
  { ConsistentRead, ReturnConsumedCapacity }: Input,
  signal: AbortSignal | undefined,
): Promise<Input> {
  const input = {
    TableName: table,
    ...(index !== undefined && { IndexName: index }),
    ...(limit !== undefined && { Limit: limit }),
    ...(after && { ExclusiveStartKey: after }),
    ...(ConsistentRead !== undefined && { ConsistentRead }),
    ...(ReturnConsumedCapacity !== undefined && { ReturnConsumedCapacity }),
  };
  const value = plan.partitions?.[partition];
  if (!value) return backend.request("Scan", input, signal);
  const condition = keyCondition(partitionKey, value, plan.range);
  return backend.request("Query", { ...input, ...condition, ScanIndexForward: !plan.descending }, signal);
}

function nextOf({ partition }: Position, after: Item | undefined, plan: Plan): Position | undefined {
  if (after) return { partition, after };
  return partition + 1 < (plan.partitions?.length ?? 1) ? { partition: partition + 1 } : undefined;
}

const digestOf = ({ Statement, Parameters }: Input) =>
  createHash("sha256")
    .update(JSON.stringify([Statement, Parameters]))
    .digest("base64url");

const tokenOf = (position: Position, digest: string) =>
  Buffer.from(JSON.stringify({ ...position, digest })).toString("base64url");

function startOf(token: unknown, digest: string): Position {
  if (token === undefined) return { partition: 0 };
  let given: (Position & { digest?: string }) | null;
  try {
    given = JSON.parse(Buffer.from(String(token), "base64url").toString());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    given = null;
  }
  if (typeof given !== "object" || given === null || !Number.isInteger(given.partition))
    throw validationError("Invalid NextToken");
  if (given.digest !== digest) throw validationError("NextToken does not match request");
  return { partition: given.partition, ...(given.after && { after: given.after }) };
}

/** Adds up what the pages of one table or index consumed. */
export function sum(a: Input, b: Input): Input {
  const members = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries(
    [...members].map((member) => {
      const [left, right] = [a[member], b[member]];
      if (left === undefined || right === undefined) return [member, left ?? right];
      if (typeof left === "number") return [member, left + Number(right)];
      return [member, typeof left === "object" ? sum(left as Input, right as Input) : left];
    }),
  );
}
