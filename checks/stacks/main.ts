import { readFile, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { evaluate } from "../../packages/local-stack";
import { flag, type OptionsOf, printError, runCommand, say } from "../../packages/terminal";
import { PROGRAM_DIRECTORY } from "../program";
import { compareStacks } from "./compareStacks";

const COMMAND = {
  usage: "npm run stacks -- [options]",
  purpose: "Writes docs/stacks.md: how the stacks dev and prod differ, and why.",
  options: {
    check: flag("write nothing, but exit with code 1 if the document is not up to date"),
  },
};

const NAME = "docs/stacks.md";
const FILE = path.join(PROGRAM_DIRECTORY, NAME);

async function main(options: OptionsOf<typeof COMMAND>): Promise<number> {
  const evaluated = (stack: string) => evaluate({ directory: PROGRAM_DIRECTORY, stack });
  const document = await compareStacks(...(await Promise.all([evaluated("dev"), evaluated("prod")])));
  if (!options.check) {
    await writeFile(FILE, document);
    say(`${NAME} was written`);
    return 0;
  }
  if (document === (await readFile(FILE, "utf8"))) {
    say(`${NAME} is up to date`);
    return 0;
  }
  printError(new Error(`${NAME} is not up to date: run npm run stacks`));
  return 1;
}

void runCommand(COMMAND, main);
