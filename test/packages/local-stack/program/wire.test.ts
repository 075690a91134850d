import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { AssetArchive, StringAsset } from "@pulumi/pulumi/asset";
import {
  containsSecret,
  decode,
  namesOfSecrets,
  resourceReference,
  secret,
} from "../../../../packages/local-stack/program/wire";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("decode", () => {
  it("decodes secrets anywhere and returns their paths", () => {
    const { values, secrets } = decode({ a: secret("x"), list: [1, { b: secret([2]) }], plain: null }, "/");
    deepEqual(values, { a: "x", list: [1, { b: [2] }], plain: null });
    deepEqual(secrets, ["a", "list[1].b"]);
  });

  it("decodes outputs, secret ones too", () => {
    const output = { [SIGNATURE]: OUTPUT, value: { n: 1 }, secret: true, dependencies: [] };
    deepEqual(decode({ output }, "/"), { values: { output: { n: 1 } }, secrets: ["output"] });
    deepEqual(decode({ output: { [SIGNATURE]: OUTPUT } }, "/").values, {});
  });

  it("leaves out unknown values", () => {
    deepEqual(decode({ a: UNKNOWN, b: { c: UNKNOWN }, d: secret(UNKNOWN) }, "/").values, { b: {} });
  });

  it("decodes a resource as its id, a component as its URN", () => {
    const component = { [SIGNATURE]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn:b" };
    deepEqual(decode({ a: resourceReference("urn:a", "id-a"), component }, "/").values, {
      a: "id-a",
      component: "urn:b",
    });
  });

  it("decodes archives in archives, and empty texts", async () => {
    const empty = { [SIGNATURE]: ASSET, text: "" };
    const inner = { [SIGNATURE]: ARCHIVE, assets: { empty } };
    const { code } = decode({ code: { [SIGNATURE]: ARCHIVE, assets: { inner } } }, "/").values;
    ok(code instanceof AssetArchive);
    const archive = (await code.assets).inner;
    ok(archive instanceof AssetArchive);
    const asset = (await archive.assets).empty;
    ok(asset instanceof StringAsset);
    equal(await asset.text, "");
  });

  it("refuses an unknown signature", () => {
    throws(() => decode({ odd: { [SIGNATURE]: "x" } }, "/"), /^Error: odd has an unknown signature: x$/);
  });
});

describe("containsSecret", () => {
  it("looks into lists and objects", () => {
    equal(containsSecret({ a: [{ b: secret(1) }] }), true);
    equal(containsSecret({ a: [{ b: 1 }] }), false);
    equal(containsSecret(undefined), false);
  });

  it("returns the members that contain one", () => {
    deepEqual(namesOfSecrets({ a: secret(1), "b.c": { d: secret(2) }, e: 3 }), ["a", "b.c"]);
  });
});
