import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { asset } from "@pulumi/pulumi";
import { snapshotOf } from "../../../../packages/cli/preview/snapshot";
import { readSnapshot, writeSnapshot } from "../../../../packages/cli/preview/snapshotFile";
import type { Evaluation } from "../../../../packages/local-stack";
import { resource } from "../../local-stack/resource";
import { saved, snapshot } from "./saved";

const evaluation = (more: Partial<Evaluation> = {}): Evaluation => ({
  project: "program",
  stack: "test",
  resources: [],
  outputs: {},
  secretOutputs: [],
  logs: [],
  durationMs: 0,
  ...more,
});

describe("preview: snapshots", () => {
  it("have no secret: neither as a value nor inside another text", async () => {
    const { resources } = await snapshotOf(
      evaluation({
        resources: [
          resource("a:b:C", "one", {
            inputs: {
              environment: { variables: { "my.KEY": "hunter22", OPEN: "plain" } },
              rules: [{ token: 'quo"ted' }],
              pin: 1234567,
            },
            secretInputs: ["environment.variables.my.KEY", "rules[0].token", "pin"],
          }),
          resource("a:b:C", "two", {
            id: "api:da2-key",
            inputs: {
              definition: '{"a":"hunter22","b":"quo\\"ted"}',
              url: "https://x/?k=1234567",
              hunter22: 1,
            },
            outputs: { arn: "arn:aws:x:::output-secret", key: "output-secret" },
            secretOutputs: ["key"],
          }),
        ],
        outputs: { apiKeys: { booking: "da2-key" } },
        secretOutputs: ["apiKeys"],
      }),
    );
    const text = JSON.stringify(resources);
    for (const secret of ["hunter22", "quo", "1234567", "da2-key", "output-secret"]) {
      assert.ok(!text.includes(secret), secret);
    }
    assert.deepEqual(resources[0]!.inputs.environment, {
      variables: { "my.KEY": "[secret]", OPEN: "plain" },
    });
    assert.equal(resources[1]!.id, "api:[secret]");
  });

  it("have the digest of code in its place", async () => {
    const archive = (text: string) => new asset.AssetArchive({ "index.js": new asset.StringAsset(text) });
    const of = async (text: string) =>
      (
        await snapshotOf(
          evaluation({ resources: [resource("a:b:F", "f", { inputs: { code: archive(text) } })] }),
        )
      ).resources[0]!.inputs.code;
    assert.match(((await of("1")) as { sha256: string }).sha256, /^[0-9a-f]{64}$/);
    assert.deepEqual(await of("1"), await of("1"));
    assert.notDeepEqual(await of("1"), await of("2"));
  });
});

describe("preview: saved evaluations", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "preview-"));
  });
  after(() => rm(folder, { recursive: true }));
  const file = (name: string) => path.join(folder, name);

  it("are read as they were written", async () => {
    const written = {
      ...snapshot(saved("a:b:C", "c", { parent: "p", arn: "a" })),
      runs: { W: { sqsRequest: 2 } },
    };
    await writeSnapshot(file("good.json"), written);
    assert.deepEqual(await readSnapshot(file("good.json"), "test"), written);
    assert.match(await readFile(file("good.json"), "utf8"), /"version": 1/);
  });

  const good = { format: "sfn-workflows preview", version: 1, project: "p", stack: "test", resources: [] };
  const bad: [what: string, content: string, message: RegExp][] = [
    ["bad JSON", "{", /is not JSON: /],
    ["another JSON", "[1]", /is not a saved evaluation; preview --save FILE writes one/],
    ["another format", '{"format":"x"}', /is not a saved evaluation/],
    [
      "another version",
      JSON.stringify({ ...good, version: 2 }),
      /has format version 2; this preview reads 1/,
    ],
    ["another stack", JSON.stringify({ ...good, stack: "prod" }), /is of stack 'prod'; given: --stack test/],
    ["no project", JSON.stringify({ ...good, project: 1 }), /is damaged: project is not a text/],
    ["no stack", JSON.stringify({ ...good, stack: null }), /is damaged: stack is not a text/],
    ["no resources", JSON.stringify({ ...good, resources: {} }), /is damaged: resources is not a list/],
    ["no resource", JSON.stringify({ ...good, resources: [1] }), /resources\[0\] is not an object/],
    [
      "a resource without inputs",
      JSON.stringify({ ...good, resources: [{ ...saved("a:b:C", "c"), inputs: [] }] }),
      /resources\[0\]\.inputs is missing or of another kind/,
    ],
    ["bad runs", JSON.stringify({ ...good, runs: { W: { a: "b" } } }), /is damaged: runs is not/],
  ];
  for (const [index, [what, content, message]] of bad.entries()) {
    it(`are refused: ${what}`, async () => {
      await writeFile(file(`bad-${index}`), content);
      await assert.rejects(readSnapshot(file(`bad-${index}`), "test"), { name: "UsageError", message });
    });
  }

  it("are refused if there is no file, or no folder to write to", async () => {
    await assert.rejects(readSnapshot(file("none"), "test"), {
      name: "UsageError",
      message: /^--against '.*none' cannot be read: ENOENT/,
    });
    await assert.rejects(writeSnapshot(file("no/folder"), snapshot()), {
      name: "UsageError",
      message: /^--save '.*folder' cannot be written: ENOENT/,
    });
  });
});
