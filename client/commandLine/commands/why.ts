import { EXIT, type Main } from "../../../packages/terminal";
import { PLACE_OPTIONS, PLACE_USAGE } from "../placeOptions";
import { EXECUTION, onStack } from "./command";

export const WHY = {
  usage: `workflows why EXECUTION ${PLACE_USAGE}`,
  purpose: "Explain why an execution failed; given a state machine, its newest one that failed",
  arguments: { execution: EXECUTION },
  options: PLACE_OPTIONS,
  examples: [
    ["workflows why payment --local", "the state, the error, the input, the function's log, what to do"],
  ],
} as const;

export const why: Main<typeof WHY> = ({ execution: which, ...options }, context) =>
  onStack(options, context, async (session) => {
    const { explain } = require("../why/explain") as typeof import("../why/explain");
    const { renderExplanation } = require("../why/render") as typeof import("../why/render");
    const { output, place } = session;
    const explanation = await explain(session, await session.failedExecution(which));
    output.result(explanation, renderExplanation(explanation, place.options, output.width));
    return EXIT.ok;
  });
