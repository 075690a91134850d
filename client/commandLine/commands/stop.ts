import { EXIT } from "../exit";
import { command, type Program, WORKFLOW_OR_ARN } from "./command";

export const stopCommand = (program: Program) =>
  command(
    program,
    "stop <execution>",
    "Stop an execution; given a workflow, its running one",
    (yargs) =>
      yargs
        .positional("execution", WORKFLOW_OR_ARN)
        .option("error", { type: "string", requiresArg: true, describe: "the error to record" })
        .option("cause", { type: "string", requiresArg: true, describe: "the cause to record" })
        .example('$0 stop messenger --stack dev --cause "maintenance"', "stop the pump"),
    async (session, { execution: which, error, cause }) => {
      const execution = await session.runningExecution(which);
      await execution.stop({ ...(error && { error }), ...(cause && { cause }) });
      const { status } = await execution.waitForEnd({ signal: session.signal, timeoutMs: 60_000 });
      session.terminal.result({ executionArn: execution.arn, status }, `${execution.arn} ${status}`);
      return EXIT.ok;
    },
  );
