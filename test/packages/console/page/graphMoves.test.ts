import assert from "node:assert/strict";
import type { Definition } from "../../../../packages/asl";
import {
  clampScale,
  neighbor,
  readableScale,
  scaleToFit,
} from "../../../../packages/console/page/logic/graphMoves";
import { draw, graphOf } from "../../../../packages/diagram";

const DEFINITION: Definition = {
  StartAt: "First",
  States: {
    First: { Type: "Task", Next: "Both" },
    Both: {
      Type: "Parallel",
      Branches: [
        { StartAt: "Left", States: { Left: { Type: "Pass", End: true } } },
        { StartAt: "Right", States: { Right: { Type: "Pass", End: true } } },
      ],
      Next: "Last",
    },
    Last: { Type: "Succeed" },
  },
};

describe("moving in a graph", () => {
  const states = draw(graphOf(DEFINITION)).nodes.filter(({ kind }) => kind === "state");
  const named = (name: string) => states.find((node) => node.name === name)!;
  const from = (name: string, key: Parameters<typeof neighbor>[2]) =>
    neighbor(states, named(name), key)?.name;

  it("follows what is seen: down, into a container, beside, out of it", () => {
    assert.equal(from("First", "ArrowDown"), "Both");
    assert.match(from("Both", "ArrowDown")!, /Left|Right/);
    assert.equal(from("Left", "ArrowRight"), "Right");
    assert.equal(from("Right", "ArrowLeft"), "Left");
    assert.equal(from("Left", "ArrowDown"), "Last");
    assert.equal(from("Last", "ArrowUp") === undefined, false);
  });

  it("goes nowhere where there is nothing", () => {
    assert.equal(from("First", "ArrowUp"), undefined);
    assert.equal(from("Last", "ArrowDown"), undefined);
  });

  it("reaches every state from the first one by arrow keys alone", () => {
    const reached = new Set(["First"]);
    for (const name of reached)
      for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"] as const) {
        const next = from(name, key);
        if (next) reached.add(next);
      }
    assert.deepEqual([...reached].sort(), states.map(({ name }) => name).sort());
  });
});

describe("the scale of a graph", () => {
  it("shows the whole, never enlarged", () => {
    assert.equal(scaleToFit({ width: 1000, height: 500 }, { width: 500, height: 500 }), 0.5);
    assert.equal(scaleToFit({ width: 10, height: 10 }, { width: 500, height: 500 }), 1);
    assert.equal(scaleToFit({ width: 10, height: 10 }, { width: 0, height: 500 }), 1, "before there is room");
  });

  it("is readable at first, and has bounds", () => {
    assert.deepEqual([0.1, 0.9].map(readableScale), [0.75, 0.9]);
    assert.deepEqual([0.01, 1, 100].map(clampScale), [0.1, 1, 4]);
  });
});
