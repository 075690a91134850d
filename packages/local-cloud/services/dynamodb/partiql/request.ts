import { type AttributeValue, type Input, validationError } from "../item";
import { parseStatement } from "./parse";
import type { Statement } from "./syntax";

/** A statement of a request. */
export interface StatementRequest extends Input {
  Statement?: string;
  Parameters?: AttributeValue[];
}

const MAXIMUM_LENGTH = 8192;

/** Throws `ValidationException`. */
export function parse({ Statement, Parameters = [] }: StatementRequest): Statement {
  const invalid = (value: string, constraint: string) =>
    validationError(
      `1 validation error detected: Value ${value}at 'statement' failed to satisfy constraint: Member must ${constraint}`,
    );
  if (Statement === undefined) throw invalid("null ", "not be null");
  if (Statement.length > MAXIMUM_LENGTH)
    throw invalid("", `have length less than or equal to ${MAXIMUM_LENGTH}`);
  return parseStatement(Statement, Parameters);
}

/** The statements of a batch or transaction. Throws `ValidationException` if there are none or too many. */
export function statementsOf(given: unknown, member: string, most: number): StatementRequest[] {
  const requests = (given ?? []) as StatementRequest[];
  if (requests.length > 0 && requests.length <= most) return requests;
  const bound = requests.length === 0 ? "greater than or equal to 1" : `less than or equal to ${most}`;
  throw validationError(
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length ${bound}`,
  );
}

/** Throws `ValidationException`, in words that are a guess, if some statements read and some write. */
export function requireOneKind(requests: readonly StatementRequest[]): void {
  const reads = requests.filter(({ Statement }) => /^\s*SELECT\b/i.test(Statement ?? "")).length;
  if (reads > 0 && reads < requests.length)
    throw validationError("Read and write statements cannot be in one request: all must be SELECT, or none");
}
