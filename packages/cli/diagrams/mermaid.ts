import { type Definition, innerGraphs, type State } from "../../asl";
import { transitionsOf } from "../../diagram";

const LONGEST_LABEL = 60;

/**
 * Draws a state machine as a Mermaid state diagram: https://mermaid.js.org/syntax/stateDiagram.html. Maps and Parallels
 * enclose their own states; the arrows of a Choice carry their conditions, those of a Catch the errors.
 */
export function mermaid(definition: Definition): string {
  return ["stateDiagram-v2", ...new Drawing().graph(definition, "  ")].join("\n");
}

class Drawing {
  private count = 0;

  graph({ StartAt, States }: Definition, indent: string): string[] {
    const ids = new Map(Object.keys(States).map((name) => [name, `s${this.count++}`]));
    const id = (name: string | undefined) => (name === undefined ? "[*]" : (ids.get(name) ?? "[*]"));
    const lines = [`${indent}[*] --> ${id(StartAt)}`];
    for (const [name, node] of Object.entries(States)) {
      lines.push(...this.state(name, id(name), node, indent));
      for (const { next, label } of transitionsOf(node)) {
        lines.push(
          `${indent}${id(name)} --> ${id(next)}${label === undefined ? "" : `: ${escapeLabel(label)}`}`,
        );
      }
    }
    return lines;
  }

  private state(name: string, id: string, node: State, indent: string): string[] {
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

function escapeLabel(text: string): string {
  const line = text.replace(/\s+/g, " ");
  const short = line.length > LONGEST_LABEL ? `${line.slice(0, LONGEST_LABEL - 1)}…` : line;
  return short.replace(/[#;:"{}<>[\]]/g, (character) => `#${character.charCodeAt(0)};`);
}
