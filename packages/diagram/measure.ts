import { type Box, type Drawing, type DrawnEdge, type DrawnNode, move, type Point, round } from "./drawing";
import type { Graph, GraphEdge, GraphNode } from "./graph";
import { FONT, GAP, LOOP, MARKER, STATE } from "./sizes";
import { type TextBlock, wrap } from "./text";

interface Size {
  width: number;
  height: number;
}

/** A node with its size, before it has a place. */
export interface Measured extends Size {
  node: GraphNode;
  lines: string[];
  /** The drawings inside it, side by side. */
  inner: Drawing[];
  /** Its transitions to itself, drawn at its right side. */
  loops: Loop[];
  /** What it takes up, with its loops at the right. */
  slot: Size;
}

interface Loop {
  edge: GraphEdge;
  label?: TextBlock;
  height: number;
}

/** @param drawInner draws the state machines inside a state */
export function measure(node: GraphNode, { edges }: Graph, drawInner: (graph: Graph) => Drawing): Measured {
  if (node.kind !== "state") {
    const size = { width: MARKER, height: MARKER };
    return { node, lines: [], ...size, inner: [], loops: [], slot: size };
  }
  const inner = node.inner.map((graph) => drawInner(graph));
  const innerWidth = inner.reduce((sum, { width }) => sum + width + GAP.inner, GAP.inner);
  const room = Math.max(FONT.name.width, inner.length > 0 ? innerWidth - STATE.side : 0);
  const name = wrap(node.name, { ...FONT.name, width: room });
  const loops = edges.filter(({ from, to }) => from === node.id && to === from).map(measureLoop);
  const text = name.height + FONT.type.height + STATE.padding * 2;
  const innerHeight = inner.length > 0 ? Math.max(...inner.map(({ height }) => height)) + GAP.inner : 0;
  const width = Math.max(STATE.width, name.width + STATE.side, inner.length > 0 ? innerWidth : 0);
  const height = Math.max(
    text + innerHeight,
    loops.reduce((sum, loop) => sum + loop.height, STATE.corner * 2),
  );
  const beside = loops.map(({ label }) => LOOP.width + GAP.label + (label?.width ?? 0));
  const slot = { width: width + Math.max(0, ...beside), height };
  return { node, lines: name.lines, width, height, inner, loops, slot };
}

function measureLoop(edge: GraphEdge): Loop {
  const label = edge.label === undefined ? undefined : wrap(edge.label, FONT.label);
  return { edge, label, height: Math.max(LOOP.height, (label?.height ?? 0) + GAP.label) };
}

/** @param center the middle of its slot */
export function place(
  measured: Measured,
  center: { x: number; y: number },
): { drawn: DrawnNode; inner: Drawing[]; loops: DrawnEdge[] } {
  const { node, lines, width, height, inner, slot } = measured;
  const { inner: _, ...rest } = node;
  const box = {
    x: round(center.x - slot.width / 2),
    y: round(center.y - height / 2),
    width: round(width),
    height: round(height),
  };
  const drawn = { ...rest, lines, container: inner.length > 0, ...box };
  return { drawn, inner: placeInner(inner, box), loops: placeLoops(measured.loops, box) };
}

function placeInner(inner: readonly Drawing[], box: Box): Drawing[] {
  const width = inner.reduce((sum, drawing) => sum + drawing.width, 0) + GAP.inner * (inner.length - 1);
  const top = box.y + box.height - GAP.inner - Math.max(0, ...inner.map(({ height }) => height));
  let x = box.x + (box.width - width) / 2;
  return inner.map((drawing) => {
    const moved = move(drawing, x, top);
    x += drawing.width + GAP.inner;
    return moved;
  });
}

function placeLoops(loops: readonly Loop[], box: Box): DrawnEdge[] {
  const right = box.x + box.width;
  let y = box.y + (box.height - loops.reduce((sum, { height }) => sum + height, 0)) / 2;
  return loops.map(({ edge: { next: _, label: title, ...edge }, label, height }) => {
    const [top, bottom] = [round(y + LOOP.gap), round(y + height - LOOP.gap)];
    const out = round(right + LOOP.width);
    const points: Point[] = [
      [right, top],
      [out, top],
      [out, bottom],
      [right, bottom],
    ];
    const at = label && {
      lines: label.lines,
      x: round(out + GAP.label),
      y: round(y + (height - label.height) / 2),
      width: label.width,
      height: label.height,
    };
    y += height;
    return { ...edge, points, ...(at && { title, label: at }) };
  });
}
