import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { duration } from "../../../packages/terminal";
import { EXIT } from "../exit";
import { errorOf } from "../stateTracker";
import { command, type Program, WORKFLOW_OR_ARN } from "./command";

export const historyCommand = (program: Program) =>
  command(
    program,
    "history <execution>",
    "List the events of an execution; --json includes inputs and outputs",
    (yargs) =>
      yargs
        .positional("execution", WORKFLOW_OR_ARN)
        .option("reverse", { type: "boolean", default: false, describe: "newest event first" })
        .example("$0 history pipeline --local --json | jq .type", "types of events"),
    async (session, { execution: which, reverse }) => {
      const { terminal, signal } = session;
      const execution = await session.execution(which);
      const { startDate } = await execution.describe();
      const options = { reverseOrder: reverse, includeExecutionData: terminal.json };
      for await (const event of execution.history(options)) {
        signal.throwIfAborted();
        terminal.result(event, eventLine(event, startDate));
      }
      return EXIT.ok;
    },
  );

function eventLine(event: HistoryEvent, start: Date): string {
  const { id, type = "", timestamp = start } = event;
  const since = duration(timestamp.getTime() - start.getTime());
  const name = event.stateEnteredEventDetails?.name ?? event.stateExitedEventDetails?.name ?? errorOf(event);
  return `${String(id).padStart(5)}  ${since.padStart(12)}  ${type.padEnd(28)}  ${name ?? ""}`.trimEnd();
}
