import { AwsError } from "../../aws/service";
import { BUCKET_SETTINGS } from "./bucketSettings";
import { notImplemented } from "./errors";
import type { S3Request } from "./request";

/** Parameters that request something that is not supported here, with the operation where there is one only. */
const NOT_IMPLEMENTED = new Map([
  ["accelerate", undefined],
  ["acl", undefined],
  ["analytics", undefined],
  ["cors", undefined],
  ["intelligent-tiering", undefined],
  ["inventory", undefined],
  ["legal-hold", undefined],
  ["logging", undefined],
  ["metadataConfiguration", undefined],
  ["metadataTable", undefined],
  ["metrics", undefined],
  ["notification", undefined],
  ["object-lock", undefined],
  ["policyStatus", "GetBucketPolicyStatus"],
  ["renameObject", "RenameObject"],
  ["replication", undefined],
  ["requestPayment", undefined],
  ["restore", "RestoreObject"],
  ["retention", undefined],
  ["select", "SelectObjectContent"],
  ["session", "CreateSession"],
  ["torrent", "GetObjectTorrent"],
  ["website", undefined],
]);

interface Route {
  operation: string;
  method: string;
  /** What the request's path names. */
  target: "service" | "bucket" | "object";
  /** Parameters or headers that must be present. */
  with?: readonly string[];
}

const route = (
  operation: string,
  method: string,
  target: Route["target"],
  ...needed: readonly string[]
): Route => ({ operation, method, target, with: needed });

/** The first match is the request's operation: those with more conditions come first. */
const ROUTES: readonly Route[] = [
  route("ListBuckets", "GET", "service"),
  ...Object.entries(BUCKET_SETTINGS).flatMap(([parameter, { name, remove }]) => [
    route(`Get${name}`, "GET", "bucket", parameter),
    route(`Put${name}`, "PUT", "bucket", parameter),
    ...(remove ? [route(remove, "DELETE", "bucket", parameter)] : []),
  ]),
  route("GetBucketLocation", "GET", "bucket", "location"),
  route("ListMultipartUploads", "GET", "bucket", "uploads"),
  route("ListObjectVersions", "GET", "bucket", "versions"),
  route("ListObjectsV2", "GET", "bucket", "list-type"),
  route("DeleteObjects", "POST", "bucket", "delete"),
  route("ListObjects", "GET", "bucket"),
  route("HeadBucket", "HEAD", "bucket"),
  route("CreateBucket", "PUT", "bucket"),
  route("DeleteBucket", "DELETE", "bucket"),
  route("GetObjectTagging", "GET", "object", "tagging"),
  route("PutObjectTagging", "PUT", "object", "tagging"),
  route("DeleteObjectTagging", "DELETE", "object", "tagging"),
  route("GetObjectAttributes", "GET", "object", "attributes"),
  route("ListParts", "GET", "object", "uploadId"),
  route("UploadPartCopy", "PUT", "object", "uploadId", "partNumber", "x-amz-copy-source"),
  route("UploadPart", "PUT", "object", "uploadId", "partNumber"),
  route("AbortMultipartUpload", "DELETE", "object", "uploadId"),
  route("CreateMultipartUpload", "POST", "object", "uploads"),
  route("CompleteMultipartUpload", "POST", "object", "uploadId"),
  route("CopyObject", "PUT", "object", "x-amz-copy-source"),
  route("GetObject", "GET", "object"),
  route("HeadObject", "HEAD", "object"),
  route("PutObject", "PUT", "object"),
  route("DeleteObject", "DELETE", "object"),
];

/** Every operation that is implemented here. */
export const OPERATION_NAMES: ReadonlySet<string> = new Set(ROUTES.map(({ operation }) => operation));

/** What may be large: the content of an object or a part. */
export const hasContent = (operation: string): boolean =>
  operation === "PutObject" || operation === "UploadPart";

/** The operation that a request is. Throws `NotImplemented`, or `MethodNotAllowed`. */
export function operationOf({ method, bucket, key, query, headers }: S3Request): string {
  const target = bucket === "" ? "service" : key === "" ? "bucket" : "object";
  const has = (name: string) => query.has(name) || headers[name] !== undefined;
  const found = ROUTES.find(
    (candidate) =>
      candidate.method === method && candidate.target === target && (candidate.with ?? []).every(has),
  );
  const unanswered = [...query.keys()].find((name) => NOT_IMPLEMENTED.has(name));
  if (unanswered !== undefined) throw notImplemented(NOT_IMPLEMENTED.get(unanswered) ?? unanswered);
  if (found) return found.operation;
  throw new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
}
