import assert from "node:assert/strict";
import { newRequests } from "../../../../packages/console/page/data/viewRequests";
import {
  executionHref,
  formatRoute,
  parseRoute,
  queryOf,
  type Route,
  titleOf,
} from "../../../../packages/console/page/logic/routes";

const ARN = "arn:aws:states:us-east-1:123456789012:execution:orders:run 1/ü%";

describe("the console's routes", () => {
  const routes: Route[] = [
    { view: "overview" },
    { view: "executions", filter: {} },
    { view: "executions", filter: { machine: "arn:a", status: "FAILED", name: "a&b=c#d", from: 1, to: 20 } },
    { view: "executions", filter: { mapRun: "arn:aws:states:::mapRun:a/b:c" } },
    { view: "execution", arn: ARN, tab: "graph", iterations: {} },
    {
      view: "execution",
      arn: ARN,
      tab: "timeline",
      state: "/States/A~1b/Branches/0/States/Ü?",
      iterations: { "/States/Each": 0, "/States/Other": 9999 },
    },
    { view: "machine", arn: ARN },
    { view: "clock" },
    { view: "faults" },
    { view: "resource", kind: "tables" },
    { view: "resource", kind: "logs", name: "arn:aws:lambda:::function:a" },
  ];
  for (const route of routes)
    it(`has an address that leads back to it: ${formatRoute(route)}`, () =>
      assert.deepEqual(parseRoute(formatRoute(route)), route));

  it("takes no hash as the overview", () => assert.deepEqual(parseRoute(""), { view: "overview" }));

  it("names what it does not know", () =>
    assert.deepEqual(parseRoute("#/nothing"), { view: "unknown", hash: "#/nothing" }));

  it("leaves out what an address that was edited by hand has wrong", () => {
    assert.deepEqual(parseRoute("#/executions?from=soon&to="), { view: "executions", filter: {} });
    for (const iterations of ["{", "[1.5]", '{"a":-1,"b":"2"}', "null"])
      assert.deepEqual(parseRoute(`#/executions/a?tab=none&iterations=${encodeURIComponent(iterations)}`), {
        view: "execution",
        arn: "a",
        tab: "graph",
        iterations: {},
      });
    assert.deepEqual(parseRoute("#/machines/%E0%A4"), { view: "machine", arn: "%E0%A4" });
  });

  it("know what to ask the server for when they open, and what is there already", () => {
    const graph: Route = { view: "execution", arn: ARN, tab: "graph", iterations: {} };
    const paths = (route: Route, before?: Route) => newRequests(route, before).map(([path]) => path);
    assert.deepEqual(paths(graph), ["stack", "execution"]);
    assert.deepEqual(paths(graph, { view: "overview" }), ["execution"]);
    assert.deepEqual(paths({ ...graph, tab: "timeline" }, graph), ["timeline"]);
    assert.deepEqual(paths({ ...graph, state: "/States/A" }, graph), ["visits"]);
    const iteration: Route = {
      ...graph,
      tab: "timeline",
      state: "/States/A",
      iterations: { "/States/M": 2 },
    };
    assert.deepEqual(paths(iteration, { ...graph, tab: "timeline", state: "/States/A" }), [
      "execution",
      "timeline",
      "visits",
    ]);
    assert.deepEqual(paths(graph, { ...graph, tab: "events" }), []);
    const failed: Route = { view: "executions", filter: { status: "FAILED" } };
    assert.deepEqual(paths(failed, { view: "executions", filter: {} }), ["executions"]);
  });

  it("makes a query of what is given", () => {
    assert.equal(queryOf({ a: undefined, b: "" }), "");
    assert.equal(queryOf({ name: "a b&c", offset: 0 }), "?name=a+b%26c&offset=0");
  });

  it("have titles that a browser's history can tell apart", () => {
    const titles = routes.map(titleOf);
    assert.ok(
      titles.includes("Execution run 1/ü%") && titles.includes("Tables") && titles.includes("Overview"),
    );
    assert.ok(titles.every((title) => title.length > 0));
  });

  it("links to an execution", () =>
    assert.deepEqual(parseRoute(executionHref(ARN)), {
      view: "execution",
      arn: ARN,
      tab: "graph",
      iterations: {},
    }));
});
