import { bad, cut, faint } from "../../../packages/terminal";
import type { Explanation, InvocationLog } from "./explain";
import { parse } from "./failure";

/** An input or cause is laid out up to so many lines. */
const MOST_LINES = 30;
const INDENT = "  ";

/**
 * An explanation for people.
 *
 * @param options as the command line says where: `--local`
 * @param width of the terminal; undefined where nothing is to be cut
 */
export function renderExplanation(
  explanation: Explanation,
  options: string,
  width: number | undefined,
): string {
  return sections(explanation, options, width ?? Number.POSITIVE_INFINITY).join("\n");
}

function sections(
  { executionArn, status, failure, log, missing, notRedrivable, child }: Explanation,
  options: string,
  width: number,
): string[] {
  const block = (name: string, text: string) => blockOf(name, text, width);
  const { state, stateType, attempts, error, cause, input, caught } = failure;
  const kind = stateType?.toLowerCase() === "fail" ? "the definition's Fail state" : `${stateType} state`;
  return [
    `${bad(status)} ${executionArn}`,
    "",
    ...(state === undefined ? [] : block("state", `${state} (${kind})`)),
    ...(attempts === undefined ? [] : block("attempt", attempts === 1 ? "1" : `${attempts}, the last one`)),
    ...(error === undefined ? [] : block("error", error)),
    ...(cause === undefined
      ? []
      : block("cause", child ? "the execution that it started, see below" : laidOut(cause))),
    ...(caught.length === 0
      ? []
      : block("caught before", caught.map((each) => `${each.state}: ${each.error ?? "unknown"}`).join(", "))),
    ...(input === undefined ? [] : block("input of the state", laidOut(input))),
    ...(missing
      ? [
          // Whole on a terminal too, like the commands below: they are there to be copied.
          `${faint(`${missing.role ? `the role ${missing.role}` : "a policy"} lacks:`)} ${JSON.stringify(missing.statement)}`,
        ]
      : []),
    ...(log ? logBlock(log, block) : []),
    "",
    ...(child
      ? [
          faint("It failed because this execution failed, which it had started:"),
          "",
          ...sections(child, options, width),
        ]
      : []),
    ...(notRedrivable === undefined
      ? [
          `${child ? "Then continue the first one" : "Continue"} from this state: workflows redrive ${executionArn} ${options}`,
        ]
      : [`It cannot be continued from this state: ${notRedrivable}`]),
  ];
}

/** A text with its name before it, or above it where it has several lines; each line is cut to the width. */
function blockOf(name: string, text: string, width: number): string[] {
  const lines = text.split("\n");
  if (lines.length === 1) return [`${faint(`${name}:`)} ${cut(text, width - name.length - 2)}`];
  const rest = lines.length - MOST_LINES;
  return [
    faint(`${name}:`),
    ...lines.slice(0, MOST_LINES).map((line) => cut(`${INDENT}${line}`, width)),
    ...(rest > 0 ? [faint(`${INDENT}… ${rest} more lines; --json has all`)] : []),
  ];
}

/** JSON laid out; an error that a function threw as its message and trace. */
function laidOut(text: string): string {
  const value = parse(text);
  if (value === undefined) return text;
  const { errorMessage, trace } = value as { errorMessage?: unknown; trace?: unknown };
  if (typeof errorMessage === "string" && Array.isArray(trace) && trace.length > 0) return trace.join("\n");
  return JSON.stringify(value, undefined, 2);
}

function logBlock(
  { functionName, group, lines, candidates, unreadable }: InvocationLog,
  block: (name: string, text: string) => string[],
): string[] {
  if (unreadable !== undefined) return block(`log of ${functionName}`, `cannot be read: ${unreadable}`);
  if (lines.length === 0) return block(`log of ${functionName}`, `no line in ${group} at that time`);
  const among = candidates > 1 ? `, the last of ${candidates} invocations that said so` : "";
  return block(`log of ${functionName}${among}`, lines.map(({ message }) => message).join("\n"));
}
