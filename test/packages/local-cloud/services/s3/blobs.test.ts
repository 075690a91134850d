import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { buffer } from "node:stream/consumers";
import { type BlobStore, MemoryBlobs } from "../../../../../packages/local-cloud/services/s3/store/blobs";
import { FileBlobs } from "../../../../../packages/local-cloud/services/s3/store/fileBlobs";
import { compareKeys, SortedKeys } from "../../../../../packages/local-cloud/services/s3/store/sortedKeys";

async function* chunks(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

describe("where the contents of objects are stored", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "blobs-"));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const stores: [string, () => BlobStore][] = [
    ["memory", () => new MemoryBlobs()],
    ["files", () => new FileBlobs(directory)],
  ];
  for (const [name, open] of stores) {
    it(`reads any range of several blobs: ${name}`, async () => {
      const store = open();
      const blobs = [
        await store.write(chunks("ab", "c")),
        await store.write(chunks()),
        await store.write(chunks("d", "e", "fgh")),
      ];
      assert.deepEqual(
        blobs.map(({ size }) => size),
        [3, 0, 5],
      );
      const all = "abcdefgh";
      assert.equal(String(await buffer(store.read(blobs))), all);
      for (let start = 0; start <= 8; start++)
        for (let end = start; end <= 8; end++)
          assert.equal(String(await buffer(store.read(blobs, { start, end }))), all.slice(start, end));
    });

    it(`finishes reading what is deleted meanwhile: ${name}`, async () => {
      const store = open();
      const blobs = [await store.write(chunks("a".repeat(600_000))), await store.write(chunks("b"))];
      const [one, other, abandoned] = [store.read(blobs), store.read(blobs), store.read(blobs)];
      store.delete(blobs);
      assert.equal((await buffer(one)).length, 600_001);
      assert.equal((await buffer(other)).length, 600_001);
      abandoned.destroy();
    });

    it(`stores nothing of what fails: ${name}`, async () => {
      async function* failing() {
        yield Buffer.from("a");
        throw new Error("gone");
      }
      await assert.rejects(open().write(failing()), { message: "gone" });
      assert.deepEqual(readdirSync(directory), []);
    });
  }

  it("has files that only their owner can read, and none without a blob", async () => {
    const store = new FileBlobs(directory);
    const [kept, deleted, read] = [
      await store.write(chunks("kept")),
      await store.write(chunks("deleted")),
      await store.write(chunks("read")),
    ];
    assert.equal(statSync(path.join(directory, kept.id)).mode & 0o777, 0o600);
    store.delete([deleted]);
    const stream = store.read([read]);
    store.delete([read]);
    assert.deepEqual(readdirSync(directory).sort(), [kept.id, read.id].sort());
    await buffer(stream);
    assert.deepEqual(readdirSync(directory), [kept.id]);
    writeFileSync(path.join(directory, "half"), "of an upload");
    new FileBlobs(directory).retain([kept]);
    assert.deepEqual(readdirSync(directory), [kept.id]);
  });
});

describe("keys in order", () => {
  it("are in that of their UTF-8 bytes", () => {
    const keys = [
      "",
      "A",
      "a",
      "a!",
      "a/",
      "ab",
      "\u007f",
      "é",
      "\ud7ff",
      "\ue000",
      "\uffff",
      "😀",
      "😁",
      "a😀",
      "a\ufffd",
    ];
    const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
    assert.deepEqual([...keys].sort(compareKeys), [...keys].sort(byBytes));
    const sorted = new SortedKeys();
    for (const key of [...keys, ...keys].reverse()) sorted.add(key);
    assert.deepEqual([...sorted.from("")], [...keys].sort(byBytes));
    sorted.delete("a/");
    sorted.delete("not there");
    assert.deepEqual([...sorted.from("a")].slice(0, 3), ["a", "a!", "ab"]);
  });
});
