import { AwsError, type Requirement } from "../../../aws/service";
import type { AttributeValue, Input, KeyNames } from "../item";
import { parse, type StatementRequest } from "./request";
import { planOf } from "./selection";
import {
  type Condition,
  conjuncts,
  equalTo,
  isPath,
  type Operand,
  type Path,
  type Statement,
} from "./syntax";

const ACTIONS: Readonly<Record<Statement["kind"], string>> = {
  DELETE: "dynamodb:PartiQLDelete",
  EXISTS: "dynamodb:PartiQLSelect",
  INSERT: "dynamodb:PartiQLInsert",
  SELECT: "dynamodb:PartiQLSelect",
  UPDATE: "dynamodb:PartiQLUpdate",
};

/** The statements of a request, and the permission that each requires. What cannot be read requires none: it fails. */
export function statementRequirements(
  operation: string,
  { Statement, Parameters, Statements, TransactStatements }: Input,
  resourceOf: (statement: Statement) => { tableArn: string; keys: KeyNames },
): { table: string; requirement: Requirement }[] {
  const requests = (Statements ?? TransactStatements ?? [{ Statement, Parameters }]) as StatementRequest[];
  return requests.flatMap((request) => {
    const statement = parsed(request);
    if (!statement) return [];
    const { tableArn, keys } = resourceOf(statement);
    const requirement = statementRequirement(statement, tableArn, keys);
    if (operation === "ExecuteTransaction")
      requirement.context = { ...requirement.context, "dynamodb:EnclosingOperation": operation };
    return [{ table: statement.table, requirement }];
  });
}

function parsed(request: StatementRequest): Statement | undefined {
  try {
    return parse(request);
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

/**
 * The permission that a statement requires ({@link https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html}).
 * @param keys of the table or index that it names; empty if they are not known
 */
function statementRequirement(statement: Statement, tableArn: string, keys: KeyNames): Requirement {
  const { kind, index } = statement;
  const [partitionKey = ""] = keys;
  const context: Record<string, string | string[]> = {};
  const leading = leadingKeys(statement, partitionKey, keys).flatMap((value) =>
    Object.values(value).map(String),
  );
  if (leading.length > 0) context["dynamodb:LeadingKeys"] = [...new Set(leading)];
  const attributes = attributesOf(statement);
  if (attributes.length > 0) context["dynamodb:Attributes"] = attributes;
  if (kind === "SELECT") {
    const scans = planOf({ ...statement, order: [] }, keys).partitions === undefined;
    context["dynamodb:FullTableScan"] = String(scans);
    context["dynamodb:Select"] = statement.paths ? "SPECIFIC_ATTRIBUTES" : "ALL_ATTRIBUTES";
  }
  const resource = index === undefined ? tableArn : `${tableArn}/index/${index}`;
  return { action: ACTIONS[kind], resource, context };
}

function leadingKeys(statement: Statement, partitionKey: string, keys: KeyNames): AttributeValue[] {
  if (statement.kind === "INSERT") return statement.item[partitionKey] ? [statement.item[partitionKey]] : [];
  if (statement.kind === "SELECT") return planOf({ ...statement, order: [] }, keys).partitions ?? [];
  return conjuncts(statement.where).flatMap((condition) => {
    const value = equalTo(condition, partitionKey);
    return value ? [value] : [];
  });
}

/** The top-level attributes that a statement names. */
function attributesOf(statement: Statement): string[] {
  if (statement.kind === "INSERT") return Object.keys(statement.item);
  const paths = pathsIn(statement.where);
  if (statement.kind === "SELECT") paths.push(...(statement.paths ?? []));
  if (statement.kind === "UPDATE") paths.push(...statement.set.map(({ path }) => path), ...statement.remove);
  return [...new Set(paths.map(([name]) => name))];
}

function pathsIn(condition: Condition | undefined): Path[] {
  if (!condition) return [];
  switch (condition.type) {
    case "and":
    case "or":
    case "not":
      return (condition.args as Condition[]).flatMap(pathsIn);
    default:
      return condition.args.flatMap(pathOf);
  }
}

function pathOf(operand: Operand): Path[] {
  if (isPath(operand)) return [operand];
  return operand.type === "function" ? (operand.args as [Path]) : [];
}
