import { showEnd } from "../ended";
import { EXIT } from "../exit";
import { readInput } from "../input";
import { milliseconds, timeoutOption } from "../options";
import { command, type Program, WORKFLOW } from "./command";

export const startCommand = (program: Program) =>
  command(
    program,
    "start <workflow>",
    "Start an execution; its ARN is the result",
    (yargs) =>
      yargs
        .positional("workflow", WORKFLOW)
        .option("input", {
          type: "string",
          requiresArg: true,
          coerce: readInput,
          describe: "JSON, @FILE, or - for stdin [default: {}]",
        })
        .option("name", {
          type: "string",
          requiresArg: true,
          describe: "the execution's name: the same name and input start it only once",
        })
        .option("wait", {
          type: "boolean",
          default: false,
          describe:
            "wait for its end; its output is the result, and the exit code is 1 if it did not succeed",
        })
        .option("timeout", {
          ...timeoutOption,
          describe: "seconds to wait at most; the execution continues",
        })
        .example(`$0 start pipeline --local --wait --input '{"Output":{"input":1}}'`, "run the pipeline here")
        .example("$0 start orders --stack dev --name order-7 --input @order.json", "start an order, once"),
    async (session, { workflow, input, name, wait, timeout }) => {
      const { place, terminal, signal } = session;
      const machine = await session.machine(workflow);
      const execution = await machine.start(input ?? {}, name === undefined ? {} : { name });
      if (!wait && !place.temporary) {
        terminal.result({ executionArn: execution.arn }, execution.arn);
        return EXIT.ok;
      }
      terminal.progress(`started ${execution.arn}`);
      return showEnd(terminal, await execution.waitForEnd({ timeoutMs: milliseconds(timeout), signal }));
    },
  );
