import { createContext, Script } from "node:vm";
import { InvalidPath } from "../../jsonpath/errors";

/** So much is done at once, in some tenths of a second; for more a watch is set, which costs up to a millisecond. */
const MOST_UNWATCHED = 10_000_000;
/** That of a JSONata expression on AWS; of a path it is not known. */
const LONGEST_MS = 1_000;

const EXCEEDED = Symbol("exceeded");
/** Readings are synchronous, so that there is at most one. */
let left = 0;

/** Before something that takes so many steps: regular expressions are not interrupted otherwise. For use in {@link limitEffort}. */
export function spend(steps: number): void {
  left -= steps;
  if (left < 0) throw EXCEEDED;
}

/**
 * Runs what can be run again. If it spends much, it is run again under a watch, which ends it after a second.
 *
 * @throws InvalidPath if it takes longer
 */
export function limitEffort<T>(run: () => T): T {
  left = MOST_UNWATCHED;
  try {
    return run();
  } catch (error) {
    if (error !== EXCEEDED) throw error;
  }
  left = Number.POSITIVE_INFINITY;
  return watched(run);
}

let watch: ((run: () => unknown) => unknown) | undefined;

function watched<T>(run: () => T): T {
  watch ??= makeWatch();
  try {
    return watch(run) as T;
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    throw new InvalidPath(
      `The path takes longer than ${LONGEST_MS / 1_000} s: its regular expressions backtrack too much`,
    );
  }
}

/** Only scripts of `node:vm` can be interrupted; this one calls what it is given. */
function makeWatch(): (run: () => unknown) => unknown {
  const context = createContext({ run: undefined as unknown });
  const script = new Script("run()");
  return (run) => {
    context.run = run;
    try {
      return script.runInContext(context, { timeout: LONGEST_MS });
    } finally {
      context.run = undefined;
    }
  };
}
