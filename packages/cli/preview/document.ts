/** A piece of the report. Texts are plain: each rendering escapes what it must. */
export type Block =
  | { kind: "paragraph"; text: string }
  | { kind: "list"; items: string[] }
  | { kind: "table"; columns: { title: string; align?: "left" | "right" }[]; rows: string[][] }
  /** Lines to be shown as they are; `diff` lines begin with `+`, `-` or a space. */
  | { kind: "lines"; language: "text" | "diff"; lines: string[] }
  /** A Mermaid drawing, for renderings that can show it. */
  | { kind: "diagram"; source: string }
  /** Details that a reader can open. */
  | { kind: "details"; title: string; blocks: Block[] };

export interface Section {
  title: string;
  blocks: Block[];
}

/** The whole report. */
export interface PreviewDocument {
  title: string;
  sections: Section[];
}

export const paragraph = (text: string): Block => ({ kind: "paragraph", text });

export const details = (title: string, blocks: Block[]): Block => ({ kind: "details", title, blocks });
