import { EXIT, type Main, textOption } from "../../../packages/terminal";
import { PLACE_OPTIONS, PLACE_USAGE } from "../placeOptions";
import { EXECUTION, onStack } from "./command";

export const STOP = {
  usage: `workflows stop EXECUTION ${PLACE_USAGE}`,
  purpose: "Stop an execution; given a state machine, its running one",
  arguments: { execution: EXECUTION },
  options: {
    error: textOption("NAME", "the error to record"),
    cause: textOption("TEXT", "the cause to record"),
    ...PLACE_OPTIONS,
  },
  examples: [[`workflows stop payment --stack dev --cause "maintenance"`, "stop what runs"]],
} as const;

export const stop: Main<typeof STOP> = ({ execution: which, error, cause, ...options }, context) =>
  onStack(options, context, async (session) => {
    const execution = await session.runningExecution(which);
    const before = await execution.describe();
    // AWS accepts it, and nothing changes.
    if ("stopDate" in before) throw new Error(`${execution.arn} has ended already: it is ${before.status}`);
    await execution.stop({ ...(error && { error }), ...(cause && { cause }) });
    const { status } = await execution.waitForEnd({ signal: session.signal, timeoutMs: 60_000 });
    if (status !== "ABORTED") throw new Error(`${execution.arn} ended meanwhile: it is ${status}`);
    session.output.result({ executionArn: execution.arn, status }, `${execution.arn} ${status}`);
    return EXIT.ok;
  });
