import { EXIT, flag, type Main } from "../../../packages/terminal";
import { showEnd } from "../ended";
import { milliseconds, PLACE_OPTIONS, PLACE_USAGE, secondsOption } from "../placeOptions";
import { EXECUTION, onStack } from "./command";

export const REDRIVE = {
  usage: `workflows redrive EXECUTION ${PLACE_USAGE}`,
  purpose:
    "Continue an execution that failed, from the state that failed; given a state machine, its newest one that failed",
  arguments: { execution: EXECUTION },
  options: {
    wait: flag("wait for its end; its output is the result, and the exit code is 1 if it did not succeed"),
    timeout: secondsOption("how long to wait at most; the execution continues"),
    ...PLACE_OPTIONS,
  },
} as const;

export const redrive: Main<typeof REDRIVE> = ({ execution: which, wait, timeout, ...options }, context) =>
  onStack(options, context, async (session) => {
    const { output, signal } = session;
    const execution = await session.failedExecution(which);
    await execution.redrive();
    if (!wait) {
      output.result({ executionArn: execution.arn }, execution.arn);
      return EXIT.ok;
    }
    output.progress(`redrove ${execution.arn}`);
    return showEnd(output, await execution.waitForEnd({ timeoutMs: milliseconds(timeout), signal }));
  });
