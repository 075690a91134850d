import { compares, type Matcher, type PatternReader, readConditions, readOperator } from "./pattern";

type Condition = (root: unknown) => boolean;

/** `{ $.a.b = "x" && $.list[0] > 5 }`; a message that is not a JSON object does not match. The brace has been read. */
export function readJsonCondition(reader: PatternReader): Matcher {
  const condition = readConditions<unknown>(reader, () => readCondition(reader));
  reader.expect("}");
  reader.skipSpaces();
  if (!reader.atEnd) throw reader.invalid("the pattern goes on after its '}'");
  return (message) => {
    const root = parse(message);
    return root !== undefined && condition(root);
  };
}

/** Not JSON: nothing. */
function parse(message: string): object | undefined {
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function readCondition(reader: PatternReader): Condition {
  const select = readSelector(reader);
  reader.skipSpaces();
  const word = reader.match(/(IS\s+(NULL|TRUE|FALSE)|NOT\s+EXISTS)\b/y)?.replace(/\s+/, " ");
  switch (word) {
    case "IS NULL":
      return (root) => select(root).some((value) => value === null);
    case "IS TRUE":
      return (root) => select(root).some((value) => value === true);
    case "IS FALSE":
      return (root) => select(root).some((value) => value === false);
    case "NOT EXISTS":
      return (root) => select(root).length === 0;
  }
  const operator = readOperator(reader);
  if (!operator)
    throw reader.invalid(
      "an operator is expected: =, !=, <, <=, >, >=, IS NULL, IS TRUE, IS FALSE or NOT EXISTS",
    );
  const value = reader.value(/[^\s{}()&|,]+/y);
  return (root) =>
    select(root).some((found) => {
      if (typeof found === "boolean") return compares(String(found), operator, value);
      return (typeof found === "string" || typeof found === "number") && compares(found, operator, value);
    });
}

/** `$.a`, `$.a.b`, `$.list[0]`, `$.list[*].c`, `$['a.b']` */
function readSelector(reader: PatternReader): (root: unknown) => unknown[] {
  reader.skipSpaces();
  if (!reader.take("$")) throw reader.invalid("a property selector starts with '$.'");
  const steps: (string | number)[] = [];
  for (;;) {
    if (reader.take(".")) {
      const name = reader.take('"') ? reader.quoted() : reader.match(/[\w@-]+|\*/y);
      if (name === undefined) throw reader.invalid("the name of a property is expected");
      steps.push(name);
    } else if (reader.take("[")) {
      const name = reader.match(/'[^']*'|"[^"]*"/y);
      const index = name === undefined ? reader.match(/\d+|\*/y) : undefined;
      if (name === undefined && index === undefined)
        throw reader.invalid("an index or a name in quotes is expected");
      steps.push(name === undefined ? (index === "*" ? "*" : Number(index)) : name.slice(1, -1));
      reader.expect("]");
    } else break;
  }
  if (steps.length === 0) throw reader.invalid("a property selector starts with '$.'");
  return (root) =>
    steps.reduce<unknown[]>((values, step) => values.flatMap((value) => below(value, step)), [root]);
}

function below(value: unknown, step: string | number): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  if (step === "*") return Object.values(value);
  const key = String(step);
  return Object.hasOwn(value, key) && Array.isArray(value) === (typeof step === "number")
    ? [(value as Record<string, unknown>)[key]]
    : [];
}
