import { readFile, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { PROGRAM_DIRECTORY } from "../../packages/local-stack/localStack";
import { type Command, helpOf, readOptions } from "../../packages/local-stack/options";
import { evaluate } from "../../packages/local-stack/program/evaluate";
import { runCommand } from "../../packages/local-stack/runCommand";
import { complain, say } from "../../packages/local-stack/terminal";
import { compareStacks } from "./compareStacks";

const COMMAND: Command = {
  usage: "npm run stacks -- [options]",
  purpose: "Writes docs/stacks.md: how the stacks dev and prod differ, and why.",
  options: ["check", "verbose", "help"],
  defaultPort: 0,
};

const NAME = "docs/stacks.md";
const FILE = path.join(PROGRAM_DIRECTORY, NAME);

async function main(args: string[]): Promise<number> {
  const options = readOptions(COMMAND, args);
  if (options.help) {
    say(helpOf(COMMAND));
    return 0;
  }
  const evaluated = (stack: string) => evaluate({ directory: PROGRAM_DIRECTORY, stack });
  const document = await compareStacks(...(await Promise.all([evaluated("dev"), evaluated("prod")])));
  if (!options.check) {
    await writeFile(FILE, document);
    say(`${NAME} is written`);
    return 0;
  }
  if (document === (await readFile(FILE, "utf8"))) {
    say(`${NAME} is up to date`);
    return 0;
  }
  complain(new Error(`${NAME} is not up to date: run npm run stacks`));
  return 1;
}

void runCommand(main);
