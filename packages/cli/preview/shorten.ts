import { type Block, type PreviewDocument, paragraph, type Section } from "./document";

type Measure = (document: PreviewDocument) => number;

/**
 * Shortens the longest parts of a document so that it has at most `limit` by `measure`: every list, table and run of lines
 * gets the same number of characters, as many as there can be. What is shortened says how much is missing.
 */
export function shorten(document: PreviewDocument, limit: number, measure: Measure): PreviewDocument {
  if (measure(document) <= limit) return document;
  let [fits, exceeds] = [0, limit];
  while (exceeds - fits > 1) {
    const middle = Math.floor((fits + exceeds) / 2);
    if (measure(capped(document, middle)) <= limit) fits = middle;
    else exceeds = middle;
  }
  return withoutSections(capped(document, fits), limit, measure);
}

/** Leaves out sections, last first, if nothing else helps. */
function withoutSections(document: PreviewDocument, limit: number, measure: Measure): PreviewDocument {
  const sections = [...document.sections];
  for (let index = sections.length - 1; index >= 0; index--) {
    if (measure({ ...document, sections }) <= limit) break;
    sections[index] = { ...sections[index]!, blocks: [paragraph("Too long to be shown here.")] };
  }
  return { ...document, sections };
}

const capped = (document: PreviewDocument, cap: number): PreviewDocument => ({
  ...document,
  sections: document.sections.map(
    (section): Section => ({ ...section, blocks: section.blocks.map((block) => cappedBlock(block, cap)) }),
  ),
});

function cappedBlock(block: Block, cap: number): Block {
  switch (block.kind) {
    case "paragraph":
      return block.text.length > Math.max(cap, 500)
        ? paragraph(`${block.text.slice(0, Math.max(cap, 500))}…`)
        : block;
    case "list": {
      const { kept, missing } = cut(block.items, cap, (item) => item.length);
      return missing ? { ...block, items: [...kept, left(missing, block.items.length, "items")] } : block;
    }
    case "lines": {
      const { kept, missing } = cut(block.lines, cap, (line) => line.length + 1);
      return missing ? { ...block, lines: [...kept, left(missing, block.lines.length, "lines")] } : block;
    }
    case "table": {
      const { kept, missing } = cut(block.rows, cap, (row) => row.join(" | ").length);
      if (!missing) return block;
      const last = [
        left(missing, block.rows.length, "rows"),
        ...Array<string>(block.columns.length - 1).fill(""),
      ];
      return { ...block, rows: [...kept, last] };
    }
    case "diagram":
      return block.source.length > cap ? paragraph("The drawing is too long to be shown here.") : block;
    case "details":
      return { ...block, blocks: block.blocks.map((inner) => cappedBlock(inner, cap)) };
  }
}

/** The first pieces, as many as have `cap` characters together. */
function cut<T>(pieces: T[], cap: number, length: (piece: T) => number): { kept: T[]; missing: number } {
  let total = 0;
  const end = pieces.findIndex((piece) => {
    total += length(piece);
    return total > cap;
  });
  return end < 0
    ? { kept: pieces, missing: 0 }
    : { kept: pieces.slice(0, end), missing: pieces.length - end };
}

const left = (missing: number, all: number, what: string): string =>
  `… ${missing} of ${all} ${what} are left out here; without --markdown the preview prints them`;
