import { mkdir, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { evaluate, type Resource, stackOption } from "../../packages/local-stack";
import { type OptionsOf, runCommand, say } from "../../packages/terminal";
import { PROGRAM_DIRECTORY } from "../program";
import { mermaid } from "./mermaid";

const COMMAND = {
  usage: "npm run diagrams -- [options]",
  purpose: "Draws every state machine of the evaluated program into docs/diagrams.md.",
  options: { stack: stackOption() },
};

const FILE = path.join(PROGRAM_DIRECTORY, "docs", "diagrams.md");

async function main(options: OptionsOf<typeof COMMAND>): Promise<number> {
  const { resources } = await evaluate({
    directory: PROGRAM_DIRECTORY,
    stack: options.stack,
    config: { pipelineOrder: '["A","trim","review"]' },
  });
  const machines = resources.filter(({ type }) => type === "aws:sfn/stateMachine:StateMachine");
  await mkdir(path.dirname(FILE), { recursive: true });
  await writeFile(FILE, document(machines));
  say(`${machines.length} state machines drawn into docs/diagrams.md`);
  return 0;
}

function document(machines: Resource[]): string {
  const sections = machines.map(({ name, inputs }) => {
    const definition = JSON.parse(String(inputs.definition));
    const comment = definition.Comment ? `${definition.Comment}\n\n` : "";
    return `## ${name}\n\n${comment}\`\`\`mermaid\n${mermaid(definition)}\n\`\`\`\n`;
  });
  return `# State machines\n\nDrawn from the definitions that the program deploys, by \`npm run diagrams\`.\n\n${sections.join("\n")}`;
}

void runCommand(COMMAND, main);
