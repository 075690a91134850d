/** A node of the tree that `jsonata(…).ast()` gives. */
interface Node {
  type: string;
  value?: unknown;
  position?: number;
}

/** Calls `visit` with every node of an expression's syntax tree, the outer ones first. */
export function visitNodes(tree: unknown, visit: (node: Node) => void): void {
  if (typeof tree !== "object" || tree === null || tree instanceof RegExp) return;
  if ("type" in tree) visit(tree as Node);
  for (const child of Object.values(tree)) visitNodes(child, visit);
}

/**
 * Step Functions has JSONata's syntax of version 2.0.6
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html}), without the later operators `??`
 * and `?:`: its parser takes their first character for the start of a condition, and says so of the second.
 * Throws what the parser throws, an object with `code` and `message`.
 */
export function rejectLaterOperators(tree: unknown, source: string): void {
  visitNodes(tree, ({ type, position = 0 }) => {
    if (type !== "condition") return;
    const operator = source.slice(Math.max(0, position - 2), position);
    if (operator !== "??" && operator !== "?:") return;
    throw { code: "S0211", message: `The symbol "${operator[1]}" cannot be used as a unary operator` };
  });
}
