import assert from "node:assert/strict";
import {
  fromS3Response,
  readS3Document,
  toS3Request,
} from "../../../../../packages/local-cloud/services/s3/members";

const xml = (content: string) => ({ status: 200, headers: {}, body: `<?xml version="1.0"?>\n${content}` });

describe("S3's operations in members, as the SDKs have them", () => {
  it("send members in the path, the query, headers and the body", () => {
    const request = toS3Request("PutObject", {
      Bucket: "b",
      Key: "a/b c",
      Body: "text",
      ContentType: "text/plain",
      Expires: new Date(0),
      Metadata: { Team: "orders" },
      Nonsense: 1,
    });
    assert.deepEqual(
      { ...request, body: String(request.body), query: String(request.query) },
      {
        method: "PUT",
        bucket: "b",
        key: "a/b c",
        query: "",
        headers: {
          "content-type": "text/plain",
          expires: "Thu, 01 Jan 1970 00:00:00 GMT",
          "x-amz-meta-team": "orders",
        },
        body: "text",
      },
    );
    const listing = toS3Request("ListObjectsV2", { Bucket: "b", Prefix: "x", MaxKeys: 5 });
    assert.equal(String(listing.query), "list-type=2&max-keys=5&prefix=x");
  });

  it("write documents, with lists in an element of their own or without", () => {
    const tagged = toS3Request("PutObjectTagging", {
      Bucket: "b",
      Key: "k",
      Tagging: { TagSet: [{ Key: "a", Value: "<1>" }] },
    });
    assert.equal(
      String(tagged.body),
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        "<Tagging><TagSet><Tag><Key>a</Key><Value>&lt;1&gt;</Value></Tag></TagSet></Tagging>",
    );
    const Rules = [{ ID: "x", Status: "Enabled", Expiration: { Days: 7 } }];
    const rules = toS3Request("PutBucketLifecycleConfiguration", {
      Bucket: "b",
      LifecycleConfiguration: { Rules },
    });
    assert.match(String(rules.body), /<Rule><Expiration><Days>7<\/Days><\/Expiration><ID>x<\/ID>/);
  });

  it("refuse what is not served", () => {
    assert.throws(() => toS3Request("SelectObjectContent", {}), {
      code: "NotImplemented",
      message: /^S3 SelectObjectContent is not implemented here\. Implemented are AbortMultipartUpload, /,
    });
  });

  it("read headers in their types", () => {
    const headers = {
      etag: '"e"',
      "content-length": "4",
      "last-modified": "Thu, 01 Jan 1970 00:00:00 GMT",
      "x-amz-server-side-encryption-bucket-key-enabled": "true",
      "x-amz-meta-team": "orders",
    };
    assert.deepEqual(fromS3Response("GetObject", { status: 200, headers, body: "text" }), {
      ContentLength: 4,
      ETag: '"e"',
      LastModified: new Date(0),
      BucketKeyEnabled: true,
      Metadata: { team: "orders" },
      Body: Buffer.from("text"),
    });
    // A response to PutObject has a length too, which is no member.
    assert.deepEqual(fromS3Response("PutObject", { status: 200, headers, body: "" }), {
      ETag: '"e"',
      BucketKeyEnabled: true,
    });
  });

  it("read documents: one element of a list is a list, and none is none", () => {
    const object = "<Contents><Key>a&amp;b</Key><Size>1</Size></Contents>";
    const listing = (content: string) =>
      fromS3Response("ListObjectsV2", xml(`<ListBucketResult><Name>b</Name>${content}</ListBucketResult>`));
    assert.deepEqual(listing(object), { Name: "b", Contents: [{ Key: "a&b", Size: 1 }] });
    assert.deepEqual(listing(object + object).Contents, [
      { Key: "a&b", Size: 1 },
      { Key: "a&b", Size: 1 },
    ]);
    assert.deepEqual(listing(""), { Name: "b" });
    assert.deepEqual(fromS3Response("GetObjectTagging", xml("<Tagging><TagSet></TagSet></Tagging>")), {
      TagSet: [],
    });
    const policy = { status: 200, headers: {}, body: '{"Version":"2012-10-17"}' };
    assert.deepEqual(fromS3Response("GetBucketPolicy", policy), { Policy: '{"Version":"2012-10-17"}' });
  });

  it("read the documents of requests", () => {
    const body = "<Delete><Object><Key>a</Key></Object><Object><Key>b</Key></Object></Delete>";
    assert.deepEqual(readS3Document("DeleteObjects", body), {
      Delete: { Objects: [{ Key: "a" }, { Key: "b" }] },
    });
    assert.deepEqual(readS3Document("DeleteObjects", ""), {});
  });
});
