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

/** Deeper expressions are rejected. AWS evaluates none that is deeper than 100; its parser's own limit is not known. */
const DEEPEST = 500;

/**
 * Parses an expression as Step Functions does. Throws what the parser throws, an object with `message` and mostly `code`, also where the
 * expression is nested so deeply that who walks its tree could overflow the stack.
 */
export function parseStrictly<Expression extends { ast(): unknown }>(
  parse: (source: string) => Expression,
  source: string,
): Expression {
  let expression: Expression;
  try {
    expression = parse(source);
  } catch (error) {
    throw error instanceof RangeError ? tooDeep() : error;
  }
  const tree = expression.ast();
  if (depthOf(tree) > DEEPEST) throw tooDeep();
  rejectLaterOperators(tree, source);
  return expression;
}

const tooDeep = () => ({ message: `The expression is nested more than ${DEEPEST} levels deep` });

/** How many nodes of a tree are inside one another. */
function depthOf(tree: unknown): number {
  let deepest = 0;
  const ahead: [value: unknown, depth: number][] = [[tree, 0]];
  for (let next = ahead.pop(); next; next = ahead.pop()) {
    const [value, depth] = next;
    if (typeof value !== "object" || value === null || value instanceof RegExp) continue;
    const own = "type" in value ? depth + 1 : depth;
    deepest = Math.max(deepest, own);
    for (const child of Object.values(value)) ahead.push([child, own]);
  }
  return deepest;
}

/**
 * Step Functions has JSONata's syntax of version 2.0.6
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html}), without the later operators `??`
 * and `?:`: its parser takes their first character for the start of a condition, and says so of the second.
 */
function rejectLaterOperators(tree: unknown, source: string): void {
  visitNodes(tree, ({ type, position = 0 }) => {
    if (type !== "condition") return;
    const operator = source.slice(Math.max(0, position - 2), position);
    if (operator !== "??" && operator !== "?:") return;
    throw { code: "S0211", message: `The symbol "${operator[1]}" cannot be used as a unary operator` };
  });
}
