import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import * as yaml from "js-yaml";
import { compareStacks } from "../../../checks/stacks/compareStacks";
import { REASONS } from "../../../checks/stacks/reasons";
import { evaluatedWith } from "../../packages/local-stack/stack";

const ROOT = path.join(__dirname, "../../..");

/** What a stack's file sets, by key, without the project's name. */
const configOf = (stack: string) =>
  Object.fromEntries(
    Object.entries(
      (
        yaml.load(fs.readFileSync(path.join(ROOT, `Pulumi.${stack}.yaml`), "utf8")) as {
          config: Record<string, unknown>;
        }
      ).config,
    ).map(([key, value]) => [key.replace(/^sfn-workflows:/, ""), JSON.stringify(value)]),
  );

const run = promisify(execFile);

describe("local: npm run stacks", function () {
  this.timeout(60_000);

  it("refuses unknown options", async () => {
    const command = ["-r", "ts-node/register", "checks/stacks/main.ts", "--stack", "dev"];
    await assert.rejects(run(process.execPath, command, { cwd: ROOT }), {
      code: 2,
      stderr: /^error: there is no option --stack; allowed: --check, --verbose, --help$/m,
    });
  });
});

describe("local: docs/stacks.md", function () {
  this.timeout(120_000);

  it("says how the stacks differ: where this fails, run npm run stacks", async () => {
    const [dev, prod] = await Promise.all([evaluatedWith("dev", {}), evaluatedWith("prod", {})]);
    assert.equal(fs.readFileSync(path.join(ROOT, "docs/stacks.md"), "utf8"), await compareStacks(dev, prod));
  });

  it("has a reason for every key that the stacks set to different values", () => {
    const [dev, prod] = [configOf("dev"), configOf("prod")];
    const different = Object.keys({ ...dev, ...prod }).filter((key) => dev[key] !== prod[key]);
    const explained = new Set(REASONS.flatMap(({ key }) => key.split(", ")));
    for (const key of different) assert.ok(explained.has(key), key);
  });

  it("is not written if a difference has no reason", async () => {
    const dev = await evaluatedWith("dev", {});
    const [queue] = dev.resources.filter(({ type }) => type === "aws:sqs/queue:Queue");
    const changed = dev.resources.map((resource) =>
      resource === queue ? { ...resource, inputs: { ...resource.inputs, delaySeconds: 5 } } : resource,
    );
    await assert.rejects(compareStacks(dev, { ...dev, resources: changed }), {
      name: "UnexplainedError",
      message: /no reason for aws:sqs\/queue:Queue delaySeconds of 'messenger-dead-letters': nothing → 5/,
    });
  });

  it("finds every resource that takes tags with those of its stack", async () => {
    for (const stack of ["dev", "prod"] as const) {
      const tagged = (await evaluatedWith(stack, {})).resources.filter(({ outputs }) => outputs.tagsAll);
      assert.ok(tagged.length > 50);
      for (const { name, outputs } of tagged) {
        assert.deepEqual(outputs.tagsAll, { Project: "sfn-workflows", Environment: stack }, name);
      }
    }
  });
});
