import { tableArn } from "../arns";
import type { Argument, Call, Need, Rule } from "../call";
import { known } from "../rules";

const ACTIONS: Record<string, string> = {
  SELECT: "dynamodb:PartiQLSelect",
  INSERT: "dynamodb:PartiQLInsert",
  UPDATE: "dynamodb:PartiQLUpdate",
  DELETE: "dynamodb:PartiQLDelete",
};

/** `SELECT … FROM "table"."index"`, `INSERT INTO "table"`, `UPDATE "table"`, `DELETE FROM "table"`. */
const STATEMENT =
  /^\s*(?:(SELECT)\b.*?\bFROM|(INSERT)\s+INTO|(UPDATE)|(DELETE)\s+FROM)\s+(?:"([^"]+)"|([\w.-]+))(?:\."([^"]+)")?/is;

/**
 * What a statement of PartiQL does, on the table and the index that it names.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html
 */
function statementNeed(argument: Argument): Need {
  const { label } = argument;
  const text = argument.kind === "known" && typeof argument.value === "string" ? argument.value : undefined;
  const [, select, insert, update, remove, quoted, plain, index] = STATEMENT.exec(text ?? "") ?? [];
  const verb = select ?? insert ?? update ?? remove;
  if (verb === undefined) {
    const unknown = text === undefined ? "is only known at run time" : "has no table that is known here";
    return { actions: Object.values(ACTIONS), some: true, target: { unknown: `${label} ${unknown}` } };
  }
  return {
    actions: [ACTIONS[verb.toUpperCase()]!],
    target: {
      argument: known(label, quoted ?? plain!),
      arn: tableArn,
      ...(index === undefined ? {} : { refinement: known(label, index) }),
    },
  };
}

export const executeStatement: Rule = (call) => [statementNeed(call.argument("Statement"))];

/** Each statement of a list, as of a transaction. */
export const executeStatements =
  (list: string): Rule =>
  (call: Call) => {
    const statements = call.argument(list);
    if (statements.kind !== "known" || !Array.isArray(statements.value)) return [statementNeed(statements)];
    return statements.value.map((_, index) => statementNeed(call.argument(list, index, "Statement")));
  };
