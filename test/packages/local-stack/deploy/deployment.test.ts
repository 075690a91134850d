import assert from "node:assert/strict";
import { asset } from "@pulumi/pulumi";
import { fingerprint } from "../../../../packages/local-stack/deploy/fingerprint";
import { creationOrder } from "../../../../packages/local-stack/deploy/order";
import type { Evaluation, Resource } from "../../../../packages/local-stack/program/evaluation";
import { resource as plain } from "../resource";
import { evaluated, type Running, start } from "../stack";

const resource = (name: string, changes: Partial<Resource> = {}): Resource =>
  plain("t", name, { urn: `urn:${name}`, ...changes });

describe("local: deployment order", () => {
  it("puts every resource after what it depends on", () => {
    const names = creationOrder([
      resource("a", { dependencies: ["urn:c"] }),
      resource("b", { propertyDependencies: { x: ["urn:a"] } }),
      resource("c", { dependencies: ["urn:elsewhere", "urn:c"] }),
    ]).map(({ name }) => name);
    assert.deepEqual(names, ["c", "a", "b"]);
  });

  it("is found where each resource needs the next, and has all resources of a circle", () => {
    const chain = (last: string[]) =>
      Array.from({ length: 1000 }, (_, index) =>
        resource(`${index}`, { dependencies: index < 999 ? [`urn:${index + 1}`] : last }),
      );
    const names = creationOrder(chain([])).map(({ name }) => Number(name));
    assert.deepEqual(
      names,
      names.toSorted((a, b) => b - a),
    );
    assert.equal(creationOrder(chain(["urn:0"])).length, 1000);
  });

  it("puts a resource after its parent, and what is of a lower rank first where dependencies allow it", () => {
    const ranks: Record<string, number> = { machine: 2, needsMachine: 0, role: 0, table: 1 };
    const names = creationOrder(
      [
        resource("machine"),
        resource("table", { parent: "urn:child" }),
        resource("needsMachine", { dependencies: ["urn:machine"] }),
        resource("child"),
        resource("role"),
      ],
      ({ name }) => ranks[name] ?? 3,
    ).map(({ name }) => name);
    assert.deepEqual(names, ["role", "machine", "needsMachine", "child", "table"]);
  });
});

describe("local: fingerprint", () => {
  const of = (inputs: Record<string, unknown>) => fingerprint(resource("r", { inputs }));
  const archive = (text: string) => new asset.AssetArchive({ "index.js": new asset.StringAsset(text) });

  it("is the same for the same inputs in any order", async () => {
    assert.equal(
      await of({ a: 1, b: { c: [true, null], d: undefined } }),
      await of({ b: { c: [true, null] }, a: 1 }),
    );
  });

  const different: [string, Record<string, unknown>, Record<string, unknown>][] = [
    ["values", { a: 1 }, { a: 2 }],
    ["types", { a: 1 }, { a: "1" }],
    ["names", { a: 1 }, { b: 1 }],
    ["nesting", { a: { b: 1 } }, { a: {}, b: 1 }],
    ["order in lists", { a: [1, 2] }, { a: [2, 1] }],
    ["code", { code: archive("1") }, { code: archive("2") }],
  ];
  for (const [what, a, b] of different) {
    it(`distinguishes ${what}`, async () => {
      assert.notEqual(await of(a), await of(b));
    });
  }
});

describe("local: deployment", () => {
  let running: Running;
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await evaluated("dev", ["A", "trim", "review"]);
    running = await start(evaluation);
  });
  after(() => running.close());

  it("does not touch what did not change", async () => {
    const changes = await running.stack.deploy(evaluation);
    assert.deepEqual([changes.created, changes.updated, changes.deleted], [[], [], []]);
    assert.deepEqual(changes.unsupported, []);
  });

  it("updates the outer machine in place, deletes what is gone, and lets running executions end with their definition", async () => {
    const { cloud, stepFunctions, clock } = running.services;
    const start = await cloud.call(cloud.administrator, "states", "StartExecution", {
      stateMachineArn: running.pipelineArn,
      input: '{"Output":{"input":{"name":"n","value":"undecided"}}}',
    });
    const execution = stepFunctions.execution(String(start.executionArn))!;
    const other = await evaluated("dev", ["A", "C", "B"]);
    const changes = await running.stack.deploy(other);
    assert.ok(changes.updated.some((urn) => urn.endsWith("::pipeline-machine")));
    assert.ok(changes.deleted.some((urn) => urn.endsWith("::pipeline-review-machine")));
    assert.ok(changes.unchanged.some((urn) => urn.endsWith("::pipeline-A-machine")));
    assert.equal(String(other.outputs.pipelineArn), running.pipelineArn, "the same machine");
    assert.equal(execution.status, "RUNNING");

    const { output } = await running.run({ name: "n", value: "v" });
    assert.deepEqual(output, { Output: { input: { name: "n", value: "v" } } });
    await clock.skipWhile(execution.ended);
    assert.equal(execution.status, "FAILED");
    await running.stack.deploy(evaluation);
  });

  it("names the resource that could not be created, and why", async () => {
    const broken = structuredClone({ ...evaluation, resources: [] }) as Evaluation;
    broken.resources = evaluation.resources.map((each) =>
      each.name === "pipeline-machine" ? { ...each, inputs: { ...each.inputs, definition: "{}" } } : each,
    );
    await assert.rejects(running.stack.deploy(broken), {
      name: "DeploymentError",
      message:
        /^aws:sfn\/stateMachine:StateMachine 'pipeline-machine' could not be updated: InvalidDefinition: /,
    });
    await running.stack.deploy(evaluation);
  });

  it("lists what cannot run on this machine", async () => {
    const extra = resource("x", { type: "aws:ec2/vpc:Vpc", urn: "urn:pulumi:dev::p::aws:ec2/vpc:Vpc::x" });
    const changes = await running.stack.deploy({
      ...evaluation,
      resources: [...evaluation.resources, extra],
    });
    assert.deepEqual(changes.unsupported, ["aws:ec2/vpc:Vpc"]);
    await running.stack.deploy(evaluation);
  });
});
