import { duration } from "../../../packages/terminal";
import { hasEnded } from "../../execution";
import { endLine } from "../ended";
import { EXIT } from "../exit";
import { StateTracker, type StateVisit } from "../stateTracker";
import { colored } from "../terminal";
import { command, type Program, WORKFLOW_OR_ARN } from "./command";

export const watchCommand = (program: Program) =>
  command(
    program,
    "watch <execution>",
    "Show the states of an execution as they end, one per line",
    (yargs) =>
      yargs
        .positional("execution", WORKFLOW_OR_ARN)
        .example("$0 watch booking --stack dev", "the newest execution of the booking workflow"),
    async (session, options) => {
      const { terminal, signal } = session;
      const execution = await session.execution(options.execution);
      terminal.progress(`watching ${execution.arn}`);
      const tracker = new StateTracker();
      for await (const event of execution.follow({ signal })) {
        for (const visit of tracker.add(event)) terminal.result(visit, visitLine(visit));
        if (tracker.running.length > 0) terminal.moment(`… ${tracker.running.join(", ")}`);
      }
      const described = await execution.describe();
      if (!hasEnded(described)) throw new Error("it was redriven; watch it again");
      const { input: _input, ...ended } = described;
      terminal.result(ended, endLine(ended));
      return ended.status === "SUCCEEDED" ? EXIT.ok : EXIT.failed;
    },
  );

const NAME_WIDTH = 40;
const STATUS_WIDTH = "SUCCEEDED".length;

function visitLine({ state, depth, index, status, error, durationMs }: StateVisit): string {
  const name = `${"  ".repeat(depth)}${state}${index === undefined ? "" : ` [${index}]`}`;
  const cells = [name.padEnd(NAME_WIDTH), colored(status, STATUS_WIDTH), duration(durationMs).padStart(9)];
  return [...cells, error].filter(Boolean).join("  ");
}
