import { Aborted } from "../errors";
import type { Json } from "../types";
import type { ForkOptions, Frame } from "./frame";
import { runStates } from "./sequence";
import type { StateGraph, Visit } from "./visit";

export interface InnerOptions extends ForkOptions {
  onStart?(inner: Frame): void;
  onSuccess?(inner: Frame): void;
  onFailure?(inner: Frame): void;
}

/**
 * Runs states as the part `index` of a state: a branch or an iteration. A redrive continues where the part ended, and takes
 * over the output of a part that succeeded.
 */
export async function runInner(
  visit: Visit,
  index: number,
  graph: StateGraph,
  input: Json,
  options: InnerOptions,
): Promise<Json> {
  const { frame } = visit;
  const before = visit.before(index);
  if (before && "output" in before) {
    frame.noteInner(index, before);
    return before.output;
  }
  const inner = frame.fork(index, options);
  frame.noteInner(index, inner);
  try {
    options.onStart?.(inner);
    const output = await runStates(graph, inner, input, before);
    options.onSuccess?.(inner);
    frame.noteInner(index, { output });
    return output;
  } catch (error) {
    if (!(error instanceof Aborted)) {
      inner.recordFailure();
      options.onFailure?.(inner);
    }
    throw error;
  } finally {
    frame.release(inner);
  }
}
