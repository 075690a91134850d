import { InvalidPath } from "../../jsonpath/errors";
import { runWatched } from "../watch";

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
  return runWatched(run, LONGEST_MS, timedOut);
}

const timedOut = () =>
  new InvalidPath(
    `The path takes longer than ${LONGEST_MS / 1_000} s: its regular expressions backtrack too much`,
  );
