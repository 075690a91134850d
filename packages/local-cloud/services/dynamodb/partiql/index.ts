import type { Input } from "../item";
import { executeBatch } from "./batch";
import { parse, type StatementRequest } from "./request";
import { Statements, type StatementsOptions } from "./statements";
import { executeTransaction } from "./transaction";

export { statementRequirements } from "./access";

/** PartiQL: {@link https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html} */
export class Partiql {
  private readonly statements: Statements;

  constructor(options: StatementsOptions) {
    this.statements = new Statements(options);
  }

  /** @param operation `ExecuteStatement`, `BatchExecuteStatement` or `ExecuteTransaction` */
  async execute(operation: string, input: Input, signal?: AbortSignal): Promise<Input> {
    switch (operation) {
      case "BatchExecuteStatement":
        return executeBatch(this.statements, input, signal);
      case "ExecuteTransaction":
        return executeTransaction(this.statements, input);
      default:
        return this.statements.carryOut(parse(input as StatementRequest), input, signal);
    }
  }
}
