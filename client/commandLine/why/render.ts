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
  return sections(explanation, options)
    .join("\n")
    .split("\n")
    .map((line) => cut(line, width ?? Number.POSITIVE_INFINITY))
    .join("\n");
}

function sections(
  { executionArn, status, failure, log, missing, notRedrivable, child }: Explanation,
  options: string,
): string[] {
  const { state, stateType, attempts, error, cause, input, caught } = failure;
  const kind = stateType?.toLowerCase() === "fail" ? "the definition's Fail state" : `${stateType} state`;
  return [
    `${bad(status)} ${executionArn}`,
    "",
    ...(state === undefined ? [] : [title("state", `${state} (${kind})`)]),
    ...(attempts === undefined ? [] : [title("attempt", attempts === 1 ? "1" : `${attempts}, the last one`)]),
    ...(error === undefined ? [] : [title("error", error)]),
    ...(cause === undefined
      ? []
      : block("cause", child ? "the execution that it started, see below" : laidOut(cause))),
    ...(caught.length === 0
      ? []
      : [
          title(
            "caught before",
            caught.map((each) => `${each.state}: ${each.error ?? "unknown"}`).join(", "),
          ),
        ]),
    ...(input === undefined ? [] : block("input of the state", laidOut(input))),
    ...(missing
      ? block(
          missing.role ? `the role ${missing.role} lacks` : "a policy lacks",
          JSON.stringify(missing.statement),
        )
      : []),
    ...(log ? logBlock(log) : []),
    "",
    ...(child
      ? [
          faint("It failed because this execution failed, which it had started:"),
          "",
          ...sections(child, options),
        ]
      : []),
    ...(notRedrivable === undefined
      ? [
          `${child ? "Then continue the first one" : "Continue"} from this state: workflows redrive ${executionArn} ${options}`,
        ]
      : [`It cannot be continued from this state: ${notRedrivable}`]),
  ];
}

const title = (name: string, text: string): string => `${faint(`${name}:`)} ${text}`;

function block(name: string, text: string): string[] {
  const lines = text.split("\n");
  if (lines.length === 1) return [title(name, text)];
  const rest = lines.length - MOST_LINES;
  return [
    faint(`${name}:`),
    ...lines.slice(0, MOST_LINES).map((line) => `${INDENT}${line}`),
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

function logBlock({ functionName, group, lines, candidates, unreadable }: InvocationLog): string[] {
  if (unreadable !== undefined) return [title(`log of ${functionName}`, `cannot be read: ${unreadable}`)];
  if (lines.length === 0) return [title(`log of ${functionName}`, `no line in ${group} at that time`)];
  const among = candidates > 1 ? `, the last of ${candidates} invocations that said so` : "";
  return block(`log of ${functionName}${among}`, lines.map(({ message }) => message).join("\n"));
}
