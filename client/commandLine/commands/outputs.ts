import { UsageError } from "../../../packages/terminal";
import { EXIT } from "../exit";
import { command, type Program } from "./command";

const SECRET = "[secret]";

export const outputsCommand = (program: Program) =>
  command(
    program,
    "outputs",
    "Show the stack's outputs",
    (yargs) =>
      yargs.option("show-secrets", {
        type: "boolean",
        default: false,
        describe: "show secret outputs too, instead of [secret]",
      }),
    async ({ place, terminal }, { showSecrets }) => {
      const outputs = Object.entries(await place.outputs()).sort(([a], [b]) => a.localeCompare(b));
      if (outputs.length === 0) throw new UsageError(`${place.title} has no outputs; ${place.howToDeploy}`);
      const shown = outputs.map(
        ([name, { value, secret }]) => [name, secret && !showSecrets ? SECRET : value] as const,
      );
      terminal.result(Object.fromEntries(shown), shown.map(line).join("\n"));
      return EXIT.ok;
    },
  );

const line = ([name, value]: readonly [string, unknown]): string =>
  `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`;
