import { colored, duration, EXIT, type Output } from "../../packages/terminal";
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
  const reason = [ended.error, ended.cause].filter(Boolean).join(": ");
  output.progress(`${how}${reason && `: ${reason}`}`);
  return EXIT.failed;
}

/** The last line of `watch`. */
export function endLine({ status, startDate, stopDate, error, cause }: EndLine): string {
  const reason = [error, cause].filter(Boolean).join(": ");
  const took = duration(stopDate.getTime() - startDate.getTime());
  return [`execution ${colored(status)}`, took, reason].filter(Boolean).join("  ");
}

interface EndLine {
  status: string;
  startDate: Date;
  stopDate: Date;
  error?: string;
  cause?: string;
}
