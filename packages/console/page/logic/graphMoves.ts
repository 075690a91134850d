import type { DrawnNode } from "../../../diagram/shapes";

export type Direction = "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight";

export const isDirection = (key: string): key is Direction =>
  key === "ArrowUp" || key === "ArrowDown" || key === "ArrowLeft" || key === "ArrowRight";

/** How much farther a node beside the way counts than one straight ahead. */
const ASIDE = 2;

/** The nearest node in a direction, as a person sees it: by the middles of the nodes. */
export function neighbor(
  nodes: readonly DrawnNode[],
  from: DrawnNode,
  direction: Direction,
): DrawnNode | undefined {
  const vertical = direction === "ArrowUp" || direction === "ArrowDown";
  const sign = direction === "ArrowDown" || direction === "ArrowRight" ? 1 : -1;
  let nearest: DrawnNode | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const node of nodes) {
    if (node.id === from.id) continue;
    const [dx, dy] = [middle(node).x - middle(from).x, middle(node).y - middle(from).y];
    const ahead = sign * (vertical ? dy : dx);
    const aside = Math.abs(vertical ? dx : dy);
    if (ahead <= 0) continue;
    const distance = ahead + aside * ASIDE;
    if (distance < least) [nearest, least] = [node, distance];
  }
  return nearest;
}

/** The middle of a state, or of the name of one that has others in it. */
const middle = ({ x, y, width, height, container }: DrawnNode) => ({
  x: x + width / 2,
  y: container ? y + 12 : y + height / 2,
});

/** The scale at which a drawing fits, never larger than it is. */
export function scaleToFit(
  drawing: { width: number; height: number },
  room: { width: number; height: number },
): number {
  if (room.width <= 0 || room.height <= 0) return 1;
  return clampScale(Math.min(1, room.width / drawing.width, room.height / drawing.height));
}

/** The scale at first: as much as fits, but never so small that names cannot be read. */
export const readableScale = (fitting: number): number => Math.max(READABLE, fitting);

const READABLE = 0.75;

export const clampScale = (scale: number): number => Math.min(4, Math.max(0.1, scale));
