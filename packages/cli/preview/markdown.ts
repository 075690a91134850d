import type { Block, PreviewDocument } from "./document";
import { escapeHtml, escapeMarkdown, fenced } from "./escape";
import { shorten } from "./shorten";

/** GitHub refuses a comment of more than 65,536 characters; the rest is for what a job writes around the report. */
export const MAX_CHARACTERS = 60_000;

/** The report for a comment on a pull request, its longest parts shortened if it would be too long. */
export function renderMarkdown(document: PreviewDocument, limit = MAX_CHARACTERS): string {
  return render(shorten(document, limit, (each) => render(each).length));
}

function render({ title, sections }: PreviewDocument): string {
  const parts = [`## ${escapeMarkdown(title)}`];
  for (const section of sections) {
    parts.push(`### ${escapeMarkdown(section.title)}`, ...section.blocks.flatMap(renderBlock));
  }
  return `${parts.join("\n\n")}\n`;
}

function renderBlock(block: Block): string[] {
  switch (block.kind) {
    case "paragraph":
      return [escapeMarkdown(block.text)];
    case "list":
      return block.items.length > 0
        ? [block.items.map((item) => `- ${escapeMarkdown(item)}`).join("\n")]
        : [];
    case "table":
      return [renderTable(block)];
    case "lines":
      return [fenced(block.language, block.lines)];
    case "diagram":
      return [fenced("mermaid", block.source.split("\n"))];
    case "details":
      return [
        `<details><summary>${escapeHtml(block.title)}</summary>`,
        ...block.blocks.flatMap(renderBlock),
        "</details>",
      ];
  }
}

function renderTable({ columns, rows }: Extract<Block, { kind: "table" }>): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(({ title }) => escapeMarkdown(title))),
    line(columns.map(({ align }) => (align === "right" ? "---:" : "---"))),
    ...rows.map((row) => line(row.map(escapeMarkdown))),
  ].join("\n");
}
