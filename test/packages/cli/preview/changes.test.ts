import assert from "node:assert/strict";
import { changesSection, resourceChanges } from "../../../../packages/cli/preview/changes";
import type { SavedResource } from "../../../../packages/cli/preview/snapshot";
import { machine, saved, snapshot } from "./saved";

const TABLE = "aws:dynamodb/table:Table";
const table = (inputs: Record<string, unknown>, more: Partial<SavedResource> = {}) =>
  saved(TABLE, "orders", { inputs, ...more });

describe("preview: changes of resources", () => {
  const cases: [
    what: string,
    before: SavedResource[],
    now: SavedResource[],
    operation: string | undefined,
    warnings: RegExp,
  ][] = [
    ["nothing", [table({ a: 1 })], [table({ a: 1 })], undefined, /^$/],
    ["a new one", [], [table({})], "create", /^$/],
    ["one that is gone", [table({})], [], "delete", /^$/],
    [
      "a protected one that is gone",
      [table({}, { protect: true })],
      [],
      "delete",
      /protected: pulumi up refuses/,
    ],
    ["a kept one that is gone", [table({}, { retainOnDelete: true })], [], "delete", /stays in AWS/],
    ["a property", [table({ ttl: 1 })], [table({ ttl: 2 })], "update", /^$/],
    ["a name", [table({ name: "a" })], [table({ name: "b" })], "replace", /^$/],
    [
      "a protected one's key",
      [table({ hashKey: "a" }, { protect: true })],
      [table({ hashKey: "b" }, { protect: true })],
      "replace",
      /protected: pulumi up refuses/,
    ],
    [
      "replaceOnChanges",
      [table({ a: { b: 1 } })],
      [table({ a: { b: 2 } }, { replaceOnChanges: ["a"] })],
      "replace",
      /^$/,
    ],
    [
      "ignoreChanges",
      [table({ a: { b: 1 } })],
      [table({ a: { b: 2 } }, { ignoreChanges: ["a"] })],
      undefined,
      /^$/,
    ],
    ["the end of protection", [table({}, { protect: true })], [table({})], "update", /no longer protected/],
    [
      "a known rename",
      [table({ a: 1 })],
      [saved(TABLE, "renamed", { inputs: { a: 1 }, aliases: [table({}).urn] })],
      undefined,
      /^$/,
    ],
    [
      "another type under an alias",
      [table({})],
      [saved("aws:s3/bucket:Bucket", "orders", { aliases: [table({}).urn] })],
      "replace",
      /^$/,
    ],
    [
      "code",
      [saved("aws:lambda/function:Function", "f", { inputs: { code: { sha256: "a" } } })],
      [saved("aws:lambda/function:Function", "f", { inputs: { code: { sha256: "b" } } })],
      "update",
      /^$/,
    ],
    [
      "an unknown type",
      [saved("x:y:Z", "z", { inputs: { name: 1 } })],
      [saved("x:y:Z", "z", { inputs: { name: 2 } })],
      "update",
      /^$/,
    ],
    [
      "a machine's type",
      [machine("m", {})],
      [machine("m", {}, { inputs: { definition: "{}", type: "EXPRESS" } })],
      "replace",
      /^$/,
    ],
  ];
  for (const [what, before, now, operation, warnings] of cases) {
    it(`finds ${what}: ${operation ?? "no change"}`, () => {
      const changes = resourceChanges(snapshot(...before), snapshot(...now));
      assert.deepEqual(
        changes.map((change) => change.operation),
        operation ? [operation] : [],
      );
      assert.match(changes.flatMap((change) => change.warnings).join(), warnings);
    });
  }

  it("are counted and listed as pulumi preview does, the warnings first", () => {
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`p${index}`, index]));
    const { title, blocks } = changesSection(
      snapshot(table({ a: 1 }), saved("aws:sqs/queue:Queue", "gone", { protect: true })),
      snapshot(table(many), saved("aws:sns/topic:Topic", "new")),
    );
    assert.equal(title, "Changes: 1 to create, 1 to update, 1 to delete");
    assert.deepEqual(blocks[0], {
      kind: "list",
      items: ["⚠ aws:sqs/queue:Queue gone (delete) is protected: pulumi up refuses this."],
    });
    assert.equal(blocks[1]!.kind, "lines");
    const { lines } = blocks[1] as { lines: string[] };
    assert.deepEqual(
      lines.filter((line) => !line.startsWith("  ")),
      [
        "~  aws:dynamodb/table:Table  orders",
        "+  aws:sns/topic:Topic  new",
        "-  aws:sqs/queue:Queue  gone  ⚠ is protected: pulumi up refuses this",
      ],
    );
    assert.ok(lines.includes("      a: 1 → nothing"));
    assert.ok(lines.includes("      and 5 more"));
  });

  it("say so if there are none", () => {
    const same = snapshot(table({}));
    assert.equal(changesSection(same, same).title, "Changes: none");
  });
});
