import assert from "node:assert/strict";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { deserializeProperty } from "@pulumi/pulumi/runtime/rpc";
import { marshal } from "../../../../packages/local-stack/program/marshal";
import { ResourceReference } from "../../../../packages/local-stack/program/provider/model";

const { asset } = pulumi;

describe("local: properties for a policy pack", () => {
  it("are sent as they are, without undefined ones", async () => {
    const plain = { text: "a", list: [1, null, { flag: true }], object: { inner: "" } };
    assert.deepEqual(await marshal({ ...plain, nothing: undefined }, []), plain);
  });

  it("have their secrets marked, wherever they are", async () => {
    const properties = { key: "k", list: ["a", "b"], object: { inner: { deep: "d" } } };
    const wire = await marshal(properties, ["key", "list[1]", "object.inner.deep"]);
    const mark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    assert.deepEqual(wire, {
      key: { ...mark, value: "k" },
      list: ["a", { ...mark, value: "b" }],
      object: { inner: { deep: { ...mark, value: "d" } } },
    });
  });

  it("name a resource by its id", async () => {
    const bucket = new ResourceReference("urn:pulumi:dev::p::aws:s3/bucket:Bucket::b", "b-1");
    assert.deepEqual(await marshal({ bucket }, []), { bucket: "b-1" });
  });

  it("describe assets and archives so that Pulumi can read them", async () => {
    const properties = {
      file: new asset.FileAsset(path.resolve("a.txt")),
      text: new asset.StringAsset("text"),
      far: new asset.RemoteAsset("https://example.com/a"),
      folder: new asset.FileArchive(path.resolve("a")),
      farFolder: new asset.RemoteArchive("https://example.com/a.zip"),
      code: new asset.AssetArchive({ "index.js": new asset.StringAsset("code") }),
    };
    const wire = await marshal(properties, []);
    for (const [name, value] of Object.entries(properties)) {
      const read = deserializeProperty(wire[name]);
      assert.equal(read.constructor, value.constructor, name);
    }
    const code = deserializeProperty(wire.code) as pulumi.asset.AssetArchive;
    const index = (await code.assets)["index.js"] as pulumi.asset.StringAsset;
    assert.equal(await index.text, "code");
  });
});
