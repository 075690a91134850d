import assert from "node:assert/strict";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { allow, callerWith, startS3, type TestS3 } from "./support";

describe("reading objects from S3", () => {
  let s3: TestS3;
  const object = { Bucket: "books", Key: "book" };
  let ETag: string;
  before(async () => {
    s3 = await startS3();
    await s3.call("CreateBucket", { Bucket: "books" });
    ({ ETag } = await s3.call("PutObject", { ...object, Body: "0123456789", CacheControl: "no-store" }));
  });
  after(() => s3.close());

  const read = (more: object) => s3.call("GetObject", { ...object, ...more });

  const ranges: [range: string, text: string, contentRange: string | undefined][] = [
    ["bytes=0-0", "0", "bytes 0-0/10"],
    ["bytes=2-4", "234", "bytes 2-4/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-3", "789", "bytes 7-9/10"],
    ["bytes=-30", "0123456789", "bytes 0-9/10"],
    ["bytes=5-99", "56789", "bytes 5-9/10"],
    ["bytes=4-2", "0123456789", undefined],
    ["bytes=0-1,3-4", "0123456789", undefined],
    ["lines=1-2", "0123456789", undefined],
  ];
  for (const [Range, text, contentRange] of ranges) {
    it(`returns ${text} for ${Range}`, async () => {
      const { Body, ContentRange, ContentLength } = await read({ Range });
      assert.deepEqual([String(Body), ContentRange, ContentLength], [text, contentRange, text.length]);
    });
  }

  it("refuses ranges behind the end", async () => {
    for (const Range of ["bytes=10-", "bytes=10-20", "bytes=-0"])
      await assert.rejects(read({ Range }), { code: "InvalidRange", status: 416 }, Range);
    await assert.rejects(read({ PartNumber: 2 }), { code: "InvalidPartNumber", status: 416 });
    await assert.rejects(read({ PartNumber: 1, Range: "bytes=0-1" }), { code: "InvalidRequest" });
    assert.equal(String((await read({ PartNumber: 1 })).Body), "0123456789");
  });

  it("is under the conditions that are given", async () => {
    const now = s3.clock.now();
    const [before, after] = [new Date(now - 60_000), new Date(now + 60_000)];
    const allowed = [
      { IfMatch: ETag },
      { IfMatch: `"other", ${ETag}` },
      { IfNoneMatch: '"other"' },
      { IfModifiedSince: before },
      { IfUnmodifiedSince: after },
      { IfMatch: ETag, IfUnmodifiedSince: before },
      { IfNoneMatch: '"other"', IfModifiedSince: after },
    ];
    for (const conditions of allowed) assert.equal(String((await read(conditions)).Body), "0123456789");
    for (const conditions of [{ IfMatch: '"other"' }, { IfUnmodifiedSince: before }])
      await assert.rejects(read(conditions), { code: "PreconditionFailed", status: 412 });
    for (const conditions of [{ IfNoneMatch: ETag }, { IfNoneMatch: "*" }, { IfModifiedSince: after }])
      await assert.rejects(read(conditions), { status: 304, headers: { etag: ETag } });
    const unmodified = s3.client.send(new GetObjectCommand({ ...object, IfNoneMatch: ETag }));
    await assert.rejects(unmodified, ({ $metadata }) => $metadata.httpStatusCode === 304);
  });

  it("returns the headers that the reader sets, and no others", async () => {
    const { ContentType, CacheControl, ContentLength } = await read({
      ResponseContentType: "text/plain",
      ResponseCacheControl: "max-age=1",
      ResponseContentLength: "5",
    });
    assert.deepEqual([ContentType, CacheControl, ContentLength], ["text/plain", "max-age=1", 10]);
    for (const value of ["a\r\nset-cookie: b", "\n", "\u0000", "☕", "\u007f"])
      await assert.rejects(read({ ResponseContentDisposition: value }), {
        code: "InvalidArgument",
        status: 400,
      });
  });

  it("and writing is refused for what objects cannot have here", async () => {
    for (const more of [
      { SSECustomerAlgorithm: "AES256" },
      { ObjectLockMode: "GOVERNANCE" },
      { WriteOffsetBytes: 10 },
    ])
      await assert.rejects(s3.call("PutObject", { ...object, Body: "", ...more }), {
        code: "NotImplemented",
        message: new RegExp(Object.keys(more)[0]!),
      });
    const put = (more: object) => s3.call("PutObject", { ...object, Body: "", ...more });
    await assert.rejects(put({ Key: "k".repeat(1025) }), { code: "KeyTooLongError" });
    await assert.rejects(put({ Metadata: { a: "x".repeat(2048) } }), { code: "MetadataTooLarge" });
    await assert.rejects(put({ Tagging: "a=1&a=2" }), { code: "InvalidTag" });
    await assert.rejects(put({ ExpectedBucketOwner: "210987654321" }), { code: "AccessDenied", status: 403 });
    assert.equal(String((await read({})).Body), "0123456789");
  });

  it("is decided by the tags that objects have", async () => {
    const tagged = { Bucket: "books", Key: "tagged" };
    await s3.call("PutObject", { ...tagged, Body: "x", Tagging: "class=open" });
    const readable = {
      ...allow("s3:GetObject", "arn:aws:s3:::books/*"),
      Condition: { StringEquals: { "s3:ExistingObjectTag/class": "open" } },
    };
    const reader = callerWith(s3.cloud, "by-tag", [readable]);
    await s3.call("GetObject", tagged, reader);
    await assert.rejects(s3.call("GetObject", object, reader), { code: "AccessDenied" });
    await s3.call("DeleteObjectTagging", tagged);
    await assert.rejects(s3.call("GetObject", tagged, reader), { code: "AccessDenied" });
  });
});
