import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as path from "node:path";
import { innerGraphs, mapStates, type StateLocation, visitStates } from "../../../packages/asl";

const graph = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });
const pass = { Type: "Pass", End: true };

const definition = {
  QueryLanguage: "JSONata",
  StartAt: "Both",
  States: {
    Both: { Type: "Parallel", Branches: [graph("Left", pass), graph("Right", pass)], Next: "Each" },
    Each: {
      Type: "Map",
      ItemProcessor: graph("Item", { ...pass, QueryLanguage: "JSONPath" }),
      Next: "Older",
    },
    Older: { Type: "Map", Iterator: graph("Element", pass), End: true },
  },
};

function locations(value: unknown, unknown?: (value: unknown) => boolean): StateLocation[] {
  const found: StateLocation[] = [];
  visitStates(value, (_state, location) => found.push(location), unknown);
  return found;
}

describe("a walk over a definition", () => {
  it("visits the states inside a Map or Parallel before the one around them", () => {
    const paths = ["Both › Left", "Both › Right", "Both", "Each › Item", "Each", "Older › Element", "Older"];
    assert.deepEqual(
      locations(definition).map((each) => each.path),
      paths,
    );
  });

  it("reports each state's name and query language", () => {
    const item = locations(definition).find(({ name }) => name === "Item");
    assert.deepEqual(item, { name: "Item", path: "Each › Item", language: "JSONPath" });
    const languages = locations(definition).map(({ language }) => language);
    assert.equal(languages.filter((language) => language === "JSONata").length, 6);
    assert.equal(locations(graph("A", pass))[0]!.language, "JSONPath");
  });

  it("returns a changed copy and leaves the original as it is", () => {
    const before = structuredClone(definition);
    const changed = mapStates(definition, (state) => ({ ...state, Comment: "seen" }));
    assert.deepEqual(definition, before);
    assert.equal(JSON.stringify(changed).split('"Comment":"seen"').length - 1, 7);
  });

  it("does not enter what is not known yet", () => {
    const later = { States: { Hidden: pass } };
    const unknown = (value: unknown) => value === later;
    const machine = { ...graph("Each", { Type: "Map", ItemProcessor: later, End: true }) };
    assert.deepEqual(
      locations(machine, unknown).map(({ name }) => name),
      ["Each"],
    );
    assert.deepEqual(locations(later, unknown), []);
  });

  it("passes over what is not a state", () => {
    for (const value of [undefined, null, 5, "x", [], {}, { States: [] }, { States: { A: 1, B: null } }]) {
      assert.deepEqual(locations(value), []);
    }
  });

  it("finds the state machines inside a state", () => {
    assert.deepEqual(innerGraphs({ Branches: [1, 2] }), [1, 2]);
    assert.deepEqual(innerGraphs({ ItemProcessor: 1 }), [1]);
    assert.deepEqual(innerGraphs({ Iterator: 1 }), [1]);
    assert.deepEqual(innerGraphs({}), []);
  });
});

describe("the package asl", () => {
  it("does not load the engine", () => {
    const script = `require("ts-node/register"); require("./packages/asl");
      console.log(Object.keys(require.cache).filter((file) => /packages.asl.engine/.test(file)).length);`;
    const root = path.join(__dirname, "../../..");
    assert.equal(execFileSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" }).trim(), "0");
  });
});
