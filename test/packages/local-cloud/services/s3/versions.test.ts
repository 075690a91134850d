import assert from "node:assert/strict";
import { GetObjectCommand, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { allow, callerWith, type Output, startS3, type TestS3 } from "./support";

describe("versions of objects in S3", () => {
  let s3: TestS3;
  before(async () => {
    s3 = await startS3();
  });
  after(() => s3.close());

  const Bucket = "papers";
  const call = (operation: string, input: object) => s3.call(operation, { Bucket, ...input });
  const put = async (Key: string, Body: string) => (await call("PutObject", { Key, Body })).VersionId;
  const textOf = async (Key: string, VersionId?: string) =>
    String((await call("GetObject", { Key, VersionId })).Body);
  const versioning = (Status: string) => call("PutBucketVersioning", { VersioningConfiguration: { Status } });
  const list = async (input: object = {}) => {
    const { Versions = [], DeleteMarkers = [] } = await call("ListObjectVersions", input);
    return [...Versions, ...DeleteMarkers] as Output[];
  };
  const clear = async () => {
    for (const { Key, VersionId } of await list()) await call("DeleteObject", { Key, VersionId });
    await s3.call("DeleteBucket", { Bucket });
  };
  beforeEach(() => s3.call("CreateBucket", { Bucket }));
  afterEach(clear);

  it("are not kept, and have no id, unless the bucket says so", async () => {
    assert.equal(await put("a", "1"), undefined);
    await put("a", "2");
    assert.deepEqual(await call("GetBucketVersioning", {}), {});
    const [version, ...others] = await list();
    assert.deepEqual([version.VersionId, version.IsLatest, others.length], ["null", true, 0]);
    assert.equal(await textOf("a", "null"), "2");
    assert.deepEqual(await call("DeleteObject", { Key: "a" }), {});
    assert.deepEqual(await list(), []);
  });

  it("are kept from then on, the latest first", async () => {
    await put("a", "before");
    await versioning("Enabled");
    assert.deepEqual(await call("GetBucketVersioning", {}), { Status: "Enabled" });
    const first = await put("a", "1");
    const second = await put("a", "2");
    assert.match(first, /^[\w-]{32}$/);
    assert.equal(await textOf("a"), "2");
    assert.equal(await textOf("a", first), "1");
    assert.equal(await textOf("a", "null"), "before");
    assert.deepEqual(
      (await list()).map(({ VersionId, IsLatest, Size }) => [VersionId, IsLatest, Size]),
      [
        [second, true, 1],
        [first, false, 1],
        ["null", false, 6],
      ],
    );
    const { VersionId } = await call("HeadObject", { Key: "a" });
    assert.equal(VersionId, second);
    await call("DeleteObject", { Key: "a", VersionId: second });
    assert.equal(await textOf("a"), "1");
  });

  it("are hidden behind a delete marker until that is deleted", async () => {
    await versioning("Enabled");
    const version = await put("a", "1");
    const deleted = await call("DeleteObject", { Key: "a" });
    assert.equal(deleted.DeleteMarker, true);
    await assert.rejects(textOf("a"), {
      code: "NoSuchKey",
      status: 404,
      headers: { "x-amz-delete-marker": "true", "x-amz-version-id": deleted.VersionId },
    });
    await assert.rejects(textOf("a", deleted.VersionId), { code: "MethodNotAllowed", status: 405 });
    assert.equal(await textOf("a", version), "1");
    assert.deepEqual((await call("ListObjectsV2", {})).Contents, undefined);
    const markers = (await call("ListObjectVersions", {})).DeleteMarkers;
    assert.deepEqual(
      markers.map(({ Key, IsLatest, VersionId }: Output) => [Key, IsLatest, VersionId]),
      [["a", true, deleted.VersionId]],
    );
    await assert.rejects(s3.call("DeleteBucket", { Bucket }), { code: "BucketNotEmpty" });
    const undone = await call("DeleteObject", { Key: "a", VersionId: deleted.VersionId });
    assert.deepEqual(undone, { DeleteMarker: true, VersionId: deleted.VersionId });
    assert.equal(await textOf("a"), "1");
  });

  it("are replaced one by one while versioning is suspended", async () => {
    await versioning("Enabled");
    const kept = await put("a", "kept");
    await versioning("Suspended");
    assert.equal(await put("a", "x"), "null");
    assert.equal(await put("a", "y"), "null");
    assert.deepEqual(
      (await list()).map(({ VersionId }) => VersionId),
      ["null", kept],
    );
    assert.deepEqual(await call("DeleteObject", { Key: "a" }), { DeleteMarker: true, VersionId: "null" });
    assert.deepEqual(
      (await list()).map(({ VersionId }) => VersionId),
      [kept, "null"],
    );
  });

  it("that are not there are named", async () => {
    await put("a", "1");
    await assert.rejects(textOf("a", "x".repeat(32)), { code: "NoSuchVersion", status: 404 });
    await assert.rejects(textOf("a", "what"), {
      code: "InvalidArgument",
      message: "Invalid version id specified",
    });
  });

  it("have tags of their own, and are copied by their ids", async () => {
    await versioning("Enabled");
    const first = await put("a", "1");
    await put("a", "2");
    const tagged = await call("PutObjectTagging", {
      Key: "a",
      VersionId: first,
      Tagging: { TagSet: [{ Key: "state", Value: "old" }] },
    });
    assert.equal(tagged.VersionId, first);
    assert.deepEqual((await call("GetObjectTagging", { Key: "a" })).TagSet, []);
    assert.deepEqual((await call("GetObjectTagging", { Key: "a", VersionId: first })).TagSet, [
      { Key: "state", Value: "old" },
    ]);
    const copied = await call("CopyObject", { Key: "b", CopySource: `${Bucket}/a?versionId=${first}` });
    assert.equal(copied.CopySourceVersionId, first);
    assert.equal(await textOf("b"), "1");
    assert.equal((await call("GetObjectTagging", { Key: "b" })).TagSet.length, 1);
  });

  it("are listed page by page", async () => {
    await versioning("Enabled");
    const expected: string[] = [];
    for (const key of ["a", "b/1", "b/2", "c"]) {
      const ids = [await put(key, "1"), await put(key, "2"), await put(key, "3")];
      expected.push(...ids.reverse().map((id) => `${key} ${id}`));
    }
    for (const MaxKeys of [1, 2, 5, 12, 1000]) {
      const found: string[] = [];
      let markers = {};
      for (let page = 0; page < 13; page++) {
        const output = await call("ListObjectVersions", { MaxKeys, ...markers });
        found.push(...output.Versions.map(({ Key, VersionId }: Output) => `${Key} ${VersionId}`));
        if (!output.IsTruncated) break;
        markers = { KeyMarker: output.NextKeyMarker, VersionIdMarker: output.NextVersionIdMarker };
      }
      assert.deepEqual(found, expected, `by ${MaxKeys}`);
    }
    const folders = await call("ListObjectVersions", { Delimiter: "/", MaxKeys: 4 });
    assert.deepEqual([folders.Versions.length, folders.CommonPrefixes], [3, [{ Prefix: "b/" }]]);
    const rest = await call("ListObjectVersions", { Delimiter: "/", KeyMarker: folders.NextKeyMarker });
    assert.deepEqual([...new Set(rest.Versions.map(({ Key }: Output) => Key))], ["c"]);
    await assert.rejects(call("ListObjectVersions", { VersionIdMarker: "null" }), {
      code: "InvalidArgument",
    });
  });

  it("need permissions of their own", async () => {
    await versioning("Enabled");
    const VersionId = await put("a", "1");
    const object = `arn:aws:s3:::${Bucket}/*`;
    const reader = callerWith(s3.cloud, "current", [allow(["s3:GetObject", "s3:DeleteObject"], object)]);
    const historian = callerWith(s3.cloud, "historian", [
      allow(["s3:GetObjectVersion", "s3:DeleteObjectVersion"], object),
      allow("s3:ListBucketVersions", `arn:aws:s3:::${Bucket}`),
    ]);
    const input = { Bucket, Key: "a", VersionId };
    const refused = (action: string) => ({
      code: "AccessDenied",
      message: new RegExp(`perform: ${action} `),
    });
    await assert.rejects(s3.call("GetObject", input, reader), refused("s3:GetObjectVersion"));
    await assert.rejects(s3.call("DeleteObject", input, reader), refused("s3:DeleteObjectVersion"));
    await assert.rejects(s3.call("ListObjectVersions", { Bucket }, reader), refused("s3:ListBucketVersions"));
    await assert.rejects(s3.call("GetObject", { Bucket, Key: "a" }, historian), refused("s3:GetObject"));
    await s3.call("GetObject", input, historian);
    await s3.call("ListObjectVersions", { Bucket }, historian);
    const Objects = [{ Key: "a", VersionId }, { Key: "a" }];
    const { Deleted, Errors } = await s3.call("DeleteObjects", { Bucket, Delete: { Objects } }, historian);
    assert.deepEqual(Deleted, [{ Key: "a", VersionId }]);
    assert.deepEqual([Errors[0].Key, Errors[0].Code], ["a", "AccessDenied"]);
  });

  it("come over the port, with their ids and markers", async () => {
    await versioning("Enabled");
    const VersionId = await put("a b", "1");
    await call("DeleteObject", { Key: "a b" });
    const { Body, VersionId: read } = await s3.client.send(
      new GetObjectCommand({ Bucket, Key: "a b", VersionId }),
    );
    assert.deepEqual([await Body!.transformToString(), read], ["1", VersionId]);
    const { Versions, DeleteMarkers } = await s3.client.send(
      new ListObjectVersionsCommand({ Bucket, EncodingType: "url" }),
    );
    assert.deepEqual([Versions![0]!.Key, Versions![0]!.IsLatest, DeleteMarkers!.length], ["a+b", false, 1]);
  });
});
