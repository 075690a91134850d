import { mkdir, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { PURPOSES } from "../../../client/commandLine";
import type { Definition } from "../../asl";
import { svg } from "../../diagram";
import { type Evaluation, evaluate, programOption, stackOption } from "../../local-stack";
import { EXIT, flag, type Main, textOption, UsageError } from "../../terminal";
import { programHere } from "../program";
import { mermaid } from "./mermaid";

export const DIAGRAMS = {
  usage: "workflows diagrams [options]",
  purpose: PURPOSES.diagrams,
  options: {
    program: programOption,
    stack: stackOption(),
    file: textOption("FILE", "write them to this file (default: print them)"),
    svg: textOption("FOLDER", "draw each state machine as an SVG image into this folder"),
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
  /** An image: `<svg xmlns=…`. */
  svg: string;
}

export const diagrams: Main<typeof DIAGRAMS> = async (options, { output, signal }) => {
  const directory = options.program ?? programHere();
  const drawn = diagramsOf(await evaluate({ directory, stack: options.stack, signal }));
  if (options.svg !== undefined && options.file !== undefined)
    throw new UsageError("--svg and --file are both given; allowed: one of them");
  if (options.svg !== undefined) {
    const files = await writeImages(drawn, options.svg);
    output.result(files, files.map(({ file }) => file).join("\n"));
    return EXIT.ok;
  }
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
      const definition: Definition & { Comment?: string } = JSON.parse(String(inputs.definition));
      return {
        name,
        ...(definition.Comment && { comment: definition.Comment }),
        mermaid: mermaid(definition),
        svg: svg(definition, `The states of ${name}`),
      };
    });

/** @param command what drew them */
export const diagramsDocument = (drawn: readonly Diagram[], command: string): string =>
  documentOf(drawn, command, ({ mermaid }) => `\`\`\`mermaid\n${mermaid}\n\`\`\``);

/** A document with images that are in `folder`, as `writeImages` returns them. */
export const imagesDocument = (drawn: readonly Diagram[], command: string, folder: string): string =>
  documentOf(drawn, command, ({ name }) => `![The states of ${name}](${folder}/${imageName(name)})`);

/** Writes an image for each state machine. */
export async function writeImages(
  drawn: readonly Diagram[],
  folder: string,
): Promise<{ name: string; file: string }[]> {
  await mkdir(folder, { recursive: true });
  return Promise.all(
    drawn.map(async ({ name, svg }) => {
      const file = path.join(folder, imageName(name));
      await writeFile(file, svg);
      return { name, file };
    }),
  );
}

/** A resource's name may have characters that a file's may not. */
const imageName = (name: string): string => `${name.replace(/[^\w.-]/g, "_")}.svg`;

function documentOf(
  drawn: readonly Diagram[],
  command: string,
  pictureOf: (diagram: Diagram) => string,
): string {
  const sections = drawn.map(
    (diagram) =>
      `## ${diagram.name}\n\n${diagram.comment ? `${diagram.comment}\n\n` : ""}${pictureOf(diagram)}\n`,
  );
  return `# State machines\n\nDrawn from the definitions that the program deploys, by \`${command}\`.\n\n${sections.join("\n")}`;
}
