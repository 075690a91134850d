/**
 * How the parts of a drawing look, wherever they are drawn: as an image, and in a page. It imports nothing that lays a drawing out, so
 * that a page does not load that.
 */
import type { DrawnLabel, DrawnNode, Point } from "./drawing";
import { FONT, STATE } from "./sizes";
import { lineHeight } from "./text";

export type { Drawing, DrawnEdge, DrawnLabel, DrawnNode, Point } from "./drawing";

/** A line of text, centered at `x`; `y` is its baseline. */
export interface TextLine {
  text: string;
  x: number;
  y: number;
}

/** The `d` of a path through the points, with rounded corners. */
export function pathOf(points: readonly Point[]): string {
  const [[startX, startY] = [0, 0], ...rest] = points;
  const parts = [`M${startX} ${startY}`];
  for (const [index, [x, y]] of rest.entries()) {
    const next = rest[index + 1];
    if (!next) parts.push(`L${x} ${y}`);
    else {
      const [bx, by] = toward([x, y], points[index]!);
      const [ax, ay] = toward([x, y], next);
      parts.push(`L${bx} ${by}Q${x} ${y} ${ax} ${ay}`);
    }
  }
  return parts.join("");
}

/** The type of a state, and its name below. */
export function textOfState({ type, lines, x, y, width }: DrawnNode): { type: TextLine; name: TextLine[] } {
  const middle = x + width / 2;
  const nameAt = y + STATE.padding + FONT.type.height + FONT.name.fontSize;
  return {
    type: { text: type, x: middle, y: y + STATE.padding + FONT.type.fontSize },
    name: linesAt(lines, middle, nameAt, FONT.name.fontSize),
  };
}

export const textOfLabel = ({ lines, x, y, width }: DrawnLabel): TextLine[] =>
  linesAt(lines, x + width / 2, y + FONT.label.fontSize, FONT.label.fontSize);

const linesAt = (lines: readonly string[], x: number, y: number, fontSize: number): TextLine[] =>
  lines.map((text, index) => ({ text, x, y: Math.round((y + index * lineHeight(fontSize)) * 10) / 10 }));

/** A point near a corner, on the way to another one. */
function toward([x, y]: Point, [toX, toY]: Point): Point {
  const length = Math.hypot(toX - x, toY - y);
  const part = length === 0 ? 0 : Math.min(STATE.corner, length / 2) / length;
  return [Math.round((x + (toX - x) * part) * 10) / 10, Math.round((y + (toY - y) * part) * 10) / 10];
}
