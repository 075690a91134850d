import { colored, cut, duration, EXIT, type Output } from "../../packages/terminal";
import type { EndedExecution } from "../execution";

/** Shows how an execution ended. Returns the exit code. Only its output is the result. */
export function showEnd(output: Output, ended: EndedExecution<unknown, unknown>): number {
  const { input: _input, ...shown } = ended;
  const durationMs = ended.stopDate.getTime() - ended.startDate.getTime();
  const how = `${ended.status} after ${duration(durationMs)}`;
  if (ended.status === "SUCCEEDED") {
    output.progress(how);
    output.result({ ...shown, durationMs }, JSON.stringify(ended.output, undefined, 2));
    return EXIT.ok;
  }
  if (output.json) output.result({ ...shown, durationMs }, "");
  const reason = reasonOf(ended.error, ended.cause);
  output.progress(`${how}${reason && `: ${reason}`}`);
  return EXIT.failed;
}

/** The last line of `watch`; its reason is cut where it does not fit. */
export function endLine(
  { status, startDate, stopDate, error, cause }: EndLine,
  width = Number.POSITIVE_INFINITY,
): string {
  const reason = reasonOf(error, cause);
  const took = duration(stopDate.getTime() - startDate.getTime());
  const left = width - `execution ${status}  ${took}  `.length;
  return [`execution ${colored(status)}`, took, cut(reason, left)].filter(Boolean).join("  ");
}

/** `RangeError: 500 is more than the card allows`; empty if there is neither. */
export const reasonOf = (error: string | undefined, cause: string | undefined): string =>
  [error, cause && messageIn(cause)].filter(Boolean).join(": ");

/** The message of an error that a function threw; any other cause as it is. */
function messageIn(cause: string): string {
  try {
    const { errorMessage } = JSON.parse(cause);
    return typeof errorMessage === "string" ? errorMessage : cause;
  } catch {
    // Any text may be a cause.
    return cause;
  }
}

interface EndLine {
  status: string;
  startDate: Date;
  stopDate: Date;
  error?: string;
  cause?: string;
}
