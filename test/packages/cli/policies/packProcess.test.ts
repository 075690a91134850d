import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { StartedPack } from "../../../../packages/cli/policies/checkPolicies";
import { PackProcess } from "../../../../packages/cli/policies/packProcess";

/** Where packs of the tests find the repository's packages. */
const CACHE = path.join(__dirname, "../../../../node_modules/.cache");

describe("local: the process of a policy pack", () => {
  const directories: string[] = [];
  /** Closed after each test, also after one that timed out and would never close it. */
  const packs: { close(): Promise<void> }[] = [];
  const stackConfig = { project: "project", config: { "project:key": "value" } };

  function packIn(parent: string, files: Record<string, string>): string {
    mkdirSync(parent, { recursive: true });
    const directory = mkdtempSync(path.join(parent, "pack-"));
    directories.push(directory);
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(directory, name), text);
    return directory;
  }
  const packOf = (program: string) =>
    packIn(CACHE, {
      "PulumiPolicy.yaml": "runtime: nodejs",
      "package.json": '{ "version": "1.0.0" }',
      "index.js": program,
    });

  function portOf(directory: string, deadlineMs?: number): Promise<number> {
    const pack = new PackProcess({ directory, stack: "dev", stackConfig, ...(deadlineMs && { deadlineMs }) });
    packs.push(pack);
    return pack.port();
  }

  afterEach(() => Promise.all(packs.splice(0).map((pack) => pack.close())));
  after(() => {
    for (const directory of directories) rmSync(directory, { recursive: true });
  });

  it("gets the stack and its configuration, as from the CLI", async () => {
    const program = `const pulumi = require("@pulumi/pulumi");
      const passed = [pulumi.getStack(), pulumi.getProject(), new pulumi.Config().get("key"), process.env.PULUMI_STACK];
      console.log(passed.join() === "dev,project,value,dev" ? 4711 : passed.join());
      setInterval(() => {}, 1000);`;
    assert.equal(await portOf(packOf(program)), 4711);
  });

  const failing: [title: string, program: string, message: RegExp, deadlineMs?: number][] = [
    [
      "throws",
      'throw new Error("no such rule")',
      /policy pack in .* ended with exit code \d+\n[\s\S]*no such rule/,
    ],
    ["just ends", "", /ended with exit code 0$/],
    [
      "speaks first",
      'console.log("hello"); setInterval(() => {}, 1000)',
      /printed 'hello' in place of its port/,
    ],
    ["says nothing", "setInterval(() => {}, 1000)", /named no port within 20 ms/, 20],
  ];
  for (const [title, program, message, deadlineMs] of failing) {
    it(`reports a pack that ${title}`, async () => {
      await assert.rejects(portOf(packOf(program), deadlineMs), { name: "PolicyPackError", message });
    });
  }

  it("reports a folder without a pack", async () => {
    const directory = packIn(tmpdir(), {});
    assert.throws(() => new PackProcess({ directory, stack: "dev", stackConfig }), {
      name: "PolicyPackError",
      message: /there is no policy pack in .*: no PulumiPolicy.yaml/,
    });
  });

  it("reports a pack without packages", async () => {
    const directory = packIn(tmpdir(), { "PulumiPolicy.yaml": "runtime: nodejs" });
    assert.throws(() => new PackProcess({ directory, stack: "dev", stackConfig }), {
      name: "PolicyPackError",
      message: /@pulumi\/pulumi is not installed for the policy pack in .*; run npm ci/,
    });
  });

  it("reports a pack that ends during a request", async () => {
    const program = `const { PolicyPack } = require("@pulumi/policy");
      const validateResource = () => process.exit(3);
      new PolicyPack("fragile", { policies: [{ name: "fragile", description: "Ends.", validateResource }] });`;
    const pack = new StartedPack({ directory: packOf(program), stack: "dev", stackConfig });
    const resource = {
      urn: "urn:pulumi:dev::project::a:b:C::it",
      type: "a:b:C",
      name: "it",
      custom: true,
      remote: false,
      id: "it",
      inputs: {},
      outputs: {},
      secretInputs: [],
      dependencies: [],
      propertyDependencies: {},
      protect: false,
      retainOnDelete: false,
      ignoreChanges: [],
      aliases: [],
    };
    const evaluation = {
      project: "project",
      stack: "dev",
      resources: [resource],
      outputs: {},
      secretOutputs: [],
      logs: [],
      durationMs: 0,
    };
    packs.push(pack);
    await assert.rejects(pack.check(evaluation), { message: /ended with exit code 3|UNAVAILABLE/ });
  });
});
