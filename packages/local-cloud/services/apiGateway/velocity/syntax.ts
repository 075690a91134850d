import type { Value } from "./value";

/** A node of a template. Its `source` is how it is printed where it has no value or is not executed. */
export type Node =
  | { type: "text"; text: string }
  | { type: "block"; nodes: Node[]; source: string }
  | { type: "if"; branches: { condition?: Expression; body: Node[] }[] }
  | { type: "set"; target: Reference; value: Expression }
  | Directive
  | Expression;

/** `#name(arguments)`, and what is between it and its `#end`. */
export interface Directive {
  type: "directive";
  name: string;
  /** The arguments, and the block as the last one. */
  children: Node[];
  source: string;
}

/** A name among the arguments of a directive: the `in` of `#foreach`. */
type Word = { type: "word"; source: string };

export type Expression = { source: string } & (
  | ReferenceNode
  | Word
  | { type: "literal"; value: Value }
  /** A text in double quotes, which is a template, too. */
  | { type: "template"; nodes: Node[]; dropsLast: boolean }
  | { type: "list"; items: Expression[] }
  | { type: "map"; entries: [Expression, Expression][] }
  | { type: "range"; from: Expression; to: Expression }
  | { type: "not"; operand: Expression }
  | { type: "operation"; operator: string; left: Expression; right: Expression }
);

interface ReferenceNode {
  type: "reference";
  /** The variable; a name without `$` has none, and never a value. */
  root: string;
  named: boolean;
  steps: Step[];
  /** The name to which `#set` assigns. */
  assigned: string;
  /** Printed without a value. */
  missing: string;
  /** Backslashes and other signs printed before the value. */
  escapes: string;
  prefix: string;
  /** After an odd number of backslashes, the source is printed. */
  escaped: boolean;
  /** `$\!x` is printed, but has no value in an expression. */
  computable: boolean;
}

export type Reference = ReferenceNode & { source: string };

export type Step =
  | { type: "property"; name: string }
  | { type: "index"; key: Expression }
  | { type: "method"; name: string; args: Expression[] };
