import assert from "node:assert/strict";
import { asset } from "@pulumi/pulumi";
import { codeEntries } from "../../../../packages/local-stack/deploy/lambdaCode";

async function entriesOf(archive: asset.Archive) {
  const entries = [];
  for await (const entry of codeEntries(archive)) entries.push(entry);
  return entries;
}

describe("the code of a Lambda function", () => {
  it("consists of strings, files, directories and nested archives, in order", async () => {
    const archive = new asset.AssetArchive({
      nested: new asset.AssetArchive(Promise.resolve({ "c.js": new asset.StringAsset("C") }) as never),
      "index.js": new asset.StringAsset("I"),
      "copy.js": new asset.FileAsset("/source/lib/a.js"),
      lib: new asset.FileArchive("/source/lib"),
    });
    assert.deepEqual(await entriesOf(archive), [
      { name: "copy.js", file: "/source/lib/a.js" },
      { name: "index.js", text: "I" },
      { name: "lib", archive: "/source/lib" },
      { name: "nested/c.js", text: "C" },
    ]);
    assert.deepEqual(await entriesOf(new asset.FileArchive("/source/a.zip")), [
      { name: "", archive: "/source/a.zip" },
    ]);
  });

  it("has the packages that a workspace hoisted, unless it has its own", async () => {
    const archive = new asset.AssetArchive({
      "../../node_modules/a": new asset.FileArchive("/hoisted/a"),
      "../../node_modules/b": new asset.FileArchive("/hoisted/b"),
      "node_modules/b": new asset.FileArchive("/own/b"),
      "../c": new asset.FileArchive("/c"),
    });
    assert.deepEqual(await entriesOf(archive), [
      { name: "node_modules/a", archive: "/hoisted/a" },
      { name: "../c", archive: "/c" },
      { name: "node_modules/b", archive: "/own/b" },
    ]);
  });

  it("must be on this machine", async () => {
    await assert.rejects(
      entriesOf(new asset.RemoteArchive("https://example.com/a.zip")),
      /Only AssetArchive and FileArchive/,
    );
    await assert.rejects(
      entriesOf(new asset.AssetArchive({ a: new asset.RemoteAsset("https://example.com/a") })),
      /"a" is not a StringAsset, FileAsset or archive/,
    );
  });
});
