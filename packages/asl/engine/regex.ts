import { setFlagsFromString } from "node:v8";

/**
 * Expressions bring regular expressions of their own, and one that backtracks without end would hold up the whole process.
 * From here on V8 finishes those with its linear engine, as far as they have no lookaround and no back reference.
 */
export function limitBacktracking(): void {
  setFlagsFromString("--enable-experimental-regexp-engine-on-excessive-backtracks");
}
