import { createContext, Script } from "node:vm";

let call: ((run: () => unknown, milliseconds: number) => unknown) | undefined;

/**
 * Runs what is synchronous, and ends it wherever it is after so many milliseconds, even in a regular expression. It costs up to a
 * millisecond by itself.
 *
 * @throws what `timedOut` makes, if it took longer; else what `run` throws
 */
export function runWatched<T>(run: () => T, milliseconds: number, timedOut: () => unknown): T {
  call ??= makeCall();
  try {
    return call(run, milliseconds) as T;
  } catch (error) {
    throw (error as { code?: unknown }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT" ? timedOut() : error;
  }
}

/** Only scripts of `node:vm` can be interrupted; this one calls what it is given. */
function makeCall(): (run: () => unknown, milliseconds: number) => unknown {
  const context = createContext({ run: undefined as unknown });
  const script = new Script("run()");
  return (run, timeout) => {
    context.run = run;
    try {
      return script.runInContext(context, { timeout });
    } finally {
      context.run = undefined;
    }
  };
}
