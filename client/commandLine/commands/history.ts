import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { cut, duration, EXIT, flag, type Main } from "../../../packages/terminal";
import { PLACE_OPTIONS, PLACE_USAGE } from "../placeOptions";
import { errorOf } from "../stateTracker";
import { EXECUTION, onStack } from "./command";

export const HISTORY = {
  usage: `workflows history EXECUTION ${PLACE_USAGE}`,
  purpose: "List the events of an execution; with --json whole, with inputs and outputs",
  arguments: { execution: EXECUTION },
  options: { reverse: flag("newest event first"), ...PLACE_OPTIONS },
  examples: [["workflows history payment --local --json | jq .type", "types of events"]],
} as const;

export const history: Main<typeof HISTORY> = (options, context) =>
  onStack(options, context, async (session) => {
    const { output, signal } = session;
    const execution = await session.execution(options.execution);
    const { startDate } = await execution.describe();
    const events = execution.history({ reverseOrder: options.reverse, includeExecutionData: output.json });
    for await (const event of events) {
      signal.throwIfAborted();
      output.result(event, cut(eventLine(event, startDate), output.width ?? Number.POSITIVE_INFINITY));
    }
    return EXIT.ok;
  });

function eventLine(event: HistoryEvent, start: Date): string {
  const { id, type = "", timestamp = start } = event;
  const since = duration(timestamp.getTime() - start.getTime());
  const name = event.stateEnteredEventDetails?.name ?? event.stateExitedEventDetails?.name ?? errorOf(event);
  return `${String(id).padStart(5)}  ${since.padStart(12)}  ${type.padEnd(28)}  ${name ?? ""}`.trimEnd();
}
