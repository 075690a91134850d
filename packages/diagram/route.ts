import type { Box, Point } from "./drawing";
import { round } from "./drawing";
import { STATE } from "./sizes";

/** By the middle of each row of nodes: its top and bottom. */
export type Layers = { middle: number; top: number; bottom: number }[];

export function layersOf(boxes: readonly Box[]): Layers {
  const layers = new Map<number, { middle: number; top: number; bottom: number }>();
  for (const { y, height } of boxes) {
    const middle = Math.round(y + height / 2);
    const { top = y, bottom = y } = layers.get(middle) ?? {};
    layers.set(middle, { middle, top: Math.min(top, y), bottom: Math.max(bottom, y + height) });
  }
  return [...layers.values()];
}

/**
 * Where a transition is drawn. dagre gives a point in the middle of each row that it passes; beside a high node a line between
 * two of them would cut a corner of it, so that it is led straight down through the whole row.
 */
export function route(points: readonly Point[], from: Box, to: Box, layers: Layers): Point[] {
  const bands = points.slice(1, -1).flatMap(([x, y]) => through(x, y, layers, points));
  const down = points.at(-1)![1] > points[0]![1];
  const first = bands[0] ?? center(to);
  const last = bands.at(-1) ?? center(from);
  const leave = port(from, first[0], down ? "bottom" : "top", layers);
  const enter = port(to, last[0], down ? "top" : "bottom", layers).reverse();
  return withoutRepeats([...leave, ...bands, ...enter]).map(([x, y]) => [round(x), round(y)]);
}

function through(x: number, y: number, layers: Layers, points: readonly Point[]): Point[] {
  const layer = layers.find(({ middle }) => Math.abs(middle - y) <= 1);
  if (!layer) return [[x, y]];
  const down = points.at(-1)![1] > points[0]![1];
  const ends: Point[] = [
    [x, layer.top],
    [x, layer.bottom],
  ];
  return down ? ends : ends.reverse();
}

/** The points at which a line leaves a node, and the row of the node. */
function port(box: Box, toward: number, side: "top" | "bottom", layers: Layers): Point[] {
  const [middle] = center(box);
  const reach = Math.max(0, box.width / 2 - STATE.corner);
  const x = Math.min(middle + reach, Math.max(middle - reach, middle + (toward - middle) * STATE.spread));
  const layer = layers.find((each) => Math.abs(each.middle - (box.y + box.height / 2)) <= 1)!;
  return side === "bottom"
    ? [
        [x, box.y + box.height],
        [x, layer.bottom],
      ]
    : [
        [x, box.y],
        [x, layer.top],
      ];
}

const center = ({ x, y, width, height }: Box): Point => [x + width / 2, y + height / 2];

const withoutRepeats = (points: Point[]): Point[] =>
  points.filter(([x, y], index) => index === 0 || x !== points[index - 1]![0] || y !== points[index - 1]![1]);
