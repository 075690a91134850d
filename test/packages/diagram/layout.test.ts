import assert from "node:assert/strict";
import * as fc from "fast-check";
import { type Drawing, type DrawnNode, draw, graphOf, type Point } from "../../../packages/diagram";
import { definitions } from "./definitions";

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Pixels that rounding may move a border. */
const ROUNDING = 0.5;

const overlap = (one: Box, other: Box): boolean =>
  one.x + one.width > other.x + ROUNDING &&
  other.x + other.width > one.x + ROUNDING &&
  one.y + one.height > other.y + ROUNDING &&
  other.y + other.height > one.y + ROUNDING;

const inside = (one: Box, other: Box): boolean =>
  one.x >= other.x - ROUNDING &&
  one.y >= other.y - ROUNDING &&
  one.x + one.width <= other.x + other.width + ROUNDING &&
  one.y + one.height <= other.y + other.height + ROUNDING;

/** Whether a line between two points passes through the inside of a box. */
function crosses([ax, ay]: Point, [bx, by]: Point, box: Box): boolean {
  let from = 0;
  let to = 1;
  const sides: [start: number, step: number, low: number, high: number][] = [
    [ax, bx - ax, box.x + ROUNDING, box.x + box.width - ROUNDING],
    [ay, by - ay, box.y + ROUNDING, box.y + box.height - ROUNDING],
  ];
  for (const [start, step, low, high] of sides) {
    if (step === 0) {
      if (start <= low || start >= high) return false;
      continue;
    }
    const [enter, leave] = [(low - start) / step, (high - start) / step].sort((a, b) => a - b);
    from = Math.max(from, enter!);
    to = Math.min(to, leave!);
  }
  return from < to;
}

const segments = (points: readonly Point[]): [Point, Point][] =>
  points.slice(1).map((point, index) => [points[index]!, point]);

const around = (outer: { id: string }, id: string): boolean => id.startsWith(`${outer.id}/`);

/** The faults of a drawing; none if it reads well. */
function faultsOf({ nodes, edges, width, height }: Drawing): string[] {
  const faults: string[] = [];
  const page = { x: 0, y: 0, width, height };
  for (const [index, node] of nodes.entries()) {
    if (!inside(node, page)) faults.push(`${node.id} is not on the page`);
    for (const other of nodes.slice(index + 1)) {
      if (around(node, other.id) && !inside(other, node)) faults.push(`${other.id} is not in ${node.id}`);
      const apart = !around(node, other.id) && !around(other, node.id);
      if (apart && overlap(node, other)) faults.push(`${node.id} overlaps ${other.id}`);
    }
  }
  for (const [index, { from, to, label, points }] of edges.entries()) {
    const title = `${from} → ${to}`;
    for (const node of nodes.filter(({ id }) => id !== from && id !== to && !around({ id }, from))) {
      if (segments(points).some(([a, b]) => crosses(a, b, node))) faults.push(`${title} crosses ${node.id}`);
      if (label && overlap(label, node)) faults.push(`the label of ${title} overlaps ${node.id}`);
    }
    for (const [otherIndex, other] of edges.entries()) {
      if (!other.label || otherIndex === index) continue;
      if (segments(points).some(([a, b]) => crosses(a, b, other.label!)))
        faults.push(`${title} crosses the label of ${other.from} → ${other.to}`);
      if (label && otherIndex > index && overlap(label, other.label))
        faults.push(`the labels of ${title} and ${other.from} → ${other.to} overlap`);
    }
  }
  return faults;
}

const touches = ([x, y]: Point, box: DrawnNode): boolean =>
  inside({ x, y, width: 0, height: 0 }, box) &&
  [x - box.x, y - box.y, box.x + box.width - x, box.y + box.height - y].some((gap) => Math.abs(gap) <= 1.5);

describe("the drawing of a state machine", () => {
  it("overlaps nothing, and no transition crosses a state or another one's text", () => {
    void fc.assert(
      fc.property(definitions, (definition) => {
        assert.deepEqual(faultsOf(draw(graphOf(definition))), []);
      }),
      { seed: 20_261_129, numRuns: 60 },
    );
  });

  it("draws every transition once, from its state to where it leads", () => {
    void fc.assert(
      fc.property(definitions, (definition) => {
        const { nodes, edges } = draw(graphOf(definition));
        assert.equal(new Set(edges.map(({ id }) => id)).size, edges.length, "no two have the same id");
        const boxes = new Map(nodes.map((node) => [node.id, node]));
        const transition = ({
          from,
          to,
          kind,
          label,
        }: {
          from: string;
          to: string;
          kind: string;
          label?: unknown;
        }) => `${from} ${to} ${kind} ${label === undefined ? "" : "labeled"}`;
        const collect = ({ nodes, edges }: ReturnType<typeof graphOf>): string[] => [
          ...edges.map(transition),
          ...nodes.flatMap(({ inner }) => inner.flatMap(collect)),
        ];
        assert.deepEqual(edges.map(transition).sort(), collect(graphOf(definition)).sort());
        for (const { from, to, points } of edges) {
          assert.ok(touches(points[0]!, boxes.get(from)!), `${from} is left at ${points[0]}`);
          assert.ok(touches(points.at(-1)!, boxes.get(to)!), `${to} is entered at ${points.at(-1)}`);
        }
      }),
      { seed: 20_261_129, numRuns: 30 },
    );
  });

  it("is the same each time", () => {
    const [definition] = fc.sample(definitions, { seed: 7, numRuns: 1 });
    assert.deepEqual(draw(graphOf(definition!)), draw(graphOf(structuredClone(definition!))));
  });

  it("names the state that a transition leads to and that does not exist", () => {
    assert.throws(
      () => graphOf({ StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } }),
      /A transition leads to "B", which is no state of its state machine/,
    );
  });
});
