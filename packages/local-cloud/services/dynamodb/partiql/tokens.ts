import { validationError } from "../item";

/** A part of a statement. Words and symbols are compared by `text`; of a name or a text it is the content. */
export interface Token {
  kind: "word" | "name" | "text" | "number" | "symbol" | "end";
  text: string;
  /** Where it is in the statement, from 1. */
  at: number;
}

const TOKEN =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|'(?<text>(?:[^']|'')*)'|"(?<name>(?:[^"]|"")*)"|(?<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(?<word>[A-Za-z_$][\w$]*)|(?<symbol><<|>>|<>|!=|<=|>=|[=<>()[\]{},.:?*+;-])/y;

/** The tokens of a statement, the last one its end. Throws `ValidationException`. */
export function tokenize(statement: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < statement.length) {
    const at = pattern.lastIndex + 1;
    const groups = pattern.exec(statement)?.groups;
    if (!groups) throw malformed(`unexpected character '${statement[at - 1]}' at ${at}`);
    const { space, text, name, number, word, symbol } = groups;
    if (space !== undefined) continue;
    if (text !== undefined) tokens.push({ kind: "text", text: text.replaceAll("''", "'"), at });
    else if (name !== undefined) tokens.push({ kind: "name", text: name.replaceAll('""', '"'), at });
    else if (number !== undefined) tokens.push({ kind: "number", text: number, at });
    else if (word !== undefined) tokens.push({ kind: "word", text: word, at });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", text: symbol, at });
  }
  return [...tokens, { kind: "end", text: "the end", at: statement.length + 1 }];
}

/** What AWS says of a statement that it cannot read; what follows the colon is this cloud's own. */
export const malformed = (reason: string) =>
  validationError(`Statement wasn't well formed, can't be processed: ${reason}`);
