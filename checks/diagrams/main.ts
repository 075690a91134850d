import { writeFile } from "node:fs/promises";
import * as path from "node:path";
import { diagramsDocument, diagramsOf } from "../../packages/cli";
import { evaluate, stackOption } from "../../packages/local-stack";
import { type OptionsOf, runCommand, say } from "../../packages/terminal";
import { PROGRAM_DIRECTORY } from "../program";

const COMMAND = {
  usage: "npm run diagrams -- [options]",
  purpose: "Draws every state machine of the evaluated program into docs/diagrams.md.",
  options: { stack: stackOption() },
};

const FILE = path.join(PROGRAM_DIRECTORY, "docs", "diagrams.md");

async function main(options: OptionsOf<typeof COMMAND>): Promise<number> {
  const evaluation = await evaluate({
    directory: PROGRAM_DIRECTORY,
    stack: options.stack,
    config: { pipelineOrder: '["A","trim","review"]' },
  });
  const drawn = diagramsOf(evaluation);
  await writeFile(FILE, diagramsDocument(drawn, "npm run diagrams"));
  say(`${drawn.length} state machines drawn into docs/diagrams.md`);
  return 0;
}

void runCommand(COMMAND, main);
