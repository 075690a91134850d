import { visitNodes } from "../../jsonata";
import { isLinear } from "../../linearRegex";

/** White space as Java's regular expressions know it: `\s` is ASCII's. */
const SPACE = "\\t-\\r ";
const NOT_SPACE = "\\0-\\x08\\x0e-\\x1f!-\\uffff";

/** Lets the regular expressions in a syntax tree read `\s` and `\S` as AWS does. */
export function useAsciiSpace(tree: unknown): void {
  visitNodes(tree, (node) => {
    if (node.value instanceof RegExp) node.value = withAsciiSpace(node.value);
  });
}

function withAsciiSpace(regex: RegExp): RegExp {
  if (!/\\s/i.test(regex.source)) return regex;
  let inClass = false;
  const source = regex.source.replaceAll(/\\.|[[\]]/gs, (token) => {
    if (token === "[" || token === "]") inClass = token === "[";
    if (token === "\\s") return inClass ? SPACE : `[${SPACE}]`;
    if (token === "\\S") return inClass ? NOT_SPACE : `[^${SPACE}]`;
    return token;
  });
  return new RegExp(source, regex.flags);
}

/** Whether a regular expression in a syntax tree may take exponential time: V8's linear engine does not take all. */
export function mayBacktrack(tree: unknown): boolean {
  let found = false;
  visitNodes(tree, ({ value }) => {
    if (
      value instanceof RegExp &&
      REPEATS.test(value.source) &&
      (value.ignoreCase || !isLinear(value.source))
    )
      found = true;
  });
  return found;
}

const REPEATS = /[*+?{]/;
