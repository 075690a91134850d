import { readFileSync } from "node:fs";
import { UsageError } from "../../packages/terminal";

/**
 * An execution's input: JSON, `@FILE` for the contents of a file, `-` for stdin.
 *
 * @throws UsageError that says what is wrong with it.
 */
export function readInput(given: string): unknown {
  const source = given === "-" ? "stdin" : given.startsWith("@") ? given.slice(1) : "--input";
  const text = given === "-" ? read(0, source) : given.startsWith("@") ? read(source, source) : given;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${source} is not JSON: ${(error as Error).message}`);
  }
}

function read(file: string | number, source: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${source} cannot be read: ${(error as Error).message}`);
  }
}
