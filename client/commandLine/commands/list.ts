import { type ExecutionListItem, ExecutionStatus } from "@aws-sdk/client-sfn";
import { duration, table } from "../../../packages/terminal";
import { EXIT } from "../exit";
import { positive } from "../options";
import { command, type Program, WORKFLOW } from "./command";

export const listCommand = (program: Program) =>
  command(
    program,
    "list <workflow>",
    "List the executions of a workflow, newest first",
    (yargs) =>
      yargs
        .positional("workflow", WORKFLOW)
        .option("status", {
          choices: Object.values(ExecutionStatus),
          requiresArg: true,
          describe: "only those with this status",
        })
        .option("limit", {
          type: "number",
          requiresArg: true,
          default: 20,
          coerce: (limit: number) => positive("limit", limit),
          describe: "the most to list",
        })
        .example("$0 list pipeline --local --status FAILED", "what failed"),
    async (session, { workflow, status, limit }) => {
      const { terminal } = session;
      const machine = await session.machine(workflow);
      const found: ExecutionListItem[] = [];
      for await (const item of machine.executions(status && { status })) {
        if (found.push(item) >= limit) break;
      }
      if (terminal.json) for (const item of found) terminal.result(item, "");
      else terminal.result(found, table(COLUMNS, found.map(row), { underline: false }));
      return EXIT.ok;
    },
  );

const COLUMNS = ["STATUS", "STARTED", "DURATION", "ARN"];

const row = ({ status, startDate, stopDate, executionArn }: ExecutionListItem): string[] => [
  status!,
  startDate!.toISOString(),
  stopDate ? duration(stopDate.getTime() - startDate!.getTime()) : "",
  executionArn!,
];
