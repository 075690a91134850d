import { parse } from "csv-parse/sync";
import { itemReaderFailed } from "../errors";
import { type JsonObject, setOwn } from "../json";

const DELIMITERS: Record<string, string> = { COMMA: ",", PIPE: "|", SEMICOLON: ";", SPACE: " ", TAB: "\t" };

/**
 * The rows of a CSV text as objects. Missing values are empty texts, values beyond the header are dropped.
 * @param headers the names of the columns; without them they are in the first row.
 */
export function readCsv(text: string, headers: string[] | undefined, delimiter = "COMMA"): JsonObject[] {
  const separator = Object.hasOwn(DELIMITERS, delimiter) ? DELIMITERS[delimiter]! : undefined;
  if (separator === undefined) {
    throw itemReaderFailed(
      `CSVDelimiter must be one of ${Object.keys(DELIMITERS).join(", ")}, but was ${delimiter}`,
    );
  }
  const rows: string[][] = parse(text, {
    bom: true,
    delimiter: separator,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  const names = headers ?? rows.shift() ?? [];
  if (new Set(names).size !== names.length) throw itemReaderFailed("CSV headers cannot contain duplicates.");
  return rows.map((row) => {
    const item: JsonObject = {};
    names.forEach((name, column) => {
      setOwn(item, name, row[column] ?? "");
    });
    return item;
  });
}
