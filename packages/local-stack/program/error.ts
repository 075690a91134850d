import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import type { LogEntry } from "./evaluation";

/**
 * Why an evaluation failed:
 * - `config`: the project or stack file, or a value in it
 * - `packages`: packages that the program needs are not installed
 * - `values`: the program reads what only its account, another stack or its secrets provider has, and no value is given for it
 * - `program`: the program threw, or logged an error
 * - `resource`: a resource that could not be registered
 * - `crash`: the program's process ended without reporting an error
 * - `timeout`: the program was still running at the deadline
 * - `aborted`: the caller's signal
 */
export type EvaluationFailure =
  | "config"
  | "packages"
  | "values"
  | "program"
  | "resource"
  | "crash"
  | "timeout"
  | "aborted";

/**
 * A Pulumi program could not be evaluated. The message is the program's own, without a stack trace; its last line is the place
 * in the program that it comes from, `  at index.ts:12:5`, if it has one.
 */
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

/** The list of modules that Node.js adds to an import that fails. */
const REQUIRE_STACK = /\nRequire stack:(?:\n- .*)+/;

/** An error that a program logged. */
export interface ProgramError {
  message: string;
  /** The message and the stack trace below it. */
  trace?: string;
  /** The first line of the program in the trace: `index.ts:12:5`. */
  place?: string;
}

/**
 * Splits a logged error into its message, its place and its stack trace.
 *
 * @param directory the program's root, which places are relative to
 */
export function readProgramError(logged: string, directory: string): ProgramError {
  const text = stripVTControlCharacters(logged).replace(HEADLINE, "").replace(CIRCULAR_MARK, "").trim();
  const stackAt = text.search(/\n {4,}at /);
  if (stackAt < 0) return { message: text };
  const thrown = text.slice(0, stackAt).replace(REQUIRE_STACK, "");
  const [, name = "", message = thrown] = /^([A-Z]\w*)(?: \[[^\]]*\])?: ([\s\S]+)$/.exec(thrown) ?? [];
  const place = findPlace(text.slice(stackAt), directory);
  return { message: BUILT_IN.test(name) ? thrown : message, trace: text, ...(place && { place }) };
}

/** The first frame that is in the directory, but not in a package below it. */
function findPlace(stack: string, directory: string): string | undefined {
  for (const [, source = "", position] of stack.matchAll(
    /\n +at (?:async )?(?:.*? \()?([^()\n]+?)(:\d+:\d+)\)?(?= \{|\n|$)/g,
  )) {
    const path = source.startsWith("file:") ? fileURLToPath(source) : source;
    const isOwn = path.startsWith(directory + sep) && !path.includes(`${sep}node_modules${sep}`);
    if (isOwn) return relative(directory, path) + position;
  }
  return undefined;
}
