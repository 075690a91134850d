import { compileJsonPath } from "./compile";
import { InvalidPath } from "./errors";
import { trim } from "./javaText";
import type { JsonPath } from "./tokens";

/** A path in a definition: Step Functions' start, and what Jayway JsonPath reads from there. */
export interface StatesPath {
  /** `$` the input, `$$` the context object, `$name` a variable. */
  root: { kind: "input" } | { kind: "context" } | { kind: "variable"; name: string };
  path: JsonPath;
}

const ROOT = /^\$(\$|[\p{ID_Start}_][\p{ID_Continue}]*)?/u;

/**
 * Compiles a path of a definition
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html}). Blanks around it are ignored.
 *
 * @throws InvalidPath
 */
export function compileStatesPath(text: string): StatesPath {
  const trimmed = trim(text);
  const [start, name] = ROOT.exec(trimmed) ?? [];
  if (start === undefined) throw new InvalidPath("a path starts with '$'");
  return { root: rootOf(name), path: compileJsonPath(`$${trimmed.slice(start.length)}`) };
}

function rootOf(name: string | undefined): StatesPath["root"] {
  if (name === undefined) return { kind: "input" };
  return name === "$" ? { kind: "context" } : { kind: "variable", name };
}
