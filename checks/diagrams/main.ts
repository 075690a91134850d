import { writeFile } from "node:fs/promises";
import * as path from "node:path";
import { diagramsOf, imagesDocument, writeImages } from "../../packages/cli";
import { evaluate, stackOption } from "../../packages/local-stack";
import { type OptionsOf, runCommand, say } from "../../packages/terminal";
import { PROGRAM_DIRECTORY } from "../program";

const COMMAND = {
  usage: "npm run diagrams -- [options]",
  purpose: "Draws every state machine of the evaluated program into docs/diagrams.md.",
  options: { stack: stackOption() },
};

const DOCS = path.join(PROGRAM_DIRECTORY, "docs");

async function main(options: OptionsOf<typeof COMMAND>): Promise<number> {
  const evaluation = await evaluate({
    directory: PROGRAM_DIRECTORY,
    stack: options.stack,
    config: { pipelineOrder: '["A","trim","review"]' },
  });
  const drawn = diagramsOf(evaluation);
  await writeImages(drawn, path.join(DOCS, "diagrams"));
  await writeFile(path.join(DOCS, "diagrams.md"), imagesDocument(drawn, "npm run diagrams", "diagrams"));
  say(`${drawn.length} state machines drawn into docs/diagrams.md`);
  return 0;
}

void runCommand(COMMAND, main);
