import { type AttributeValue, type Item, validationError } from "../item";
import { readCondition } from "./conditions";
import { StatementReader } from "./reader";
import {
  type Assigned,
  type Condition,
  isPath,
  type Path,
  type Returning,
  type Select,
  type SetChange,
  type Source,
  type Statement,
  type Update,
} from "./syntax";
import { malformed } from "./tokens";

/**
 * A statement of PartiQL, as DynamoDB has it ({@link
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.statements.html}). Throws `ValidationException`.
 * @param parameters the values of its `?`, in their order
 */
export function parseStatement(text: string, parameters: readonly AttributeValue[]): Statement {
  const reader = new StatementReader(text, parameters);
  const statement = readStatement(reader);
  reader.end();
  return statement;
}

function readStatement(reader: StatementReader): Statement {
  if (reader.words("SELECT")) return readSelect(reader);
  if (reader.words("INSERT", "INTO")) return readInsert(reader);
  if (reader.words("UPDATE")) return readUpdate(reader);
  if (reader.words("DELETE", "FROM")) {
    const source = readSource(reader, false);
    return { kind: "DELETE", ...source, ...readWhere(reader), ...readReturning(reader, "DELETE") };
  }
  if (reader.words("EXISTS")) {
    reader.expectSymbol("(");
    reader.expectWords("SELECT");
    const { table, index, where } = readSelect(reader);
    reader.expectSymbol(")");
    return { kind: "EXISTS", table, ...(index !== undefined && { index }), ...(where && { where }) };
  }
  throw reader.unexpected("SELECT, INSERT INTO, UPDATE or DELETE FROM");
}

function readSelect(reader: StatementReader): Select {
  const paths = reader.symbol("*") ? undefined : reader.list(() => readProjected(reader));
  const names = paths?.map(resultName) ?? [];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw validationError(`Duplicate identifiers in select clause: ${twice}`);
  reader.expectWords("FROM");
  const source = readSource(reader, true);
  const where = readWhere(reader);
  const order = reader.words("ORDER", "BY") ? reader.list(() => readOrder(reader)) : [];
  if (order.length > 0 && !where.where)
    throw validationError("Must have WHERE clause in the statement when using ORDER BY clause.");
  return { kind: "SELECT", ...source, ...(paths && { paths }), ...where, order };
}

/** The name of an attribute in a result: that of the path's last step, with the positions that follow it, which are a guess. */
export function resultName(path: Path): string {
  const last = path.findLastIndex((step) => typeof step === "string");
  return (
    path[last] +
    path
      .slice(last + 1)
      .map((position) => `[${position}]`)
      .join("")
  );
}

function readProjected(reader: StatementReader): Path {
  if (reader.called !== undefined) throw validationError(`Unrecognized function: ${reader.called}`);
  const path = reader.path();
  if (reader.words("AS")) throw validationError("Aliasing is not supported");
  return path;
}

function readOrder(reader: StatementReader): { name: string; descending: boolean } {
  const name = reader.name();
  const descending = reader.words("DESC");
  if (!descending) reader.words("ASC");
  return { name, descending };
}

function readInsert(reader: StatementReader): Statement {
  const source = readSource(reader, false);
  if (reader.words("VALUES"))
    throw validationError(
      'Unsupported operation: Inserting multiple items in a single statement is not supported, use "INSERT INTO tableName VALUE item" instead',
    );
  reader.expectWords("VALUE");
  const { M: item } = reader.value();
  if (!item)
    throw validationError(
      "Unsupported format in item expression. Please use struct format {...} to express item values for insert statement.",
    );
  if (reader.words("RETURNING")) throw validationError("RETURNING is not supported in INSERT");
  return { kind: "INSERT", ...source, item: item as Item };
}

function readUpdate(reader: StatementReader): Update {
  const source = readSource(reader, false);
  const update: Update = { kind: "UPDATE", ...source, set: [], remove: [] };
  for (;;) {
    if (reader.words("SET")) update.set.push(...reader.list(() => readAssignment(reader)));
    else if (reader.words("REMOVE")) update.remove.push(...reader.list(() => reader.path()));
    else break;
  }
  if (update.set.length + update.remove.length === 0) throw reader.unexpected("SET or REMOVE");
  return { ...update, ...readWhere(reader), ...readReturning(reader, "UPDATE") };
}

function readAssignment(reader: StatementReader): { path: Path; to: Assigned | SetChange } {
  const path = reader.path();
  reader.expectSymbol("=");
  return { path, to: readAssigned(reader, path) };
}

function readAssigned(reader: StatementReader, path: Path): Assigned | SetChange {
  const name = reader.called;
  if (name === undefined) {
    const operand = readOperand(reader);
    for (const kind of ["+", "-"] as const)
      if (reader.symbol(kind)) return { kind, operands: [operand, readOperand(reader)] };
    return { kind: "operand", operand };
  }
  if (name !== "list_append" && name !== "set_add" && name !== "set_delete")
    throw validationError(`Unrecognized function: ${name}`);
  reader.name();
  reader.expectSymbol("(");
  const first = readOperand(reader);
  reader.expectSymbol(",");
  const second = readOperand(reader);
  reader.expectSymbol(")");
  if (name === "list_append") return { kind: name, operands: [first, second] };
  if (!isPath(first) || first.join("\0") !== path.join("\0"))
    throw validationError(`The first argument to ${name.toUpperCase()} must equal the assignment value`);
  if (isPath(second) || !(second.SS ?? second.NS ?? second.BS))
    throw validationError(`The second argument to ${name.toUpperCase()} must be a value with type SET`);
  return { kind: name, value: second };
}

const readOperand = (reader: StatementReader): Path | AttributeValue =>
  reader.startsValue ? reader.value() : reader.path();

function readSource(reader: StatementReader, mayHaveIndex: boolean): Source {
  const table = reader.name();
  if (!/^[\w.-]{3,255}$/.test(table))
    throw validationError(
      "Table name should be within the length [3, 255] and only contain 'a-z', 'A-Z', '0-9', '-', '_', '.'.",
    );
  if (!reader.symbol(".")) return { table };
  const index = reader.name();
  if (!mayHaveIndex) throw validationError("This operation is not supported on an index");
  return { table, index };
}

const readWhere = (reader: StatementReader): { where?: Condition } =>
  reader.words("WHERE") ? { where: readCondition(reader) } : {};

function readReturning(reader: StatementReader, kind: "UPDATE" | "DELETE"): { returning?: Returning } {
  if (!reader.words("RETURNING")) return {};
  const scope = reader.words("ALL") ? "ALL" : reader.words("MODIFIED") ? "MODIFIED" : undefined;
  const time = reader.words("OLD") ? "OLD" : reader.words("NEW") ? "NEW" : undefined;
  if (!scope || !time || !reader.symbol("*"))
    throw malformed("Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause");
  if (kind === "DELETE" && `${scope} ${time}` !== "ALL OLD")
    throw validationError(
      `Invalid returning clause: RETURNING ${scope} ${time} *. Only RETURNING ALL OLD * is allowed in DELETE statements.`,
    );
  return { returning: `${scope === "ALL" ? "ALL" : "UPDATED"}_${time}` };
}
