import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { Evaluation, Resource } from "../../../../packages/local-stack/program/evaluation";
import { resource } from "../resource";
import { evaluated, evaluatedWith, type Running, start } from "../stack";

const FUNCTION = "pipeline-trim-callback-function";
const MACHINE = "pipeline-trim-machine";

/** The program after a change: another archive with this handler for the block's function. */
const withHandler = (evaluation: Evaluation, source: string): Evaluation => ({
  ...evaluation,
  resources: evaluation.resources.map((each) => {
    if (each.name !== FUNCTION) return each;
    const [file = ""] = String(each.inputs.handler).split(".");
    const code = new pulumi.asset.AssetArchive({ [`${file}.js`]: new pulumi.asset.StringAsset(source) });
    return { ...each, inputs: { ...each.inputs, code } };
  }),
});

const answering = (value: object) => `exports.handler = async () => (${JSON.stringify(value)});`;

describe("local: aliases in CloudFormation stacks, and versions of functions", function () {
  this.timeout(60_000);
  let evaluation: Evaluation;
  let running: Running;

  before(async () => {
    evaluation = await evaluated("prod", ["A", "trim", "review"]);
    running = await start(evaluation);
  });
  after(() => running.close());

  const named = (name: string): Resource => evaluation.resources.find((each) => each.name === name)!;
  const updatedBy = async (next: Evaluation) => {
    const { updated, unsupported } = await running.stack.deploy(next);
    assert.ok(
      unsupported.every((type) => type.includes("cloudtrail")),
      unsupported.join(),
    );
    return updated.map((urn) => urn.split("::").at(-1)).sort();
  };
  const call = (operation: string, input: object) => {
    const { cloud } = running.services;
    return cloud.call(cloud.administrator, "states", operation, input);
  };
  const liveVersion = async (machine: string) => {
    const { routingConfiguration } = await call("DescribeStateMachineAlias", {
      stateMachineAliasArn: `${named(machine).outputs.arn}:live`,
    });
    return routingConfiguration;
  };

  it("creates the aliases, and does not touch them if nothing has changed", async () => {
    assert.deepEqual(await liveVersion(MACHINE), [
      { stateMachineVersionArn: `${named(MACHINE).outputs.arn}:1`, weight: 100 },
    ]);
    assert.deepEqual(await updatedBy(evaluation), []);
    const { output } = await running.run({ name: " n ", value: "v" });
    assert.deepEqual(output, { Output: { input: { name: "n", value: "v" } } });
  });

  it("publishes a new version of a machine whose function changed: the alias moves, and the new code runs", async () => {
    const changed = withHandler(evaluation, answering({ name: "the new code", value: "v" }));
    assert.deepEqual(await updatedBy(changed), [FUNCTION, "pipeline-trim-live", MACHINE]);
    assert.deepEqual(await liveVersion(MACHINE), [
      { stateMachineVersionArn: `${named(MACHINE).outputs.arn}:2`, weight: 100 },
    ]);
    const { output } = await running.run({ name: " n ", value: "v" });
    assert.deepEqual(output, { Output: { input: { name: "the new code", value: "v" } } });
    assert.deepEqual(await updatedBy(changed), []);
  });

  it("runs an older version of the machine with the function's version of that time, under the same role", async () => {
    const { executionArn } = await call("StartExecution", {
      stateMachineArn: `${named(MACHINE).outputs.arn}:1`,
      input: '{"input":{"name":" n "}}',
    });
    const execution = running.services.stepFunctions.execution(String(executionArn))!;
    await running.services.clock.skipWhile(execution.ended);
    assert.deepEqual(execution.result, { status: "SUCCEEDED", output: { input: { name: "n" } } });
    assert.deepEqual(running.services.cloud.iam.refusals, []);
  });

  it("removes the aliases with their stacks", async () => {
    const stack = named("pipeline-trim-live");
    const without = { ...evaluation, resources: evaluation.resources.filter((each) => each !== stack) };
    const { deleted } = await running.stack.deploy(without);
    assert.deepEqual(deleted, [stack.urn]);
    await assert.rejects(liveVersion(MACHINE), { code: "ResourceNotFound" });
    await running.stack.deploy(evaluation);
    await liveVersion(MACHINE);
  });

  it("replaces the aliases of a template that now has others", async () => {
    const stack = named("pipeline-trim-live");
    const templateBody = String(stack.inputs.templateBody).replace('"Name":"live"', '"Name":"other"');
    const renamed = { ...stack, inputs: { ...stack.inputs, templateBody } };
    const resources = evaluation.resources.map((each) => (each === stack ? renamed : each));
    await running.stack.deploy({ ...evaluation, resources });
    await assert.rejects(liveVersion(MACHINE), { code: "ResourceNotFound" });
    await running.stack.deploy(evaluation);
    await liveVersion(MACHINE);
  });

  it("keeps the alias of a machine that is replaced by one of another type", async () => {
    const resources = evaluation.resources.map((each) =>
      each.name === MACHINE ? { ...each, inputs: { ...each.inputs, type: "EXPRESS" } } : each,
    );
    await running.stack.deploy({ ...evaluation, resources });
    await liveVersion(MACHINE);
    await running.stack.deploy(evaluation);
    await liveVersion(MACHINE);
  });

  it("names the stack whose template cannot be read", async () => {
    const stack = resource("aws:cloudformation/stack:Stack", "broken", { inputs: { templateBody: "{" } });
    await assert.rejects(
      running.stack.deploy({ ...evaluation, resources: [...evaluation.resources, stack] }),
      /^DeploymentError: aws:cloudformation\/stack:Stack 'broken' could not be read: .*JSON/,
    );
  });

  it("lists what else in a stack cannot run on this machine", async () => {
    const template = { Resources: { Bucket: { Type: "AWS::S3::Bucket" } } };
    const stack = (name: string, templateBody: string) =>
      resource("aws:cloudformation/stack:Stack", name, { inputs: { templateBody } });
    const changes = await running.stack.deploy({
      ...evaluation,
      resources: [
        ...evaluation.resources,
        stack("json", JSON.stringify(template)),
        stack("yaml", "Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n"),
      ],
    });
    const added = changes.unsupported.filter((type) => !type.includes("cloudtrail"));
    assert.deepEqual(added, ["AWS::S3::Bucket", "aws:cloudformation/stack:Stack"]);
  });
});

describe("local: aliases that move at once", function () {
  this.timeout(60_000);

  it("follow the version published last, and nothing is deployed again without a change", async () => {
    const evaluation = await evaluatedWith("prod", {
      workflows: '["pipeline"]',
      pipelineOrder: '["A","trim"]',
      rolloutType: "ALL_AT_ONCE",
    });
    const running = await start(evaluation);
    try {
      const updatedBy = async (next: Evaluation) =>
        (await running.stack.deploy(next)).updated.map((urn) => urn.split("::").at(-1)).sort();
      assert.deepEqual(await updatedBy(evaluation), []);
      const changed = withHandler(evaluation, answering({ name: "the new code" }));
      assert.deepEqual(await updatedBy(changed), [
        FUNCTION,
        "pipeline-trim-callback-live",
        "pipeline-trim-live",
        MACHINE,
      ]);
      const { output } = await running.run({ name: " n " });
      assert.deepEqual(output, { Output: { input: { name: "the new code" } } });
    } finally {
      await running.close();
    }
  });
});
