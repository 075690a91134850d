import { stripVTControlCharacters } from "node:util";
import type { LogEntry } from "./evaluation";

/**
 * Why an evaluation failed:
 * - `config`: the project or stack file, or a value in it
 * - `program`: the program threw, or logged an error
 * - `resource`: a resource that could not be registered
 * - `crash`: the program's process ended without reporting an error
 * - `timeout`: the program was still running at the deadline
 * - `aborted`: the caller's signal
 */
export type EvaluationFailure = "config" | "program" | "resource" | "crash" | "timeout" | "aborted";

/** A Pulumi program could not be evaluated. The message is the program's own, without a stack trace. */
export class EvaluationError extends Error {
  override readonly name = "EvaluationError";
  constructor(
    readonly kind: EvaluationFailure,
    message: string,
    readonly details: {
      /** The program's stack trace, or the last output of its process: for `--verbose`. */
      trace?: string;
      /** The resource that was refused. */
      urn?: string;
      /** Everything the program logged or printed before. */
      logs?: LogEntry[];
    } = {},
  ) {
    super(message);
  }
}

/** What Pulumi's language host logs when the program throws: a headline, then the error as `util.inspect` shows it. */
const HEADLINE = /^Running program '.*' failed with an unhandled exception:\n/;
/** What `util.inspect` puts before an error that holds a reference to itself, as those from Pulumi's promises do. */
const CIRCULAR_MARK = /^<ref \*\d+> /;
/** Errors of JavaScript itself keep their name, since their messages alone do not say what they are. */
const BUILT_IN = /^(?:Eval|Internal|Range|Reference|Syntax|Type|URI|Aggregate)Error$/;

/** Splits a logged error into its message and the stack trace below it. */
export function readProgramError(logged: string): { message: string; trace?: string } {
  const text = stripVTControlCharacters(logged).replace(HEADLINE, "").replace(CIRCULAR_MARK, "").trim();
  const stackAt = text.search(/\n {4,}at /);
  if (stackAt < 0) return { message: text };
  const thrown = text.slice(0, stackAt);
  const [, name = "", message = thrown] = /^([A-Z]\w*)(?: \[[^\]]*\])?: ([\s\S]+)$/.exec(thrown) ?? [];
  return { message: BUILT_IN.test(name) ? thrown : message, trace: text };
}
