import { compares, type Matcher, type PatternReader, readConditions, readOperator } from "./pattern";

type Condition = (field: string) => boolean;

/** A field, or `...`: any number of fields. */
type Field = { name: string; matches: Condition } | "...";

/**
 * `[ip, user, ..., status = 4*, bytes > 1000]`: the fields of a message between spaces; what is in double quotes or brackets is
 * one field. There must be as many fields as the pattern has, unless it has `...`. The bracket has been read.
 */
export function readFields(reader: PatternReader): Matcher {
  const fields: Field[] = [];
  do fields.push(readField(reader));
  while (taken(reader, ","));
  reader.expect("]");
  reader.skipSpaces();
  if (!reader.atEnd) throw reader.invalid("the pattern goes on after its ']'");
  const gap = fields.indexOf("...");
  if (gap !== fields.lastIndexOf("...")) throw reader.invalid("there is more than one '...'");
  const before = gap < 0 ? fields : fields.slice(0, gap);
  const after = gap < 0 ? [] : fields.slice(gap + 1);
  return (message) => {
    const found = split(message);
    const isLong = gap < 0 ? found.length === fields.length : found.length >= fields.length - 1;
    return isLong && match(before, found) && (after.length === 0 || match(after, found.slice(-after.length)));
  };
}

const match = (fields: Field[], found: string[]): boolean =>
  fields.every((field, index) => field === "..." || field.matches(found[index]!));

function taken(reader: PatternReader, text: string): boolean {
  reader.skipSpaces();
  return reader.take(text);
}

function readField(reader: PatternReader): Field {
  reader.skipSpaces();
  if (reader.take("...")) return "...";
  let name: string | undefined;
  const matches = readConditions<string>(reader, () => {
    reader.skipSpaces();
    const given = reader.match(/[\w.-]+/y);
    if (given === undefined) throw reader.invalid("the name of a field is expected");
    name ??= given;
    if (given !== name) throw reader.invalid(`the conditions of the field ${name} are about ${given} too`);
    const operator = readOperator(reader);
    if (!operator) return () => true;
    const value = reader.value(/[^\s[\]()&|,]+/y);
    return (field) => compares(field, operator, value);
  });
  return { name: name!, matches };
}

/** The fields of a message, without the quotes or brackets around them. */
const split = (message: string): string[] =>
  [...message.trim().matchAll(/"([^"]*)"|\[([^\]]*)\]|(\S+)/g)].map(
    ([, quoted, bracketed, plain]) => quoted ?? bracketed ?? plain ?? "",
  );
