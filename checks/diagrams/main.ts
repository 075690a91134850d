import { mkdir, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { PROGRAM_DIRECTORY } from "../../packages/local-stack/localStack";
import { type Command, helpOf, readOptions } from "../../packages/local-stack/options";
import { evaluate } from "../../packages/local-stack/program/evaluate";
import type { Resource } from "../../packages/local-stack/program/evaluation";
import { runCommand } from "../../packages/local-stack/runCommand";
import { say } from "../../packages/local-stack/terminal";
import { mermaid } from "./mermaid";

const COMMAND: Command = {
  usage: "npm run diagrams -- [options]",
  purpose: "Draws every state machine of the evaluated program into docs/diagrams.md.",
  options: ["stack", "verbose", "help"],
  defaultPort: 0,
};

const FILE = path.join(PROGRAM_DIRECTORY, "docs", "diagrams.md");

async function main(args: string[]): Promise<number> {
  const options = readOptions(COMMAND, args);
  if (options.help) {
    say(helpOf(COMMAND));
    return 0;
  }
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

void runCommand(main);
