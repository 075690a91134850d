import type { ExecutionListItem, ExecutionStatus } from "@aws-sdk/client-sfn";
import {
  type Column,
  duration,
  EXIT,
  type Main,
  type Option,
  shortArn,
  table,
  UsageError,
} from "../../../packages/terminal";
import { countOption, PLACE_OPTIONS, PLACE_USAGE } from "../placeOptions";
import { MACHINE, onStack } from "./command";

/** As in {@link ExecutionStatus}, which is not loaded with the command line. */
const STATUSES = [
  "RUNNING",
  "SUCCEEDED",
  "FAILED",
  "TIMED_OUT",
  "ABORTED",
  "PENDING_REDRIVE",
] as const satisfies ExecutionStatus[];

const statusOption: Option<ExecutionStatus | undefined> = {
  value: "STATUS",
  description: `only those with this status: ${STATUSES.join(", ")}`,
  read(value, name) {
    const status = STATUSES.find((each) => each === value);
    if (value === undefined || status) return status;
    throw new UsageError(`${name} is '${value}'; allowed: ${STATUSES.join(", ")}`);
  },
};

export const LIST = {
  usage: `workflows list MACHINE ${PLACE_USAGE}`,
  purpose: "List the executions of a state machine, newest first",
  arguments: { machine: MACHINE },
  options: {
    status: statusOption,
    limit: countOption("the most to list (default: 20)", 20),
    ...PLACE_OPTIONS,
  },
  examples: [["workflows list payment --local --status FAILED", "what failed"]],
} as const;

export const list: Main<typeof LIST> = ({ machine: name, status, limit, ...place }, context) =>
  onStack(place, context, async (session) => {
    const { output } = session;
    const machine = await session.machine(name);
    const found: ExecutionListItem[] = [];
    for await (const item of machine.executions(status && { status })) {
      if (found.push(item) >= limit) break;
    }
    if (output.json) for (const item of found) output.result(item, "");
    else output.result(found, table(COLUMNS, found.map(row), { underline: false, width: output.width }));
    return EXIT.ok;
  });

const COLUMNS: Column[] = [
  { title: "STATUS" },
  { title: "STARTED" },
  { title: "DURATION" },
  { title: "ARN", shrink: shortArn },
];

const row = ({ status, startDate, stopDate, executionArn }: ExecutionListItem): string[] => [
  status!,
  startDate!.toISOString(),
  stopDate ? duration(stopDate.getTime() - startDate!.getTime()) : "",
  executionArn!,
];
