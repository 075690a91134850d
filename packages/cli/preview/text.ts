import { table } from "../../terminal";
import type { Block, PreviewDocument } from "./document";
import { printable } from "./escape";

/** The report for a terminal; drawings are left out. */
export function renderText({ title, sections }: PreviewDocument): string {
  const parts = [printable(title)];
  for (const section of sections) {
    const heading = printable(section.title);
    parts.push(`${heading}\n${"=".repeat(heading.length)}`, ...section.blocks.flatMap(renderBlock));
  }
  return parts.join("\n\n");
}

function renderBlock(block: Block): string[] {
  switch (block.kind) {
    case "paragraph":
      return [printable(block.text)];
    case "list":
      return block.items.length > 0 ? [block.items.map((item) => `- ${printable(item)}`).join("\n")] : [];
    case "table":
      return [
        table(
          block.columns,
          block.rows.map((row) => row.map(printable)),
        ),
      ];
    case "lines":
      return [block.lines.map(keepIndent).join("\n")];
    case "diagram":
      return [];
    case "details": {
      const inner = block.blocks.flatMap(renderBlock);
      return inner.length > 0 ? [printable(block.title), ...inner] : [];
    }
  }
}

const keepIndent = (line: string): string => {
  const [indent] = /^ */.exec(line)!;
  return indent + line.slice(indent.length).split(" ").map(printable).join(" ");
};
