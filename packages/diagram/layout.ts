import { Graph as DagreGraph, layout } from "@dagrejs/dagre";
import { type Drawing, type Point, round } from "./drawing";
import type { Graph, GraphEdge } from "./graph";
import { type Measured, measure, place } from "./measure";
import { layersOf, route } from "./route";
import { FONT, GAP } from "./sizes";
import { type TextBlock, wrap } from "./text";

/**
 * Places a state machine on a page, from top to bottom. Every machine inside another is placed by itself and becomes one large node
 * of the one around it, since dagre leads the transitions of nested graphs by long detours. The same graph gives the same drawing.
 */
export function draw(graph: Graph): Drawing {
  const nodes = graph.nodes.map((node) => measure(node, graph, draw));
  const drawings = WEIGHTS.map((weights) => drawWith(weights, graph, nodes));
  return drawings.reduce((best, each) => (lengthOf(each) < lengthOf(best) ? each : best));
}

type Weights = Record<GraphEdge["kind"], number>;

/**
 * How much it matters to dagre that a transition is short and straight. With some graphs it finds the better order if what usually
 * happens matters more, with others if all is equal: the drawing with the shorter lines is taken.
 */
const WEIGHTS: readonly Weights[] = [
  { start: 8, next: 8, choice: 2, default: 2, catch: 1 },
  { start: 1, next: 1, choice: 1, default: 1, catch: 1 },
];

const lengthOf = ({ edges }: Drawing): number =>
  edges.reduce(
    (sum, { points }) =>
      points.reduce((length, [x, y], index) => {
        const [fromX, fromY] = points[Math.max(0, index - 1)]!;
        return length + Math.hypot(x - fromX, y - fromY);
      }, sum),
    0,
  );

function drawWith(weights: Weights, graph: Graph, nodes: readonly Measured[]): Drawing {
  const lines = graph.edges
    .filter(({ from, to }) => from !== to)
    .map((edge, index) => ({
      edge,
      key: String(index),
      block: edge.label === undefined ? undefined : wrap(edge.label, FONT.label),
    }));
  const dagre = new DagreGraph({ multigraph: true });
  dagre.setGraph({ rankdir: "TB", ...DISTANCES });
  for (const { node, slot } of nodes) dagre.setNode(node.id, { ...slot });
  for (const { edge, key, block } of lines)
    dagre.setEdge(edge.from, edge.to, { labelpos: "c", weight: weights[edge.kind], ...sizeOf(block) }, key);
  layout(dagre);

  const placed = nodes.map((measured) => place(measured, dagre.node(measured.node.id)));
  const boxes = new Map(placed.map(({ drawn }) => [drawn.id, drawn]));
  const labeled = lines.map(({ edge, key, block }) => {
    const { points, x, y } = dagre.edge(edge.from, edge.to, key);
    const line = points.map((point: { x: number; y: number }): Point => [point.x, point.y]);
    return { edge, line, label: block && centered(block, x!, y!) };
  });
  const layers = layersOf([...boxes.values(), ...labeled.flatMap(({ label }) => label ?? [])]);
  const edges = labeled.map(({ edge: { next: _, label: title, ...edge }, line, label }) => ({
    ...edge,
    points: route(line, boxes.get(edge.from)!, boxes.get(edge.to)!, layers),
    ...(label && { title, label }),
  }));
  const { width = 0, height = 0 } = dagre.graph();
  const inner = placed.flatMap((each) => each.inner);
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    nodes: placed.flatMap(({ drawn, inner }) => [drawn, ...inner.flatMap(({ nodes }) => nodes)]),
    edges: [...edges, ...placed.flatMap(({ loops }) => loops), ...inner.flatMap(({ edges }) => edges)],
  };
}

const DISTANCES = {
  nodesep: GAP.nodes,
  edgesep: GAP.edges,
  ranksep: GAP.ranks,
  marginx: GAP.margin,
  marginy: GAP.margin,
};

const sizeOf = (block: TextBlock | undefined): { width: number; height: number } =>
  block ? { width: block.width + GAP.label * 2, height: block.height + GAP.label } : { width: 0, height: 0 };

const centered = ({ lines, width, height }: TextBlock, x: number, y: number) => ({
  lines,
  x: round(x - width / 2),
  y: round(y - height / 2),
  width: round(width),
  height: round(height),
});
