import type { Requirement } from "../../aws/service";
import { settingOf } from "./bucketSettings";
import { type CopySource, copySource } from "./copySource";
import type { S3Input } from "./input";
import { bucketArn, objectArn, type S3Request } from "./request";
import type { Tag } from "./store/objects";
import { readTagging } from "./tagging";

/** Actions on an object, by operation; those on a version of it have other names. */
const OBJECT_ACTIONS: Readonly<Record<string, readonly [action: string, ofVersion?: string][]>> = {
  AbortMultipartUpload: [["AbortMultipartUpload"]],
  CompleteMultipartUpload: [["PutObject"]],
  CopyObject: [["PutObject"]],
  CreateMultipartUpload: [["PutObject"]],
  DeleteObject: [["DeleteObject", "DeleteObjectVersion"]],
  DeleteObjectTagging: [["DeleteObjectTagging", "DeleteObjectVersionTagging"]],
  GetObject: [["GetObject", "GetObjectVersion"]],
  GetObjectAttributes: [
    ["GetObject", "GetObjectVersion"],
    ["GetObjectAttributes", "GetObjectVersionAttributes"],
  ],
  GetObjectTagging: [["GetObjectTagging", "GetObjectVersionTagging"]],
  HeadObject: [["GetObject", "GetObjectVersion"]],
  ListParts: [["ListMultipartUploadParts"]],
  PutObject: [["PutObject"]],
  PutObjectTagging: [["PutObjectTagging", "PutObjectVersionTagging"]],
  UploadPart: [["PutObject"]],
  UploadPartCopy: [["PutObject"]],
};

/** Actions on a bucket, by operation. */
const BUCKET_ACTIONS: Readonly<Record<string, string>> = {
  DeleteBucket: "DeleteBucket",
  GetBucketLocation: "GetBucketLocation",
  HeadBucket: "ListBucket",
  ListMultipartUploads: "ListBucketMultipartUploads",
  ListObjects: "ListBucket",
  ListObjectsV2: "ListBucket",
  ListObjectVersions: "ListBucketVersions",
};

/** Operations that may set an ACL, and the members that do. */
const WRITES = new Set(["CopyObject", "CreateMultipartUpload", "PutObject"]);
const ACLS = ["ACL", "GrantFullControl", "GrantRead", "GrantReadACP", "GrantWriteACP"];

/** Members whose values are condition keys. */
const CONDITIONS: Readonly<Record<string, string>> = {
  ACL: "x-amz-acl",
  CopySource: "x-amz-copy-source",
  Delimiter: "delimiter",
  GrantFullControl: "x-amz-grant-full-control",
  GrantRead: "x-amz-grant-read",
  GrantReadACP: "x-amz-grant-read-acp",
  GrantWriteACP: "x-amz-grant-write-acp",
  IfMatch: "if-match",
  IfNoneMatch: "if-none-match",
  MaxKeys: "max-keys",
  MetadataDirective: "x-amz-metadata-directive",
  Prefix: "prefix",
  ServerSideEncryption: "x-amz-server-side-encryption",
  SSEKMSKeyId: "x-amz-server-side-encryption-aws-kms-key-id",
  StorageClass: "x-amz-storage-class",
  VersionId: "VersionId",
};

/** The tags that an object has. */
export type TagsOf = (bucket: string, key: string, versionId?: string) => readonly Tag[];

/**
 * The S3 permissions that an operation requires ({@link
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html}).
 */
export function s3Requirements(
  operation: string,
  input: S3Input,
  request: S3Request | undefined,
  tagsOf: TagsOf,
): Requirement[] {
  const { Bucket = "", Key = "", VersionId } = input;
  if (operation === "ListBuckets") return [{ action: "s3:ListAllMyBuckets", resource: "*" }];
  const context = conditionKeys(input, request);
  const needs = (action: string, resource: string, more: Record<string, string> = {}) => ({
    action: `s3:${action}`,
    resource,
    context: { ...context, ...more },
  });
  const of = settingOf(operation);
  if (of) return [needs(settingAction(of), bucketArn(Bucket))];
  if (operation === "CreateBucket")
    return createBucketActions(input).map((action) => needs(action, bucketArn(Bucket)));
  const onBucket = BUCKET_ACTIONS[operation];
  if (onBucket) return [needs(onBucket, bucketArn(Bucket))];
  // Decided for each object: those that are refused are errors in its output.
  if (operation === "DeleteObjects") return [];
  const resource = objectArn(Bucket, Key);
  const actions = OBJECT_ACTIONS[operation] ?? [[operation]];
  const tags = existingTags(tagsOf(Bucket, Key, VersionId));
  const hasAcl = WRITES.has(operation) && ACLS.some((member) => input[member] !== undefined);
  const isTagged = typeof input.Tagging === "string" && input.Tagging !== "";
  return [
    ...(input.CopySource === undefined
      ? []
      : ofSource(operation, input, copySource(input.CopySource), tagsOf, needs)),
    ...actions.map(([action, ofVersion]) =>
      needs(VersionId === undefined ? action : (ofVersion ?? action), resource, tags),
    ),
    ...(isTagged ? [needs("PutObjectTagging", resource)] : []),
    ...(hasAcl ? [needs("PutObjectAcl", resource)] : []),
  ];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
const createBucketActions = ({ CreateBucketConfiguration, ObjectOwnership, ...input }: S3Input): string[] => [
  "CreateBucket",
  ...(ACLS.some((member) => input[member] !== undefined) ? ["PutBucketAcl"] : []),
  ...(ObjectOwnership === undefined ? [] : ["PutBucketOwnershipControls"]),
  ...(CreateBucketConfiguration?.Tags === undefined ? [] : ["TagResource"]),
];

/** What reading the object that is copied requires; tags that are copied are read and written too. */
function ofSource(
  operation: string,
  { Bucket = "", Key = "", TaggingDirective }: S3Input,
  { bucket, key, versionId }: CopySource,
  tagsOf: TagsOf,
  needs: (action: string, resource: string, more?: Record<string, string>) => Requirement,
): Requirement[] {
  const tags = tagsOf(bucket, key, versionId);
  const source = objectArn(bucket, key);
  const version = versionId === undefined ? "" : "Version";
  const more = { ...existingTags(tags), ...(versionId !== undefined && { "s3:VersionId": versionId }) };
  const copiesTags = operation === "CopyObject" && TaggingDirective !== "REPLACE" && tags.length > 0;
  return [
    needs(`GetObject${version}`, source, more),
    ...(copiesTags
      ? [needs(`GetObject${version}Tagging`, source, more), needs("PutObjectTagging", objectArn(Bucket, Key))]
      : []),
  ];
}

function settingAction({ setting, verb }: NonNullable<ReturnType<typeof settingOf>>): string {
  if (verb === "remove" && setting.removeAction) return setting.removeAction;
  return `${verb === "get" ? "Get" : "Put"}${setting.action}`;
}

const existingTags = (tags: readonly Tag[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key, Value }) => [`s3:ExistingObjectTag/${Key}`, Value]));

function conditionKeys(input: S3Input, request: S3Request | undefined): Record<string, string> {
  const context: Record<string, string> = {};
  for (const [member, key] of Object.entries(CONDITIONS)) {
    const value = input[member];
    if (value !== undefined) context[`s3:${key}`] = String(value);
  }
  const sha256 = request?.headers["x-amz-content-sha256"];
  if (sha256 !== undefined) context["s3:x-amz-content-sha256"] = sha256;
  for (const { Key, Value } of readTagging(input.Tagging)) context[`s3:RequestObjectTag/${Key}`] = Value;
  return context;
}
