import { writeFile } from "node:fs/promises";
import { type Evaluation, evaluate, programOption, stackOption } from "../../local-stack";
import { EXIT, flag, type Main, textOption } from "../../terminal";
import { programHere } from "../program";
import { mermaid } from "./mermaid";

export const DIAGRAMS = {
  usage: "workflows diagrams [options]",
  purpose: "Draw the program's state machines as Mermaid diagrams, in Markdown",
  options: {
    program: programOption,
    stack: stackOption(),
    file: textOption("FILE", "write them to this file (default: print them)"),
    json: flag("print the diagrams as JSON, a state machine a line"),
  },
} as const;

/** A state machine, drawn. */
export interface Diagram {
  name: string;
  /** The definition's. */
  comment?: string;
  /** https://mermaid.js.org/syntax/stateDiagram.html */
  mermaid: string;
}

export const diagrams: Main<typeof DIAGRAMS> = async (options, { output, signal }) => {
  const directory = options.program ?? programHere();
  const drawn = diagramsOf(await evaluate({ directory, stack: options.stack, signal }));
  if (options.file !== undefined) {
    await writeFile(options.file, diagramsDocument(drawn, "workflows diagrams"));
    output.progress(`${drawn.length} state machines drawn into ${options.file}`);
    return EXIT.ok;
  }
  if (output.json) for (const each of drawn) output.result(each, "");
  else output.result(drawn, diagramsDocument(drawn, "workflows diagrams").trimEnd());
  return EXIT.ok;
};

/** The state machines of a program, drawn. */
export const diagramsOf = ({ resources }: Pick<Evaluation, "resources">): Diagram[] =>
  resources
    .filter(({ type }) => type === "aws:sfn/stateMachine:StateMachine")
    .map(({ name, inputs }) => {
      const definition = JSON.parse(String(inputs.definition));
      return {
        name,
        ...(definition.Comment && { comment: definition.Comment }),
        mermaid: mermaid(definition),
      };
    });

/** @param command what drew them */
export function diagramsDocument(drawn: readonly Diagram[], command: string): string {
  const sections = drawn.map(
    ({ name, comment, mermaid }) =>
      `## ${name}\n\n${comment ? `${comment}\n\n` : ""}\`\`\`mermaid\n${mermaid}\n\`\`\`\n`,
  );
  return `# State machines\n\nDrawn from the definitions that the program deploys, by \`${command}\`.\n\n${sections.join("\n")}`;
}
