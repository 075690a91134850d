import { AwsError, type Cloud } from "../../aws/service";
import { type Input, tableName, validationError } from "./item";

/** A request whose tables are named by their names, and how its answer names them. */
export interface NamedRequest {
  input: Input;
  /** The answer with the ARNs of the request in place of the names, where AWS answers with what was given. */
  restore(output: Input): Input;
}

/** Members of answers that are maps by table. */
const MAPS_BY_TABLE = ["Responses", "UnprocessedKeys", "UnprocessedItems", "ItemCollectionMetrics"];

/**
 * The names of the tables in a request, which may give their ARNs instead
 * ({@link https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html}). Throws
 * `ResourceNotFoundException` for a table of another account or region, and `ValidationException` if a batch names one
 * table in both ways, whose words are a guess.
 */
export function withTableNames(input: Input, cloud: Pick<Cloud, "accountId" | "region">): NamedRequest {
  const given = new Map<string, string>();
  const named = (table: unknown): unknown => {
    if (typeof table !== "string") return table;
    const name = localName(table, cloud);
    if (name !== table) given.set(name, table);
    return name;
  };
  const part = (request: Input) =>
    "TableName" in request ? { ...request, TableName: named(request.TableName) } : request;
  const { RequestItems, TransactItems } = input;
  const result = part(input);
  if (isMap(RequestItems)) {
    const entries = Object.entries(RequestItems).map(([table, requests]) => [named(table), requests]);
    result.RequestItems = Object.fromEntries(entries);
    const names = Object.keys(result.RequestItems as Input);
    if (names.length < entries.length)
      throw validationError(`RequestItems names a table both by name and by ARN: ${names.join(", ")}`);
  }
  if (Array.isArray(TransactItems))
    result.TransactItems = TransactItems.map((item: Record<string, Input>) =>
      Object.fromEntries(Object.entries(item).map(([kind, request]) => [kind, part(request)])),
    );
  if (typeof input.ResourceArn === "string") localName(input.ResourceArn, cloud);
  return { input: result, restore: (output) => (given.size === 0 ? output : restored(output, given)) };
}

function localName(table: string, { accountId, region }: Pick<Cloud, "accountId" | "region">): string {
  const [, , , inRegion, account] = table.split(":");
  if (table.startsWith("arn:") && (inRegion !== region || account !== accountId))
    throw new AwsError(
      "ResourceNotFoundException",
      `Requested resource not found: Table: ${table} not found`,
    );
  return table === "" ? table : tableName(table);
}

function restored(output: Input, given: ReadonlyMap<string, string>): Input {
  const nameOf = (table: unknown) => given.get(String(table)) ?? table;
  const result = { ...output };
  for (const member of MAPS_BY_TABLE) {
    const value = result[member];
    if (isMap(value))
      result[member] = Object.fromEntries(Object.entries(value).map(([table, of]) => [nameOf(table), of]));
  }
  const { ConsumedCapacity } = output;
  const renamed = (capacity: Input) => ({ ...capacity, TableName: nameOf(capacity.TableName) });
  if (Array.isArray(ConsumedCapacity)) result.ConsumedCapacity = ConsumedCapacity.map(renamed);
  else if (isMap(ConsumedCapacity)) result.ConsumedCapacity = renamed(ConsumedCapacity);
  return result;
}

const isMap = (value: unknown): value is Input =>
  typeof value === "object" && value !== null && !Array.isArray(value);
