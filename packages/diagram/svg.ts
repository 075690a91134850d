import type { Definition } from "../asl";
import type { Drawing, DrawnEdge, DrawnNode } from "./drawing";
import { graphOf } from "./graph";
import { draw } from "./layout";
import { pathOf, type TextLine, textOfLabel, textOfState } from "./shapes";
import { FONT } from "./sizes";

/**
 * A state machine as an SVG image without scripts, links or fonts of its own, in the colors that the reader's system prefers.
 *
 * @param title what readers that cannot see the image are told
 */
export function svg(definition: Definition, title: string): string {
  const drawing: Drawing = draw(graphOf(definition));
  const { width, height, nodes, edges } = drawing;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeText(title)}</title>`,
    `<style>${STYLE}</style>`,
    ARROW,
    ...nodes.filter(({ container }) => container).map(nodeOf),
    ...edges.map(lineOf),
    ...nodes.filter(({ container }) => !container).map(nodeOf),
    ...edges.map(labelOf),
    "</svg>\n",
  ]
    .filter(Boolean)
    .join("\n");
}

function nodeOf(node: DrawnNode): string {
  const { kind, name, type, calls, container, x, y, width, height } = node;
  if (kind !== "state") {
    const center = `cx="${x + width / 2}" cy="${y + height / 2}"`;
    return `<circle class="${kind}" ${center} r="${width / 2 - 1}"/>`;
  }
  const shape = `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${container ? 4 : 8}"/>`;
  const text = textOfState(node);
  const tooltip = `<title>${escapeText(calls ? `${name}: ${calls}` : name)}</title>`;
  const classes = container ? "state container" : `state ${type.toLowerCase()}`;
  return `<g class="${classes}">${tooltip}${shape}<text class="type" x="${text.type.x}" y="${text.type.y}">${type}</text><text>${text.name.map(spanOf).join("")}</text></g>`;
}

const lineOf = ({ kind, points }: DrawnEdge): string =>
  `<path class="${kind}" d="${pathOf(points)}" marker-end="url(#arrow)"/>`;

function labelOf({ label, title = "" }: DrawnEdge): string {
  if (!label) return "";
  const { x, y, width, height } = label;
  return `<g class="label"><title>${escapeText(title)}</title><rect x="${x}" y="${y}" width="${width}" height="${height}"/><text>${textOfLabel(label).map(spanOf).join("")}</text></g>`;
}

const spanOf = ({ text, x, y }: TextLine): string => `<tspan x="${x}" y="${y}">${escapeText(text)}</tspan>`;

const escapeText = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const ARROW =
  '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0.5L8 4L0 7.5Z"/></marker></defs>';

const STYLE = `
svg { --ink: #1f2933; --line: #64707d; --fill: #fff; --inner: #f3f6f9; --border: #9aa5b1; --catch: #b3401a; --page: #fff; }
@media (prefers-color-scheme: dark) { svg { --ink: #e4e9ee; --line: #9aa8b6; --fill: #232b34; --inner: #1a2128; --border: #566472; --catch: #f0936b; --page: #12171c; } }
text { font: ${FONT.name.fontSize}px system-ui, sans-serif; text-anchor: middle; fill: var(--ink); }
.type { font-size: ${FONT.type.fontSize}px; opacity: 0.75; }
.state rect { fill: var(--fill); stroke: var(--border); }
.container rect { fill: var(--inner); stroke-dasharray: 4 3; }
.start { fill: var(--line); } .end { fill: none; stroke: var(--line); stroke-width: 2; }
path { fill: none; stroke: var(--line); } path.catch { stroke: var(--catch); stroke-dasharray: 5 3; } .head { fill: var(--line); stroke: none; }
.label rect { fill: var(--page); opacity: 0.85; } .label text { font-size: ${FONT.label.fontSize}px; }
`;
