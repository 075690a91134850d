import { readFileSync, statSync } from "node:fs";
import { globSync, isDynamicPattern } from "tinyglobby";
import { UsageError } from "../terminal";

export interface LintedFile {
  /** As it was given, `stdin` for `-`. */
  name: string;
  text: string;
}

const ALLOWED = "allowed: files, patterns such as 'states/**/*.asl.json', and - for stdin";

/**
 * Reads every file that is named, once: by its path, by a pattern, or as `-`.
 *
 * @throws UsageError that names what cannot be read, and what is allowed.
 */
export function readFiles(given: readonly string[]): LintedFile[] {
  const names = new Set(given.flatMap(expand));
  return [...names].map((name) => ({ name: name === "-" ? "stdin" : name, text: read(name) }));
}

function expand(given: string): string[] {
  const exact = given === "-" || statSync(given, { throwIfNoEntry: false }) !== undefined;
  if (exact || !isDynamicPattern(given)) return [given];
  const found = globSync(given, { expandDirectories: false, ignore: ["**/node_modules/**"] });
  if (found.length === 0) throw new UsageError(`no file matches '${given}'; ${ALLOWED}`);
  return found.sort();
}

function read(name: string): string {
  try {
    const bytes = readFileSync(name === "-" ? 0 : name);
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`${reasonOf(name === "-" ? "stdin" : `'${name}'`, code, message)}; ${ALLOWED}`);
  }
}

function reasonOf(name: string, code: string | undefined, message: string): string {
  if (code === "EISDIR") return `${name} is a directory`;
  if (code === "ENOENT") return `there is no file ${name}`;
  return code === "ERR_ENCODING_INVALID_ENCODED_DATA"
    ? `${name} is not UTF-8`
    : `${name} cannot be read: ${message}`;
}
