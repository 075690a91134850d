import type { AttributeValue, Item } from "../item";

/** `a.b[0]` is `["a", "b", 0]`. */
export type Path = readonly [string, ...(string | number)[]];

export interface Size {
  type: "function";
  name: "size";
  args: [Path];
}

export type Operand = Path | AttributeValue | Size;

export type Comparison = "=" | "<>" | "<" | "<=" | ">" | ">=";

/** A condition, in the form that dynalite gives to those of expressions, which it can thus decide. */
export type Condition =
  | { type: "and" | "or"; args: [Condition, Condition] }
  | { type: "not"; args: [Condition] }
  | { type: Comparison | "between" | "in"; args: Operand[] }
  | { type: "function"; name: string; args: Operand[] };

export interface Source {
  table: string;
  index?: string;
}

export interface Select extends Source {
  kind: "SELECT";
  /** Absent for `*`. */
  paths?: Path[];
  where?: Condition;
  order: { name: string; descending: boolean }[];
}

export interface Insert extends Source {
  kind: "INSERT";
  item: Item;
}

/** A change of a set. */
export interface SetChange {
  kind: "set_add" | "set_delete";
  value: AttributeValue;
}

/** The value that an attribute is set to; `+` and `-` have two operands. */
export type Assigned =
  | { kind: "operand"; operand: Path | AttributeValue }
  | { kind: "+" | "-" | "list_append"; operands: [Path | AttributeValue, Path | AttributeValue] };

export type Returning = "ALL_OLD" | "ALL_NEW" | "UPDATED_OLD" | "UPDATED_NEW";

export interface Update extends Source {
  kind: "UPDATE";
  set: { path: Path; to: Assigned | SetChange }[];
  remove: Path[];
  where?: Condition;
  returning?: Returning;
}

export interface Delete extends Source {
  kind: "DELETE";
  where?: Condition;
  returning?: Returning;
}

/** `EXISTS(SELECT …)` in a transaction. */
export interface Exists extends Source {
  kind: "EXISTS";
  where?: Condition;
}

export type Statement = Select | Insert | Update | Delete | Exists;

export const isPath = (operand: Operand): operand is Path => Array.isArray(operand);

/** The conditions that must all hold. */
export function conjuncts(condition: Condition | undefined): Condition[] {
  if (!condition) return [];
  return condition.type === "and" ? condition.args.flatMap(conjuncts) : [condition];
}

export const isComparison = (
  condition: Condition,
): condition is { type: Comparison; args: [Operand, Operand] } => /^[<>=]+$/.test(condition.type);

/** The value that a condition requires an attribute to equal. */
export function equalTo(condition: Condition, name: string): AttributeValue | undefined {
  if (!isComparison(condition) || condition.type !== "=") return undefined;
  const [left, right] = condition.args;
  return isPathTo(left, name) && !isPath(right) && right.type !== "function"
    ? (right as AttributeValue)
    : undefined;
}

export const isPathTo = (operand: Operand | undefined, name: string): boolean =>
  operand !== undefined && isPath(operand) && operand.length === 1 && operand[0] === name;
