import assert from "node:assert/strict";
import { readInput, readMembers, writeOutput } from "../../../../../packages/local-cloud/services/s3/codec";

const request = (more: { query?: string; headers?: Record<string, string>; body?: string }) => ({
  method: "PUT",
  bucket: "b",
  key: "a/b c",
  query: new URLSearchParams(more.query),
  headers: more.headers ?? {},
  body: Buffer.from(more.body ?? ""),
});

describe("S3's protocol", () => {
  it("has members in the path, the query, headers and the body", () => {
    const headers = { "content-type": "text/plain", expires: "soon", "x-amz-meta-team": "orders" };
    assert.deepEqual(readInput("PutObject", request({ headers, body: "text" })), {
      Bucket: "b",
      Key: "a/b c",
      ContentType: "text/plain",
      Expires: "soon",
      Metadata: { team: "orders" },
      Body: Buffer.from("text"),
    });
    const listing = readInput(
      "ListObjectsV2",
      request({ query: "list-type=2&max-keys=5&prefix=x&fetch-owner=true" }),
    );
    assert.deepEqual(listing, { Bucket: "b", MaxKeys: 5, Prefix: "x", FetchOwner: true });
    const since = {
      "if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT",
      "x-amz-object-attributes": "ETag, Checksum",
    };
    assert.deepEqual(readInput("GetObject", request({ headers: since })).IfModifiedSince, new Date(0));
    assert.deepEqual(readInput("GetObjectAttributes", request({ headers: since })).ObjectAttributes, [
      "ETag",
      "Checksum",
    ]);
  });

  it("has documents, whose lists have an element of their own or none", () => {
    const body =
      "<Delete><Object><Key> a&amp;b</Key></Object><Object><Key>b</Key></Object><Quiet>true</Quiet></Delete>";
    assert.deepEqual(readInput("DeleteObjects", request({ body })).Delete, {
      Objects: [{ Key: " a&b" }, { Key: "b" }],
      Quiet: true,
    });
    const tags = '<Tagging xmlns="x"><TagSet><Tag><Key>a</Key><Value/></Tag></TagSet></Tagging>';
    assert.deepEqual(readInput("PutObjectTagging", request({ body: tags })).Tagging, {
      TagSet: [{ Key: "a", Value: "" }],
    });
    for (const empty of ["<Tagging><TagSet/></Tagging>", "<Tagging><TagSet></TagSet></Tagging>"])
      assert.deepEqual(readInput("PutObjectTagging", request({ body: empty })).Tagging, { TagSet: [] });
    for (const wrong of ["<Tagging>", "no", "<a></b>"])
      assert.throws(() => readInput("PutObjectTagging", request({ body: wrong })), {
        code: "MalformedXML",
        status: 400,
      });
    assert.equal(readInput("PutBucketPolicy", request({ body: "{}" })).Policy, "{}");
  });

  it("takes members as the callers of SDKs give them, and leaves out others", () => {
    const input = {
      Bucket: "b",
      Key: "k",
      Body: { total: 900 },
      Expires: new Date(0),
      IfMatch: 5,
      Metadata: { Team: "orders" },
      BucketKeyEnabled: true,
      ContentType: null,
      Nonsense: 1,
    };
    assert.deepEqual(readMembers("PutObject", input), {
      Bucket: "b",
      Key: "k",
      Body: Buffer.from('{"total":900}'),
      Expires: "Thu, 01 Jan 1970 00:00:00 GMT",
      IfMatch: "5",
      Metadata: { team: "orders" },
      BucketKeyEnabled: true,
    });
    assert.deepEqual(readMembers("ListObjectsV2", { Bucket: "b", MaxKeys: "5" }), {
      Bucket: "b",
      MaxKeys: 5,
    });
    assert.throws(() => readMembers("SelectObjectContent", {}), {
      code: "NotImplemented",
      message: /^S3 SelectObjectContent is not implemented here\. Implemented are AbortMultipartUpload, /,
    });
  });

  it("returns headers, documents and texts", () => {
    const read = writeOutput("GetObject", {
      ETag: '"e"',
      ContentLength: 4,
      LastModified: new Date(0),
      Metadata: { team: "grüße", other: "茶", line: "a\nb" },
      ContentRange: "bytes 0-3/9",
      Body: Buffer.from("text"),
    });
    assert.deepEqual(read, {
      status: 206,
      headers: {
        etag: '"e"',
        "content-length": "4",
        "content-range": "bytes 0-3/9",
        "last-modified": "Thu, 01 Jan 1970 00:00:00 GMT",
        "x-amz-meta-team": "grüße",
        "x-amz-meta-other": "=?UTF-8?B?6Iy2?=",
        "x-amz-meta-line": "=?UTF-8?B?YQpi?=",
      },
      body: Buffer.from("text"),
    });
    const xmlns = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
    const document = (operation: string, output: object) => {
      const { body } = writeOutput(operation, output as never);
      return String(body).replace('<?xml version="1.0" encoding="UTF-8"?>\n', "");
    };
    assert.equal(
      document("ListObjectsV2", {
        Name: "b",
        Contents: [{ Key: "<a>", LastModified: new Date(0) }, { Key: "b" }],
      }),
      `<ListBucketResult ${xmlns}><Contents><Key>&lt;a&gt;</Key><LastModified>1970-01-01T00:00:00.000Z</LastModified></Contents>` +
        "<Contents><Key>b</Key></Contents><Name>b</Name></ListBucketResult>",
    );
    assert.equal(
      document("CopyObject", { CopyObjectResult: { ETag: '"e"' }, VersionId: "v" }),
      `<CopyObjectResult ${xmlns}><ETag>&quot;e&quot;</ETag></CopyObjectResult>`,
    );
    assert.equal(
      document("GetBucketLocation", { LocationConstraint: "eu-west-1" }),
      `<LocationConstraint ${xmlns}>eu-west-1</LocationConstraint>`,
    );
    assert.deepEqual(writeOutput("DeleteObject", { VersionId: "v" }), {
      status: 204,
      headers: { "x-amz-version-id": "v" },
      body: "",
    });
    assert.deepEqual(writeOutput("GetBucketPolicy", { Policy: "{}" }), {
      status: 200,
      headers: { "content-type": "application/json" },
      body: "{}",
    });
  });
});
