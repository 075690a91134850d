import type { GraphEdge, GraphNode } from "./graph";

export type Point = [x: number, y: number];

/** A part of a drawing; pixels from the drawing's top left. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface DrawnNode extends Box, Omit<GraphNode, "inner"> {
  /** Whether the states inside it are drawn in it. */
  container: boolean;
  /** Its name, in lines that fit. */
  lines: string[];
}

export interface DrawnLabel extends Box {
  lines: string[];
}

export interface DrawnEdge extends Omit<GraphEdge, "next" | "label"> {
  /** From the border of a node to that of another, straight between them. */
  points: Point[];
  /** The whole text. */
  title?: string;
  label?: DrawnLabel;
}

export interface Drawing {
  width: number;
  height: number;
  /** Those around others come before them. */
  nodes: DrawnNode[];
  edges: DrawnEdge[];
}

/** Drawings are as exact as a tenth of a pixel. */
export const round = (value: number): number => Math.round(value * 10) / 10;

/** A drawing at another place. */
export function move(drawing: Drawing, dx: number, dy: number): Drawing {
  const box = <B extends Box>(each: B): B => ({ ...each, x: round(each.x + dx), y: round(each.y + dy) });
  return {
    ...drawing,
    nodes: drawing.nodes.map(box),
    edges: drawing.edges.map((edge) => ({
      ...edge,
      points: edge.points.map(([x, y]): Point => [round(x + dx), round(y + dy)]),
      ...(edge.label && { label: box(edge.label) }),
    })),
  };
}
