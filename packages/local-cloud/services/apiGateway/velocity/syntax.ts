/** The nodes of velocityjs's syntax tree that templates can contain. */
export type Node = string | Block | Directive | Reference;

/** A directive with its body: the first node is the directive's head. */
export type Block = [Head, ...Node[]];

export type Head =
  | { type: "if"; condition: Expression }
  | { type: "foreach"; to: string; from: Expression }
  | { type: "macro"; id: string; args?: Reference[] | false }
  | { type: "define"; id: string }
  | { type: "noescape" };

export type Directive =
  | { type: "set"; equal: [Reference, Expression] }
  | { type: "elseif"; condition: Expression }
  | { type: "else" }
  | { type: "break" }
  | { type: "comment" }
  | { type: "raw"; value: string }
  | { type: "macro_call"; id: string; args?: Expression[] | false };

export interface Reference {
  type: "references";
  id: string;
  /** `$!` prints nothing for a value that is missing. */
  leader: "$" | "$!";
  path?: Step[];
}

export type Step =
  | { type: "property"; id: string }
  | { type: "index"; id: Expression }
  | { type: "method"; id: string; args?: Expression[] | false };

export type Expression =
  | Reference
  | { type: "string"; value: string; isEval?: boolean }
  | { type: "integer" | "decimal"; value: string | number }
  | { type: "bool"; value: "true" | "false" | "null" }
  | { type: "array"; isRange?: false; value: Expression[] }
  | { type: "array"; isRange: true; value: (Expression | string | number)[] }
  | { type: "map"; value?: Record<string, Expression> }
  | { type: "runt"; value: string }
  | { type: "math"; operator: string; expression: Expression[] };
