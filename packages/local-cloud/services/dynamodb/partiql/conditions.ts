import { validationError } from "../item";
import type { StatementReader } from "./reader";
import { type Comparison, type Condition, isPath, type Operand, type Path } from "./syntax";

const COMPARISONS = ["=", "<>", "!=", "<=", "<", ">=", ">"];

/** What a comparison is if its operands change places. */
const MIRRORED: Readonly<Record<string, Comparison>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

/** The types that `IS` knows, as DynamoDB calls them. */
const TYPES: Readonly<Record<string, string>> = {
  BLOB: "B",
  BOOLEAN: "BOOL",
  LIST: "L",
  NULL: "NULL",
  NUMERIC: "N",
  STRING: "S",
  STRUCT: "M",
  TUPLE: "M",
};

/** The functions of a path and a value that are conditions. */
const FUNCTIONS = new Set(["attribute_type", "begins_with", "contains"]);

/** {@link https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-operators.html} */
export function readCondition(reader: StatementReader): Condition {
  let condition = readConjunction(reader);
  while (reader.words("OR")) condition = { type: "or", args: [condition, readConjunction(reader)] };
  return condition;
}

function readConjunction(reader: StatementReader): Condition {
  let condition = readNegation(reader);
  while (reader.words("AND")) condition = { type: "and", args: [condition, readNegation(reader)] };
  return condition;
}

function readNegation(reader: StatementReader): Condition {
  if (reader.words("NOT")) return not(reader.nested(() => readNegation(reader)));
  if (reader.symbol("(")) {
    const inner = reader.nested(() => readCondition(reader));
    reader.expectSymbol(")");
    return inner;
  }
  const name = reader.called;
  if (name === undefined || name === "size") return readPredicate(reader);
  if (!FUNCTIONS.has(name)) throw validationError(`Unrecognized function: ${name}`);
  const [path, value] = readArguments(reader);
  return { type: "function", name, args: [path, value] };
}

function readPredicate(reader: StatementReader): Condition {
  const left = readOperand(reader);
  const comparison = COMPARISONS.find((symbol) => reader.symbol(symbol));
  if (comparison) {
    const type = (comparison === "!=" ? "<>" : comparison) as Comparison;
    const right = readOperand(reader);
    if (!isPath(left) && isPath(right)) return { type: MIRRORED[type] ?? type, args: [right, left] };
    return { type, args: [left, right] };
  }
  if (reader.words("IS")) {
    const negated = reader.words("NOT");
    return negated ? not(readType(reader, left)) : readType(reader, left);
  }
  const negated = reader.words("NOT");
  const condition = readRange(reader, left);
  return negated ? not(condition) : condition;
}

function readRange(reader: StatementReader, left: Operand): Condition {
  if (reader.words("BETWEEN")) {
    const low = reader.value();
    reader.expectWords("AND");
    return { type: "between", args: [left, low, reader.value()] };
  }
  reader.expectWords("IN");
  const close = reader.symbol("(") ? ")" : "]";
  if (close === "]") reader.expectSymbol("[");
  const values = reader.list(() => reader.value());
  reader.expectSymbol(close);
  return { type: "in", args: [left, ...values] };
}

function readType(reader: StatementReader, operand: Operand): Condition {
  if (reader.words("MISSING")) return { type: "function", name: "attribute_not_exists", args: [operand] };
  const type = Object.keys(TYPES).find((word) => reader.words(word));
  if (!type)
    throw validationError(
      `Unsupported data type for IS operator: ${reader.token.text}. Supported data types are [MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST]`,
    );
  return { type: "function", name: "attribute_type", args: [operand, { S: TYPES[type] }] };
}

function readOperand(reader: StatementReader): Operand {
  if (reader.called === "size") {
    reader.name();
    reader.expectSymbol("(");
    const path = reader.path();
    reader.expectSymbol(")");
    return { type: "function", name: "size", args: [path] };
  }
  return reader.startsValue ? reader.value() : reader.path();
}

/** The path and the value between the parentheses of a function. */
function readArguments(reader: StatementReader): [Path, Operand] {
  reader.name();
  reader.expectSymbol("(");
  const path = reader.path();
  reader.expectSymbol(",");
  const value = reader.value();
  reader.expectSymbol(")");
  return [path, value];
}

const not = (condition: Condition): Condition => ({ type: "not", args: [condition] });
