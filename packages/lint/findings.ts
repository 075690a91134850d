import { isScalar, type Node, type Scalar } from "yaml";
import { type Diagnostic, levelOf, validate } from "../asl";
import { type Definition, definitionsIn } from "./definitions";
import { type Position, PositionedDocument, type Region } from "./document";
import { locate, pointerOf } from "./locate";
import { hasPlaceholder, mask, unmask } from "./placeholders";
import type { RuleId } from "./rules";

/** What the linter says about a place in a file. */
export interface Finding {
  /** As it was given, `stdin` for what was read there. */
  file: string;
  /** From one; columns are counted in UTF-16 units. */
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  /** `error`: Step Functions rejects the definition. `warning`: it accepts it, but not as it looks. */
  severity: "error" | "warning";
  code: RuleId;
  message: string;
  /** RFC 6901; continued into a definition that is a text. `""` for the whole. */
  pointer: string;
}

export interface LintOptions {
  /** Of the workflows; what a template says of its state machine comes first. Default: `STANDARD`. */
  type?: "STANDARD" | "EXPRESS" | undefined;
}

/** Lints the definitions in a text of JSON or YAML; its file's name decides which, or its first character. */
export function lintText(file: string, text: string, options: LintOptions = {}): Finding[] {
  const found = lintSource(text, isJson(file, text), options);
  return found
    .map(({ region: { start, end }, code, severity, message, path }) => ({
      file,
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
      severity,
      code,
      message: unmask(message),
      pointer: unmask(pointerOf(path)),
    }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

interface Found {
  region: Region;
  severity: Finding["severity"];
  code: RuleId;
  message: string;
  path: (string | number)[];
}

function isJson(file: string, text: string): boolean {
  if (/\.json$/i.test(file)) return true;
  return !/\.ya?ml$/i.test(file) && /^\s*[{[]/.test(text);
}

function lintSource(text: string, json: boolean, options: LintOptions): Found[] {
  const masked = mask(text, { quoted: json });
  const deep = nestingOf(masked) > DEEPEST;
  if (json && (deep || !isValidJson(masked)))
    return check(masked, options).map((diagnostic) => atText(diagnostic, masked));
  if (deep) return [{ ...START, severity: "error", code: "INVALID_YAML", message: TOO_DEEP, path: [] }];
  const document = new PositionedDocument(masked);
  const { problem } = document;
  if (problem && !json) return [{ ...problem, severity: "error", code: "INVALID_YAML", path: [] }];
  return definitionsIn(document).flatMap((definition) => lintDefinition(document, definition, json, options));
}

/** The validator's own bound, which a parser of YAML takes long to reach. */
const DEEPEST = 1000;
const TOO_DEEP = `more than ${DEEPEST} values inside one another`;
const START = { region: { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } } };

/** How many brackets are open at once. */
function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:\\.|[^"\\])*"|[[\]{}]/gs)) {
    if (token === "[" || token === "{") deepest = Math.max(deepest, ++depth);
    else if (token === "]" || token === "}") depth--;
  }
  return deepest;
}

function lintDefinition(
  document: PositionedDocument,
  definition: Definition,
  json: boolean,
  given: LintOptions,
): Found[] {
  const { path, node, text, type } = definition;
  const options = type ? { type } : given;
  if (text)
    return lintInside(document, text, options).map((found) => ({ ...found, path: [...path, ...found.path] }));
  const value = read(document, node);
  if (value instanceof Error)
    return [
      {
        region: document.region(document.root),
        severity: "error",
        code: "INVALID_YAML",
        message: value.message,
        path,
      },
    ];
  const whole = json && path.length === 0;
  const diagnostics = check(whole ? document.text : JSON.stringify(value), options)
    .filter(({ code }) => code !== "DUPLICATE_FIELD")
    .map((diagnostic): Found => {
      const place = locate(node, diagnostic.location ?? "/");
      return found(diagnostic, document.region(place.node), [...path, ...place.path]);
    });
  const duplicates = document.duplicates(node).map(
    (duplicate): Found => ({
      region: duplicate.region,
      severity: "warning",
      code: "DUPLICATE_FIELD",
      message: `Duplicate field '${duplicate.name}': only the last one counts`,
      path: [...path, ...duplicate.path],
    }),
  );
  return [...diagnostics, ...duplicates];
}

/** Aliases can make a value that is too large or endless. */
function read(document: PositionedDocument, node: Node | null): unknown {
  try {
    return document.value(node);
  } catch (error) {
    return error;
  }
}

/** A definition that is a text: in a literal block its places are those of the file, otherwise all are where the text starts. */
function lintInside(document: PositionedDocument, scalar: Scalar<string>, options: LintOptions): Found[] {
  const outer = document.region(scalar);
  const inside = lintSource(unmask(scalar.value), isJson("", scalar.value), options);
  if (!isScalar(scalar) || scalar.type !== "BLOCK_LITERAL")
    return inside.map((found) => ({ ...found, region: outer }));
  const indent = indentOf(document.text, outer.start.line);
  const moved = ({ line, column }: Position): Position => ({
    line: line + outer.start.line,
    column: column + indent,
  });
  return inside.map((found) => ({
    ...found,
    region: { start: moved(found.region.start), end: moved(found.region.end) },
  }));
}

/** Of the literal block whose header is in this line, counted from one. */
function indentOf(text: string, header: number): number {
  const first = text
    .split("\n")
    .slice(header)
    .find((line) => line.trim() !== "");
  return first === undefined ? 0 : first.length - first.trimStart().length;
}

const check = (text: string, { type = "STANDARD" }: LintOptions): Diagnostic[] =>
  validate(text, { type, unknown: isUnknown, strict: true, severity: "WARNING" });

/** What a template fills in: texts with placeholders, functions of CloudFormation, and objects of which a name is one. */
function isUnknown(value: unknown): boolean {
  if (typeof value === "string") return hasPlaceholder(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const names = Object.keys(value);
  return names.some(hasPlaceholder) || (names.length === 1 && /^(?:Ref|Condition|Fn::\w+)$/.test(names[0]!));
}

/** Only what Step Functions itself rejects is an error. */
const found = (diagnostic: Diagnostic, region: Region, path: Found["path"]): Found => ({
  region,
  severity: diagnostic.severity === "ERROR" && levelOf(diagnostic) === "aws" ? "error" : "warning",
  code: diagnostic.code,
  message: diagnostic.message.replace(/\n at \[Source: [\s\S]*$/, ""),
  path,
});

/** The place that is named in the location of a text that is no JSON, its start if there is none. */
function atText(diagnostic: Diagnostic, text: string): Found {
  const [, line = "1", column = "1"] =
    /; line: (\d+), column: (\d+)\]$/.exec(diagnostic.location ?? "") ?? [];
  const start = {
    line: Number(line),
    column: Math.max(1, Math.min(Number(column), longest(text, Number(line)))),
  };
  return found(diagnostic, { start, end: start }, []);
}

const longest = (text: string, line: number): number => (text.split("\n")[line - 1]?.length ?? 0) + 1;

function isValidJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
