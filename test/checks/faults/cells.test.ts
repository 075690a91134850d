import assert from "node:assert/strict";
import { cellsOf, pairsOf, planOf, sampleOf } from "../../../checks/faults/cells";
import { keyOf, type Site, Sites } from "../../../checks/faults/sites";
import type { FaultedWorkflow, Path } from "../../../checks/faults/workflow";
import { CALL_FAULTS, type FaultyCall } from "../../../packages/local-cloud";
import type { Evaluation, Resource } from "../../../packages/local-stack";
import { evaluatedWith } from "../../packages/local-stack/stack";

const MACHINE = "aws:sfn/stateMachine:StateMachine";

/** An evaluation with the definition of a state machine changed. */
function redefined(evaluation: Evaluation, name: string, change: (states: Record<string, unknown>) => void) {
  const resources = evaluation.resources.map((resource): Resource => {
    if (resource.type !== MACHINE || resource.name !== name) return resource;
    const definition = JSON.parse(String(resource.inputs.definition)) as { States: Record<string, unknown> };
    change(definition.States);
    return { ...resource, inputs: { ...resource.inputs, definition: JSON.stringify(definition) } };
  });
  return { ...evaluation, resources };
}

const path: Path = { title: "main", play: () => assert.fail("not run here") };
const workflow: FaultedWorkflow = { name: "messenger", config: {}, paths: [path], errors: /./ };
const explored = (sites: Site[], violations: string[] = []) => ({
  explore: async () => ({ sites, violations }),
});

describe("the cells of the fault matrix", () => {
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await evaluatedWith("dev", { workflows: '["messenger"]' });
  });

  const sitesOf = (given: Evaluation): Site[] => [
    ...new Sites(given).tasks().map((caller) => ({ caller, call: "sqs:SendMessage" })),
    { caller: "messenger-machine › Scan", call: "lambda:Invoke messenger-scan-function" },
  ];

  it("are the Tasks of the definitions, including those within a Map, each with every fault but that of a client", async () => {
    const { rows, violations } = await planOf(workflow, { evaluation }, explored(sitesOf(evaluation)));
    const states = rows.map(({ site }) => site.caller.split(" › ")[1]);
    for (const state of ["List Running Pumps", "Send", "Record Sent", "Continue As New"]) {
      assert.ok(states.includes(state), state);
    }
    assert.equal(cellsOf(rows).length, rows.length * (CALL_FAULTS.length - 1));
    assert.deepEqual(violations, []);
  });

  it("have a new state the day it is added: with its faults, or as one that no path reaches", async () => {
    const added = redefined(evaluation, "messenger-machine", (states) => {
      const nested = states["Send Messages"] as { ItemProcessor: { States: Record<string, unknown> } };
      nested.ItemProcessor.States["Notify All"] = { ...(nested.ItemProcessor.States.Send as object) };
    });
    const caller = "messenger-machine › Notify All";
    const before = await planOf(workflow, { evaluation: added }, explored(sitesOf(evaluation)));
    const row = before.rows.find(({ site }) => site.caller === caller);
    assert.deepEqual([row?.because, row?.path], ["unreached", undefined]);
    const reached = await planOf(workflow, { evaluation: added }, explored(sitesOf(added)));
    const cells = cellsOf(reached.rows).filter(({ site }) => site.caller === caller);
    assert.deepEqual(
      cells.map(({ fault }) => fault),
      CALL_FAULTS.filter((fault) => fault !== "client in between"),
    );
  });

  it("have a client in between where the path has one", () => {
    const site = { caller: "m › S", call: "sqs:SendMessage" };
    const acted = cellsOf([{ site, path: { ...path, act: async () => {} } }]);
    assert.deepEqual(
      acted.map(({ fault }) => fault),
      [...CALL_FAULTS],
    );
  });

  it("are paired by a seed, on the same path and in different calls", () => {
    const other: Path = { ...path, title: "other" };
    const rows = ["a", "b", "c", "d"].map((call, index) => ({
      site: { caller: "m", call },
      path: index < 2 ? path : other,
    }));
    const all = cellsOf(rows);
    const pairs = pairsOf(all, 12, 7);
    assert.equal(pairs.length, 12);
    assert.deepEqual(pairs, pairsOf(all, 12, 7));
    assert.notDeepEqual(pairs, pairsOf(all, 12, 8));
    for (const { site, second, path: of } of pairs) {
      assert.notEqual(second!.site, site);
      assert.equal(rows.find((row) => row.site === second!.site)!.path, of);
    }
    assert.deepEqual(pairsOf(cellsOf(rows.slice(0, 1)), 5, 7), []);
  });

  it("include a function that nothing invokes", async () => {
    const some = sitesOf(evaluation).filter(({ call }) => !call.startsWith("lambda"));
    const { rows } = await planOf(workflow, { evaluation }, explored(some));
    assert.deepEqual(
      rows.filter(({ because }) => because === "unreached").map(({ site }) => site.caller),
      ["messenger-scan-function"],
    );
  });

  it("report what is broken without a fault", async () => {
    const { violations } = await planOf(workflow, { evaluation }, explored(sitesOf(evaluation), ["lost"]));
    assert.deepEqual(violations, ["main, without a fault: lost"]);
  });

  it("distinguish callers: states, functions, services; not clients", () => {
    const sites = new Sites(evaluation);
    const role = (name: string) => {
      const found = evaluation.resources.find(
        (each) => each.type === "aws:iam/role:Role" && each.name === name,
      );
      return { arn: "session", accountId: "1", roleArn: String(found!.outputs.arn) };
    };
    const call = (caller: FaultyCall["caller"], task?: FaultyCall["task"]): FaultyCall => ({
      caller,
      service: "dynamodb",
      operation: "Query",
      input: {},
      ...(task && { task }),
    });
    const task = { stateMachine: "messenger-machine-1", state: "Send" };
    const name = (given: FaultyCall) => {
      const site = sites.of(given);
      return site && keyOf(site);
    };
    assert.equal(name(call(role("messenger-role"), task)), "messenger-machine › Send → dynamodb:Query");
    assert.equal(name(call(role("messenger-scan-role"), task)), "messenger-scan-function → dynamodb:Query");
    const service = { arn: "a", accountId: "1", service: { principal: "apigateway.amazonaws.com" } };
    assert.equal(name(call(service)), "apigateway.amazonaws.com → dynamodb:Query");
    assert.equal(name(call({ arn: "admin", accountId: "1" })), undefined);
  });

  it("are chosen by a seed, each at most once", () => {
    const all = Array.from({ length: 50 }, (_, index) => index);
    assert.deepEqual(sampleOf(all, 10, 3), sampleOf(all, 10, 3));
    assert.notDeepEqual(sampleOf(all, 10, 3), sampleOf(all, 10, 4));
    assert.deepEqual(
      [...sampleOf(all, 80, 3)].sort((a, b) => a - b),
      all,
    );
  });
});
