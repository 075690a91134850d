import { AwsError } from "../../../aws/service";
import type { Input, Item } from "../item";
import { parse, requireOneKind, type StatementRequest, statementsOf } from "./request";
import { sum } from "./select";
import type { Statements } from "./statements";

const MAXIMUM_STATEMENTS = 25;

/** The codes of errors in the responses of a batch, where they are not the names without `Exception`. */
const BATCH_CODES: Readonly<Record<string, string>> = {
  AccessDeniedException: "AccessDenied",
  InternalFailure: "InternalServerError",
  ProvisionedThroughputExceededException: "ProvisionedThroughputExceeded",
  ValidationException: "ValidationError",
};

/** `BatchExecuteStatement`: each statement reads or writes one item, and fails alone. */
export async function executeBatch(
  statements: Statements,
  { Statements: given, ReturnConsumedCapacity }: Input,
  signal?: AbortSignal,
): Promise<Input> {
  const requests = statementsOf(given, "statements", MAXIMUM_STATEMENTS);
  requireOneKind(requests);
  const outputs: Input[] = [];
  for (const request of requests) {
    const capacity = ReturnConsumedCapacity === undefined ? {} : { ReturnConsumedCapacity };
    outputs.push(await executeOne(statements, { ...request, ...capacity }, signal));
  }
  const consumed = outputs.flatMap(({ ConsumedCapacity: of }) => (of ? [of as Input] : []));
  return {
    Responses: outputs.map(({ ConsumedCapacity: _, ...response }) => response),
    ...(consumed.length > 0 && { ConsumedCapacity: byTable(consumed) }),
  };
}

async function executeOne(
  statements: Statements,
  request: StatementRequest,
  signal: AbortSignal | undefined,
): Promise<Input> {
  let table: string | undefined;
  try {
    const statement = parse(request);
    table = statement.table;
    if (statement.kind === "SELECT") await statements.wholeKey(statement, "BatchExecuteStatement");
    const { Items, ConsumedCapacity } = await statements.carryOut(statement, request, signal);
    const [Item] = Items as Item[];
    return { TableName: table, ...(Item && { Item }), ...(ConsumedCapacity ? { ConsumedCapacity } : {}) };
  } catch (error) {
    if (!(error instanceof AwsError) || error.status === 499) throw error;
    const { code, message, details } = error;
    const Code = BATCH_CODES[code] ?? code.replace(/Exception$/, "");
    const item = details.Item ? { Item: details.Item } : {};
    return { ...(table !== undefined && { TableName: table }), Error: { Code, Message: message, ...item } };
  }
}

/** One `ConsumedCapacity` for each table. */
function byTable(consumed: readonly Input[]): Input[] {
  const tables = new Map<unknown, Input>();
  for (const capacity of consumed) {
    const before = tables.get(capacity.TableName);
    tables.set(capacity.TableName, before ? sum(before, capacity) : capacity);
  }
  return [...tables.values()];
}
