import { AwsError, type Requirement } from "../../aws/service";
import { settingOf } from "./bucketSettings";
import { readS3Document } from "./members";
import { bucketArn, decodeName, objectArn, type S3Request } from "./request";

/** Actions on an object, by operation. */
const OBJECT_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  AbortMultipartUpload: ["AbortMultipartUpload"],
  CompleteMultipartUpload: ["PutObject"],
  CopyObject: ["PutObject"],
  CreateMultipartUpload: ["PutObject"],
  DeleteObject: ["DeleteObject"],
  DeleteObjectTagging: ["DeleteObjectTagging"],
  GetObject: ["GetObject"],
  GetObjectAttributes: ["GetObject", "GetObjectAttributes"],
  GetObjectTagging: ["GetObjectTagging"],
  HeadObject: ["GetObject"],
  PutObject: ["PutObject"],
  PutObjectTagging: ["PutObjectTagging"],
  UploadPart: ["PutObject"],
};

/** Actions on a bucket, by operation. */
const BUCKET_ACTIONS: Readonly<Record<string, string>> = {
  CreateBucket: "CreateBucket",
  DeleteBucket: "DeleteBucket",
  GetBucketLocation: "GetBucketLocation",
  HeadBucket: "ListBucket",
  ListObjects: "ListBucket",
  ListObjectsV2: "ListBucket",
};

/** Condition keys that are a header's or a parameter's value. */
const CONDITION_HEADERS = [
  "x-amz-acl",
  "x-amz-copy-source",
  "x-amz-metadata-directive",
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-storage-class",
  "x-amz-content-sha256",
  "if-none-match",
  "if-match",
];
const CONDITION_PARAMETERS = ["prefix", "delimiter", "max-keys"];

/**
 * The S3 permissions that an operation requires ({@link
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html}).
 */
export function s3Requirements(operation: string, request: S3Request): Requirement[] {
  const { bucket, key, headers } = request;
  if (operation === "ListBuckets") return [{ action: "s3:ListAllMyBuckets", resource: "*" }];
  const context = conditionKeys(request);
  const needs = (action: string, resource: string) => ({ action: `s3:${action}`, resource, context });
  const of = settingOf(operation);
  if (of) return [needs(settingAction(of), bucketArn(bucket))];
  const onBucket = BUCKET_ACTIONS[operation];
  if (onBucket) return [needs(onBucket, bucketArn(bucket))];
  if (operation === "DeleteObjects") {
    const { Delete } = readS3Document(operation, request.body) as {
      Delete?: { Objects?: { Key: string }[] };
    };
    return (Delete?.Objects ?? []).map(({ Key }) => needs("DeleteObject", objectArn(bucket, Key)));
  }
  const resource = objectArn(bucket, key);
  const copied = operation === "CopyObject" ? [copySource(headers["x-amz-copy-source"] ?? "")] : [];
  return [
    ...copied.map((source) => needs("GetObject", objectArn(source.bucket, source.key))),
    ...(OBJECT_ACTIONS[operation] ?? [operation]).map((action) => needs(action, resource)),
    ...(headers["x-amz-tagging"] === undefined ? [] : [needs("PutObjectTagging", resource)]),
  ];
}

function settingAction({ setting, verb }: NonNullable<ReturnType<typeof settingOf>>): string {
  if (verb === "remove" && setting.removeAction) return setting.removeAction;
  return `${verb === "get" ? "Get" : "Put"}${setting.action}`;
}

/** The object that a `CopyObject` reads; its header is percent-encoded as a whole. Throws {@link AwsError}. */
export function copySource(header: string): { bucket: string; key: string } {
  if (header.includes("?")) {
    throw new AwsError("NotImplemented", "Copies of an object's older versions are not implemented.", 501);
  }
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodeName(header)) ?? [];
  if (bucket && key) return { bucket, key };
  throw new AwsError(
    "InvalidArgument",
    "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
  );
}

function conditionKeys({ headers, query }: S3Request): Record<string, string> {
  const context: Record<string, string> = {};
  for (const header of CONDITION_HEADERS) {
    if (headers[header] !== undefined) context[`s3:${header}`] = headers[header];
  }
  for (const parameter of CONDITION_PARAMETERS) {
    const value = query.get(parameter);
    if (value !== null) context[`s3:${parameter}`] = value;
  }
  for (const [tag, value] of new URLSearchParams(headers["x-amz-tagging"] ?? "")) {
    context[`s3:RequestObjectTag/${tag}`] = value;
  }
  return context;
}
