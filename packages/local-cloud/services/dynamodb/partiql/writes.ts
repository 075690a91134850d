import { type Input, type Item, type KeyNames, validationError } from "../item";
import { Expressions } from "./expressions";
import {
  type Condition,
  conjuncts,
  type Delete,
  type Exists,
  equalTo,
  type Insert,
  type Update,
} from "./syntax";

/** The operation on one item that a statement stands for. */
export interface ItemOperation {
  operation: "PutItem" | "UpdateItem" | "DeleteItem" | "ConditionCheck";
  input: Input;
}

/** Throws `ValidationException` if the statement does not name one item by its whole key. */
export function itemOperation(statement: Insert | Update | Delete | Exists, keys: KeyNames): ItemOperation {
  const { kind, table: TableName } = statement;
  const expressions = new Expressions();
  const [partitionKey = ""] = keys;
  const exists = (name: string): Condition => ({ type: "function", name, args: [[partitionKey]] });
  if (kind === "INSERT") {
    const ConditionExpression = expressions.condition(exists("attribute_not_exists"));
    const input = { TableName, Item: statement.item, ConditionExpression, ...expressions.placeholders };
    return { operation: "PutItem", input };
  }
  const { key, rest } = keyAndRest(statement.where, keys);
  if (kind === "EXISTS") {
    if (!rest || statement.index !== undefined)
      throw validationError("EXISTS() must contain a single item read with additional condition");
    const ConditionExpression = expressions.condition(rest);
    return {
      operation: "ConditionCheck",
      input: { TableName, Key: key, ConditionExpression, ...expressions.placeholders },
    };
  }
  const { returning } = statement;
  const more = returning ? { ReturnValues: returning } : {};
  if (kind === "DELETE") {
    // Nothing is deleted, and nothing refused, if there is no item.
    const condition: Condition | undefined = rest && {
      type: "or",
      args: [exists("attribute_not_exists"), rest],
    };
    const ConditionExpression = condition && expressions.condition(condition);
    return {
      operation: "DeleteItem",
      input: {
        TableName,
        Key: key,
        ...more,
        ...(ConditionExpression && { ConditionExpression }),
        ...expressions.placeholders,
      },
    };
  }
  const there = exists("attribute_exists");
  const UpdateExpression = expressions.update(statement);
  const ConditionExpression = expressions.condition(rest ? { type: "and", args: [there, rest] } : there);
  return {
    operation: "UpdateItem",
    input: {
      TableName,
      Key: key,
      UpdateExpression,
      ConditionExpression,
      ...more,
      ...expressions.placeholders,
    },
  };
}

/** The key that a condition requires, and what else it requires. Throws `ValidationException` without a whole key. */
export function keyAndRest(
  where: Condition | undefined,
  keys: KeyNames,
): { key: Item; rest: Condition | undefined } {
  const key: Item = {};
  const others: Condition[] = [];
  for (const condition of conjuncts(where)) {
    const name = keys.find((each) => equalTo(condition, each));
    if (name !== undefined && !Object.hasOwn(key, name)) key[name] = equalTo(condition, name)!;
    else others.push(condition);
  }
  if (Object.keys(key).length < keys.length)
    throw validationError("Where clause does not contain a mandatory equality on all key attributes");
  const [first, ...more] = others;
  const rest = first && more.reduce((a, b): Condition => ({ type: "and", args: [a, b] }), first);
  return { key, rest };
}
