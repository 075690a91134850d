import { innerGraphs } from "../../asl";

/** The parts of a definition that a diagram shows. */
interface Graph {
  StartAt: string;
  States: Record<string, Node>;
}

interface Node {
  Type: string;
  Next?: string;
  End?: boolean;
  Default?: string;
  Choices?: ({ Next: string } & Record<string, unknown>)[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  Branches?: Graph[];
  ItemProcessor?: Graph;
  Iterator?: Graph;
}

const LONGEST_LABEL = 60;

/**
 * Draws a state machine as a Mermaid state diagram: https://mermaid.js.org/syntax/stateDiagram.html. Maps and Parallels
 * enclose their own states; the arrows of a Choice carry their conditions, those of a Catch the errors.
 */
export function mermaid(definition: Graph): string {
  return ["stateDiagram-v2", ...new Drawing().graph(definition, "  ")].join("\n");
}

class Drawing {
  private count = 0;

  graph({ StartAt, States }: Graph, indent: string): string[] {
    const ids = new Map(Object.keys(States).map((name) => [name, `s${this.count++}`]));
    const id = (name: string | undefined) => (name === undefined ? "[*]" : (ids.get(name) ?? "[*]"));
    const lines = [`${indent}[*] --> ${id(StartAt)}`];
    for (const [name, node] of Object.entries(States)) {
      lines.push(...this.state(name, id(name), node, indent));
      for (const { to, label } of arrows(node)) {
        lines.push(
          `${indent}${id(name)} --> ${id(to)}${label === undefined ? "" : `: ${escapeLabel(label)}`}`,
        );
      }
    }
    return lines;
  }

  private state(name: string, id: string, node: Node, indent: string): string[] {
    const head = `${indent}state "${escapeLabel(name)}" as ${id}`;
    const inner = innerGraphs(node);
    if (inner.length === 0) return [head];
    const regions = inner.map((graph) => this.graph(graph, `${indent}  `));
    return [
      `${head} {`,
      ...regions.flatMap((region, index) => (index === 0 ? region : [`${indent}  --`, ...region])),
      `${indent}}`,
    ];
  }
}

/** An arrow without a target leads to the end. */
interface Arrow {
  to?: string;
  label?: string;
}

function arrows(node: Node): Arrow[] {
  const list: Arrow[] = [];
  for (const { Next, ...rule } of node.Choices ?? []) list.push({ to: Next, label: condition(rule) });
  if (node.Default !== undefined) list.push({ to: node.Default, label: "otherwise" });
  if (node.Next !== undefined) list.push({ to: node.Next });
  else if (node.End || node.Type === "Succeed" || node.Type === "Fail") list.push({});
  for (const { ErrorEquals, Next } of node.Catch ?? [])
    list.push({ to: Next, label: ErrorEquals.join(", ") });
  return list;
}

/** A rule as a person would read it: the JSONata expression, or variable, operator and operand. */
function condition({ Condition, Assign: _, Output: __, ...rule }: Record<string, unknown>): string {
  if (typeof Condition === "string") return Condition.replace(/^\{%|%\}$/g, "").trim();
  if (Array.isArray(rule.And)) return rule.And.map((each) => condition(each)).join(" and ");
  if (Array.isArray(rule.Or)) return rule.Or.map((each) => condition(each)).join(" or ");
  if (typeof rule.Not === "object" && rule.Not)
    return `not ${condition(rule.Not as Record<string, unknown>)}`;
  const { Variable, Comment: ___, ...comparison } = rule;
  return [
    Variable,
    ...Object.entries(comparison).map(([operator, operand]) => `${operator} ${operand}`),
  ].join(" ");
}

function escapeLabel(text: string): string {
  const line = text.replace(/\s+/g, " ");
  const short = line.length > LONGEST_LABEL ? `${line.slice(0, LONGEST_LABEL - 1)}…` : line;
  return short.replace(/[#;:"{}<>[\]]/g, (character) => `#${character.charCodeAt(0)};`);
}
