import assert from "node:assert/strict";
import { readMembers } from "../../../../../packages/local-cloud/services/s3/codec";
import { s3Requirements, type TagsOf } from "../../../../../packages/local-cloud/services/s3/requirements";
import { OPERATION_NAMES } from "../../../../../packages/local-cloud/services/s3/routes";
import { actionsOf } from "../../../../states/permissions/serviceAuthorization";

const NONE: TagsOf = () => [];
const TAGGED: TagsOf = (bucket) => (bucket === "from" ? [{ Key: "team", Value: "a" }] : []);

/** The actions that a call requires, each with what it acts on. */
function actions(operation: string, input: object = {}, tagsOf = NONE): string[] {
  const members = readMembers(operation, { Bucket: "b", Key: "k", ...input });
  const found = s3Requirements(operation, members, undefined, tagsOf);
  return found.map(({ action, resource }) => `${action} ${resource.replace("arn:aws:s3:::", "")}`);
}

describe("the permissions that S3's operations require", () => {
  const rows: [operation: string, input: object, expected: string[], tagsOf?: TagsOf][] = [
    ["ListBuckets", {}, ["s3:ListAllMyBuckets *"]],
    ["CreateBucket", {}, ["s3:CreateBucket b"]],
    [
      "CreateBucket",
      { ACL: "private", ObjectOwnership: "ObjectWriter", CreateBucketConfiguration: { Tags: [] } },
      ["s3:CreateBucket b", "s3:PutBucketAcl b", "s3:PutBucketOwnershipControls b", "s3:TagResource b"],
    ],
    ["HeadBucket", {}, ["s3:ListBucket b"]],
    ["ListObjectVersions", {}, ["s3:ListBucketVersions b"]],
    ["ListMultipartUploads", {}, ["s3:ListBucketMultipartUploads b"]],
    ["ListParts", {}, ["s3:ListMultipartUploadParts b/k"]],
    ["PutObject", {}, ["s3:PutObject b/k"]],
    [
      "PutObject",
      { Tagging: "a=1", ACL: "bucket-owner-full-control" },
      ["s3:PutObject b/k", "s3:PutObjectTagging b/k", "s3:PutObjectAcl b/k"],
    ],
    ["GetObject", {}, ["s3:GetObject b/k"]],
    ["GetObject", { VersionId: "null" }, ["s3:GetObjectVersion b/k"]],
    [
      "GetObjectAttributes",
      { VersionId: "null" },
      ["s3:GetObjectVersion b/k", "s3:GetObjectVersionAttributes b/k"],
    ],
    ["PutObjectTagging", { VersionId: "null", Tagging: { TagSet: [] } }, ["s3:PutObjectVersionTagging b/k"]],
    ["DeleteObject", { VersionId: "null" }, ["s3:DeleteObjectVersion b/k"]],
    ["CopyObject", { CopySource: "from/x%20y" }, ["s3:GetObject from/x y", "s3:PutObject b/k"]],
    [
      "CopyObject",
      { CopySource: "from/x?versionId=null" },
      [
        "s3:GetObjectVersion from/x",
        "s3:GetObjectVersionTagging from/x",
        "s3:PutObjectTagging b/k",
        "s3:PutObject b/k",
      ],
      TAGGED,
    ],
    [
      "CopyObject",
      { CopySource: "from/x", TaggingDirective: "REPLACE" },
      ["s3:GetObject from/x", "s3:PutObject b/k"],
      TAGGED,
    ],
    ["UploadPartCopy", { CopySource: "from/x" }, ["s3:GetObject from/x", "s3:PutObject b/k"], TAGGED],
    ["PutBucketVersioning", {}, ["s3:PutBucketVersioning b"]],
    ["DeleteBucketEncryption", {}, ["s3:PutEncryptionConfiguration b"]],
    ["DeleteBucketPolicy", {}, ["s3:DeleteBucketPolicy b"]],
  ];
  for (const [operation, input, expected, tagsOf] of rows) {
    it(`${operation} with ${JSON.stringify(input)}`, () =>
      assert.deepEqual(actions(operation, input, tagsOf), expected));
  }

  it("are actions of the service authorization reference, for every operation", () => {
    const known = new Set(actionsOf("s3").map((name) => name.toLowerCase()));
    for (const operation of OPERATION_NAMES) {
      const found = actions(operation, {
        VersionId: "null",
        ...(/Copy/.test(operation) && { CopySource: "from/x" }),
      });
      // DeleteObjects is decided object by object.
      assert.ok(found.length > 0 || operation === "DeleteObjects", operation);
      for (const each of found) {
        const name = each.split(" ")[0]!.slice("s3:".length);
        assert.ok(known.has(name.toLowerCase()), `${operation}: ${name}`);
      }
    }
  });
});
