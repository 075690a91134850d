import { colored, cut, duration, EXIT, type Main } from "../../../packages/terminal";
import { endLine } from "../ended";
import { PLACE_OPTIONS, PLACE_USAGE } from "../placeOptions";
import { StateTracker, type StateVisit } from "../stateTracker";
import { EXECUTION, onStack } from "./command";

export const WATCH = {
  usage: `workflows watch EXECUTION ${PLACE_USAGE}`,
  purpose: "Show the states of an execution as they end, one per line",
  arguments: { execution: EXECUTION },
  options: PLACE_OPTIONS,
  examples: [["workflows watch payment --stack dev", "its newest execution"]],
} as const;

export const watch: Main<typeof WATCH> = ({ execution: which, ...options }, context) =>
  onStack(options, context, async (session) => {
    const { output, signal } = session;
    const execution = await session.execution(which);
    output.progress(`watching ${execution.arn}`);
    const tracker = new StateTracker();
    for await (const event of execution.follow({ signal })) {
      for (const visit of tracker.add(event)) output.result(visit, visitLine(visit, output.width));
      if (tracker.running.length > 0) output.moment(`… ${tracker.running.join(", ")}`);
    }
    const described = await execution.describe();
    if (!("stopDate" in described)) throw new Error("it was redriven; watch it again");
    const { input: _input, ...ended } = described;
    output.result(ended, endLine(ended, output.width));
    return ended.status === "SUCCEEDED" ? EXIT.ok : EXIT.failed;
  });

const NAME_WIDTH = 40;
const STATUS_WIDTH = "SUCCEEDED".length;
const DURATION_WIDTH = 9;

function visitLine(
  { state, depth, index, status, error, durationMs }: StateVisit,
  width = Number.POSITIVE_INFINITY,
): string {
  const name = `${"  ".repeat(depth)}${state}${index === undefined ? "" : ` [${index}]`}`;
  const nameWidth = Math.min(NAME_WIDTH, Math.max(8, width - STATUS_WIDTH - DURATION_WIDTH - 4));
  const shown = width === Number.POSITIVE_INFINITY ? name : cut(name, nameWidth);
  const cells = [
    shown.padEnd(nameWidth),
    colored(status, STATUS_WIDTH),
    duration(durationMs).padStart(DURATION_WIDTH),
  ];
  return [...cells, error && cut(error, Math.max(0, width - nameWidth - STATUS_WIDTH - DURATION_WIDTH - 6))]
    .filter(Boolean)
    .join("  ");
}
