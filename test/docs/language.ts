import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { Json } from "../../packages/asl/engine";

const DOCS = path.join(__dirname, "../../docs");

/** What a row is shown by, and tested with: a path, an expression, a state or a definition, and what comes of it. */
export interface Example {
  path?: string;
  expression?: string;
  state?: Record<string, unknown>;
  definition?: Record<string, unknown>;
  input: Json;
  type?: "EXPRESS";
  /** What the machine's Task does. */
  task?: { echo: true } | { never: true } | { size: number } | { error: string; cause: string };
  output?: Json;
  error?: string;
  /** A part of it. */
  cause?: string;
  /** A part of the reason why the definition is rejected. */
  rejected?: string;
  /** The code of a warning, or of an error that is the linter's alone. */
  warning?: string;
  /** How often the Task is called. */
  attempts?: number;
}

export interface LanguageRow {
  write: string;
  does: string;
  instead: string;
  /** Keys of the sources. */
  source: string[];
  /** Whether no source shows it. */
  guess?: true;
  examples: Example[];
}

export interface Language {
  sources: Record<string, { what: string; version: string; url: string }>;
  sections: { title: string; rows: LanguageRow[] }[];
}

export const PAGE = path.join(DOCS, "language.md");

export const language = (): Language =>
  JSON.parse(readFileSync(path.join(DOCS, "language.json"), "utf8"), (_name, value) =>
    typeof value?.repeat === "string" ? value.repeat.repeat(value.times) : value,
  );

/** `docs/language.md`, of `docs/language.json`. */
export function renderLanguage({ sources, sections }: Language): string {
  const count = sections.reduce((sum, { rows }) => sum + rows.length, 0);
  return [
    "# The language, where good guesses are wrong",
    "",
    `${count} places where the Amazon States Language, JSONPath or JSONata do other than one would write, what AWS does, and what to write instead. Each row is a test of the engine`,
    "and the validator here, whose examples are in [language.json](language.json); this page is made from it. What can be seen in a definition is a warning of [`workflows lint`](commands.md#lint) and of `Workflow`.",
    "[conformance.md](conformance.md) says how the engine compares with AWS's own recordings, and what is known to differ.",
    ...sections.flatMap(({ title, rows }) => [
      "",
      `## ${title}`,
      "",
      "| One would write | AWS | Write instead | Source |",
      "| --- | --- | --- | --- |",
      ...rows.map(({ write, does, instead, source, guess }) => {
        const sourced = [...source.map((key) => `[${key}]`), ...(guess ? ["guess"] : [])].join(" ");
        return `| ${write} | ${does} | ${instead} | ${sourced} |`;
      }),
    ]),
    "",
    "## Sources",
    "",
    "| | What | Version |",
    "| --- | --- | --- |",
    ...Object.entries(sources).map(
      ([key, { what, version, url }]) => `| ${key} | [${what}](${url}) | ${version} |`,
    ),
    "",
  ].join("\n");
}

if (require.main === module) writeFileSync(PAGE, renderLanguage(language()));
