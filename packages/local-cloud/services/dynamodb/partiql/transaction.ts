import { AwsError } from "../../../aws/service";
import { type Input, type Item, validationError } from "../item";
import { parse, requireOneKind, type StatementRequest, statementsOf } from "./request";
import { selectFrom } from "./selection";
import { DUPLICATE, type Statements } from "./statements";
import type { Select, Statement } from "./syntax";
import type { ItemOperation } from "./writes";

const MAXIMUM_STATEMENTS = 100;

/** The parts of a transaction by the operation on a single item that they stand for. */
const PARTS: Readonly<Record<ItemOperation["operation"], string>> = {
  ConditionCheck: "ConditionCheck",
  DeleteItem: "Delete",
  PutItem: "Put",
  UpdateItem: "Update",
};

/** `ExecuteTransaction`: all statements read, or all write, some of them after a condition of `EXISTS`. */
export async function executeTransaction(
  statements: Statements,
  { TransactStatements, ...request }: Input,
): Promise<Input> {
  const requests = statementsOf(TransactStatements, "transactStatements", MAXIMUM_STATEMENTS);
  const parsed = requests.map(parseIn);
  requireOneKind(requests);
  if (parsed.every(({ kind }) => kind === "SELECT")) return read(statements, parsed as Select[], request);
  const TransactItems = await Promise.all(
    parsed.map(async (statement, index) => {
      const { ReturnValuesOnConditionCheckFailure: wanted } = requests[index]!;
      const { operation, input } = await statements.operationOf(statement as Exclude<Statement, Select>);
      const more = wanted ? { ReturnValuesOnConditionCheckFailure: wanted } : {};
      return { [PARTS[operation]]: { ...input, ...more } };
    }),
  );
  try {
    const output = await statements.options.transactions.write({ ...request, TransactItems });
    // A guess: one empty response for each statement.
    return { ...output, Responses: parsed.map(() => ({})) };
  } catch (error) {
    throw withDuplicates(error, parsed);
  }
}

async function read(statements: Statements, selects: Select[], request: Input): Promise<Input> {
  const TransactItems = await Promise.all(
    selects.map(async (statement) => {
      const Key = await statements.wholeKey(statement, "ExecuteTransaction");
      return { Get: { TableName: statement.table, Key } };
    }),
  );
  const { Responses, ...output } = await statements.options.transactions.get({ ...request, TransactItems });
  return {
    ...output,
    Responses: (Responses as { Item?: Item }[]).map(({ Item }, index) => {
      const [found] = Item ? selectFrom([Item], selects[index]!) : [];
      return found ? { Item: found } : {};
    }),
  };
}

function parseIn(request: StatementRequest, index: number): Statement {
  try {
    return parse(request);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw validationError(`Validation failed in statements[${index}]: ${error.message}`);
  }
}

/** An INSERT that failed in a transaction, by the name that it has there. */
function withDuplicates(error: unknown, statements: readonly Statement[]): unknown {
  if (!(error instanceof AwsError) || error.code !== "TransactionCanceledException") return error;
  const reasons = (error.details.CancellationReasons as Input[]).map((reason, index) =>
    statements[index]?.kind === "INSERT" && reason.Code === "ConditionalCheckFailed"
      ? { ...reason, Code: "DuplicateItem", Message: DUPLICATE }
      : reason,
  );
  const codes = `[${reasons.map(({ Code }) => Code).join(", ")}]`;
  const message = error.message.replace(/\[.*\]$/, codes);
  return new AwsError(error.code, message, error.status, { CancellationReasons: reasons });
}
