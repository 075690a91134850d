import { pipeline, Readable } from "node:stream";
import { parse } from "csv-parse";
import { itemReaderFailed } from "../errors";
import { type JsonObject, setOwn } from "../json";

const DELIMITERS: Record<string, string> = { COMMA: ",", PIPE: "|", SEMICOLON: ";", SPACE: " ", TAB: "\t" };

/**
 * The rows of a CSV file as objects. Missing values are empty texts, values beyond the header are dropped.
 * @param headers the names of the columns; without them they are in the first row.
 */
export async function* readCsv(
  file: AsyncIterable<Uint8Array>,
  headers: string[] | undefined,
  delimiter = "COMMA",
): AsyncGenerator<JsonObject> {
  let names = headers && distinct(headers);
  for await (const row of rowsOf(file, separatorOf(delimiter))) {
    if (names) yield toItem(names, row);
    else names = distinct(row);
  }
}

function rowsOf(file: AsyncIterable<Uint8Array>, delimiter: string): AsyncIterable<string[]> {
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  // An error of the file destroys the parser with it: the reader of the rows receives it.
  pipeline(Readable.from(file, { objectMode: false }), parser, () => {});
  return parser;
}

function separatorOf(delimiter: string): string {
  if (Object.hasOwn(DELIMITERS, delimiter)) return DELIMITERS[delimiter]!;
  throw itemReaderFailed(
    `CSVDelimiter must be one of ${Object.keys(DELIMITERS).join(", ")}, but was ${delimiter}`,
  );
}

function distinct(names: string[]): string[] {
  if (new Set(names).size === names.length) return names;
  throw itemReaderFailed("CSV headers cannot contain duplicates.");
}

function toItem(names: string[], row: string[]): JsonObject {
  const item: JsonObject = {};
  names.forEach((name, column) => {
    setOwn(item, name, row[column] ?? "");
  });
  return item;
}
