/** A node of the tree that `jsonata(…).ast()` gives, with the fields that name what is read. */
interface Node {
  type: string;
  value?: unknown;
  steps?: Node[];
  stages?: { expr?: Node }[];
  predicate?: { expr?: Node }[];
  group?: { lhs: [Node, Node][] };
  terms?: { expression: Node }[];
  focus?: string;
  index?: string;
  arguments?: Node[];
  procedure?: Node;
  body?: Node;
  expressions?: Node[];
  condition?: Node;
  then?: Node;
  else?: Node;
  lhs?: Node | [Node, Node][];
  rhs?: Node;
  expression?: Node;
  pattern?: Node;
  update?: Node;
  delete?: Node;
}

/** What an expression reads from outside itself. */
export interface Analysis {
  /** Variables that it does not bind itself, functions included; `$` for `$$`. */
  variables: Set<string>;
  /** The fields of `$states` that it reads by name. */
  statesFields: Set<string>;
  /** Names that start a path, which would read a context item that Step Functions does not have. */
  topLevelNames: Set<string>;
  /** The regular expressions, as they stand between their slashes. */
  regexes: string[];
}

/** Determines what a JSONata expression reads, from its syntax tree. */
export function analyze(tree: unknown): Analysis {
  const analysis: Analysis = {
    variables: new Set(),
    statesFields: new Set(),
    topLevelNames: new Set(),
    regexes: [],
  };
  visit(tree as Node, { bound: new Set(), context: false }, analysis);
  return analysis;
}

interface Frame {
  /** Variables bound by the expression itself. */
  readonly bound: Set<string>;
  /** Whether there is a context item, so that a bare name means something. */
  readonly context: boolean;
}

function visit(node: Node | undefined, frame: Frame, found: Analysis): void {
  if (!node) return;
  switch (node.type) {
    case "path":
      visitPath(node, frame, found);
      break;
    case "name":
      if (!frame.context) found.topLevelNames.add(String(node.value));
      break;
    case "variable":
      if (node.value !== "" && !frame.bound.has(String(node.value))) found.variables.add(String(node.value));
      break;
    case "regex":
      found.regexes.push((node.value as RegExp).source);
      break;
    case "bind":
      visitBind(node.lhs as Node, node.rhs, frame, found);
      break;
    case "lambda":
      visitLambda(node, frame, found);
      break;
    case "block":
      visitEach(node.expressions, { ...frame, bound: new Set(frame.bound) }, found);
      break;
    case "transform":
      for (const part of [node.pattern, node.update, node.delete])
        visit(part, { ...frame, context: true }, found);
      break;
    default:
      visitChildren(node, frame, found);
  }
  visitAround(node, frame, found);
}

function visitPath(path: Node, frame: Frame, found: Analysis): void {
  const steps = path.steps ?? [];
  const [first, second] = steps;
  if (first?.type === "variable" && first.value === "states" && second?.type === "name") {
    found.statesFields.add(String(second.value));
  }
  for (const [index, step] of steps.entries()) {
    for (const name of [step.focus, step.index]) if (name) frame.bound.add(name);
    visit(step, { ...frame, context: frame.context || index > 0 }, found);
  }
}

/** A function may call itself by the name that it is bound to. */
function visitBind(target: Node, value: Node | undefined, frame: Frame, found: Analysis): void {
  const name = String(target.value);
  if (value?.type === "lambda") frame.bound.add(name);
  visit(value, frame, found);
  frame.bound.add(name);
}

function visitLambda(lambda: Node, frame: Frame, found: Analysis): void {
  const parameters = (lambda.arguments ?? []).map((parameter) => String(parameter.value));
  visit(lambda.body, { ...frame, bound: new Set([...frame.bound, ...parameters]) }, found);
}

function visitChildren(node: Node, frame: Frame, found: Analysis): void {
  if (Array.isArray(node.lhs)) visitPairs(node.lhs, frame, found);
  else visit(node.lhs, frame, found);
  for (const child of [node.procedure, node.condition, node.expression]) visit(child, frame, found);
  for (const child of [node.rhs, node.then, node.else, node.body]) visit(child, frame, found);
  visitEach(node.arguments, frame, found);
  visitEach(node.expressions, frame, found);
}

/** Predicates, sort terms and grouping: they see each item as their context. */
function visitAround(node: Node, frame: Frame, found: Analysis): void {
  const inner = { ...frame, context: true };
  for (const stage of [...(node.stages ?? []), ...(node.predicate ?? [])]) visit(stage.expr, inner, found);
  for (const term of node.terms ?? []) visit(term.expression, inner, found);
  if (node.group) visitPairs(node.group.lhs, inner, found);
}

function visitPairs(pairs: [Node, Node][], frame: Frame, found: Analysis): void {
  for (const pair of pairs) visitEach(pair, frame, found);
}

function visitEach(nodes: Node[] | undefined, frame: Frame, found: Analysis): void {
  for (const node of nodes ?? []) visit(node, frame, found);
}

/**
 * The functions of JSONata that Step Functions offers (all but `$eval`), and those that it adds
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn}).
 */
export const builtInFunctions: ReadonlySet<string> = new Set(
  (
    "abs append assert average base64decode base64encode boolean ceil clone contains count decodeUrl " +
    "decodeUrlComponent distinct each encodeUrl encodeUrlComponent error exists filter floor formatBase formatInteger " +
    "formatNumber fromMillis join keys length lookup lowercase map match max merge millis min not now number pad " +
    "parseInteger power random replace reduce reverse round shuffle sift single sort split spread sqrt string " +
    "substring substringAfter substringBefore sum toMillis trim type uppercase zip " +
    "hash parse partition range uuid"
  ).split(" "),
);
