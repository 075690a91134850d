import type { Matcher, PatternReader } from "./pattern";

/**
 * Terms: all of them must be in the message, none with `-` before it, and one of those with `?` if all have it: beside others,
 * those are ignored. That a term matches inside a word too is a guess; AWS says that messages contain it.
 */
export function readTerms(reader: PatternReader): Matcher {
  const included: Matcher[] = [];
  const excluded: Matcher[] = [];
  const optional: Matcher[] = [];
  for (reader.skipSpaces(); !reader.atEnd; reader.skipSpaces()) {
    const kind = reader.take("?") ? optional : reader.take("-") ? excluded : included;
    kind.push(readTerm(reader));
  }
  if (included.length === 0 && excluded.length === 0)
    return (message) => optional.length === 0 || optional.some((matches) => matches(message));
  return (message) =>
    included.every((matches) => matches(message)) && !excluded.some((matches) => matches(message));
}

function readTerm(reader: PatternReader): Matcher {
  if (reader.take("%")) {
    const regex = reader.regex();
    return (message) => regex.test(message);
  }
  if (reader.take('"')) {
    const phrase = reader.quoted();
    return (message) => message.includes(phrase);
  }
  const term = reader.match(/\S+/y) ?? "";
  if (!/^\w+$/.test(term))
    throw reader.invalid(
      `the term ${term} must be in double quotes, since it has other characters than A-Z, a-z, 0-9 and _`,
    );
  return (message) => message.includes(term);
}
