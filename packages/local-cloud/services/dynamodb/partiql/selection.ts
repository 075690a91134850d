import { matchesExprFilter } from "dynalite/db";
import { type AttributeValue, type Input, type Item, type KeyNames, validationError } from "../item";
import { Expressions } from "./expressions";
import { resultName } from "./parse";
import {
  type Condition,
  conjuncts,
  equalTo,
  isComparison,
  isPath,
  isPathTo,
  type Path,
  type Select,
} from "./syntax";

/** How a SELECT reads: a query of each partition in turn, or a scan. */
export interface Plan {
  /** Values of the partition key; absent for a scan. */
  partitions?: AttributeValue[];
  /** The condition on the sort key. */
  range?: Condition;
  descending: boolean;
}

/**
 * A table is scanned unless the condition allows some values of the partition key only ({@link
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.select.html}). Throws `ValidationException`
 * for an order that the plan does not have.
 * @param keys of the table or index
 */
export function planOf({ where, order }: Select, keys: KeyNames): Plan {
  const [partitionKey = "", sortKey] = keys;
  for (const { name } of order)
    if (!keys.includes(name))
      throw validationError(`Variable reference ${name} in ORDER BY clause must be part of the primary key`);
  const values = where && valuesOf(where, partitionKey);
  const range = sortKey === undefined ? undefined : conjuncts(where).find((each) => isRange(each, sortKey));
  const descending = order.find(({ name }) => name === sortKey)?.descending ?? false;
  if (!values) {
    if (order.length > 0)
      throw validationError(
        "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.",
      );
    return { descending };
  }
  const partitions = distinct(values);
  if (partitions.length > 1 && order.length > 0) {
    const byPartition = order.find(({ name }) => name === partitionKey);
    if (!byPartition)
      throw validationError(
        "Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause.",
      );
    partitions.sort((a, b) => (isBelow(a, b) !== byPartition.descending ? -1 : 1));
  }
  return { partitions, ...(range && { range }), descending };
}

/** The part of a query that says which items of a partition it reads. */
export function keyCondition(
  partitionKey: string,
  value: AttributeValue,
  range: Condition | undefined,
): Input {
  const expressions = new Expressions();
  const partition: Condition = { type: "=", args: [[partitionKey], value] };
  const text = [partition, ...(range ? [range] : [])].map((each) => expressions.condition(each));
  return { KeyConditionExpression: text.join(" AND "), ...expressions.placeholders };
}

/** The items that fit the condition, with the attributes that are selected. */
export function selectFrom(
  items: readonly Item[],
  { where, paths }: Pick<Select, "where" | "paths">,
): Item[] {
  const fit = where ? items.filter((item) => matchesExprFilter(item, where)) : items;
  return fit.map((item) => (paths ? project(item, paths) : item));
}

function project(item: Item, paths: readonly Path[]): Item {
  return Object.fromEntries(
    paths.flatMap((path) => {
      const value = valueAt(item, path);
      return value ? [[resultName(path), value]] : [];
    }),
  );
}

function valueAt(item: Item, path: Path): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const step of path) {
    const inside = (typeof step === "number" ? value?.L : value?.M) as Item | undefined;
    value = inside && Object.hasOwn(inside, step) ? inside[step] : undefined;
  }
  return value;
}

/** The values that an attribute may have if the condition holds; undefined if it may have any. */
function valuesOf(condition: Condition, name: string): AttributeValue[] | undefined {
  if (condition.type === "and") {
    const [left, right] = condition.args;
    return valuesOf(left, name) ?? valuesOf(right, name);
  }
  if (condition.type === "or") {
    const [left, right] = condition.args.map((each) => valuesOf(each, name));
    return left && right && [...left, ...right];
  }
  if (condition.type === "in" && isPathTo(condition.args[0], name))
    return condition.args.slice(1) as AttributeValue[];
  const value = equalTo(condition, name);
  return value && [value];
}

/** Whether a query can have the condition for its sort key. */
function isRange(condition: Condition, sortKey: string): boolean {
  const isKind =
    condition.type === "between" ||
    (condition.type === "function" && condition.name === "begins_with") ||
    (isComparison(condition) && condition.type !== "<>");
  if (!isKind) return false;
  const [path, ...values] = condition.args as [Path, ...AttributeValue[]];
  return isPathTo(path, sortKey) && values.every((value) => !isPath(value) && value.type !== "function");
}

const distinct = (values: readonly AttributeValue[]): AttributeValue[] => {
  const texts = values.map((value) => JSON.stringify(value));
  return values.filter((_, index) => texts.indexOf(texts[index]!) === index);
};

const isBelow = (a: AttributeValue, b: AttributeValue): boolean =>
  matchesExprFilter({ a }, { type: "<", args: [["a"], b] });
