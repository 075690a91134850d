import { AwsError } from "../../aws/service";
import { BUCKET_SETTINGS } from "./bucketSettings";
import type { S3Request } from "./request";

/** Parameters that request something other than the content of a bucket or object, and that are not supported here. */
const NOT_IMPLEMENTED = new Set([
  "accelerate",
  "acl",
  "analytics",
  "cors",
  "intelligent-tiering",
  "inventory",
  "legal-hold",
  "logging",
  "metrics",
  "notification",
  "object-lock",
  "policyStatus",
  "replication",
  "requestPayment",
  "restore",
  "retention",
  "select",
  "torrent",
  "versionId",
  "versions",
  "website",
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
  route("UploadPartCopy", "PUT", "object", "uploadId", "x-amz-copy-source"),
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

/** Operations of AWS that are not implemented here. */
const KNOWN_ONLY = new Set(["ListMultipartUploads", "ListParts", "UploadPartCopy"]);

/** Every operation that is implemented here. */
export const OPERATION_NAMES: ReadonlySet<string> = new Set(
  ROUTES.map(({ operation }) => operation).filter((operation) => !KNOWN_ONLY.has(operation)),
);

/** The operation that a request is. Throws `NotImplemented`, or `MethodNotAllowed`. */
export function operationOf({ method, bucket, key, query, headers }: S3Request): string {
  const target = bucket === "" ? "service" : key === "" ? "bucket" : "object";
  const has = (name: string) => query.has(name) || headers[name] !== undefined;
  const found = ROUTES.find(
    (candidate) =>
      candidate.method === method && candidate.target === target && (candidate.with ?? []).every(has),
  );
  const unanswered = [...query.keys()].find((name) => NOT_IMPLEMENTED.has(name));
  if (unanswered !== undefined || (found && KNOWN_ONLY.has(found.operation))) {
    const function_ = unanswered ?? found?.operation;
    throw new AwsError(
      "NotImplemented",
      `A header or query you provided requested a function that is not implemented. (${function_})`,
      501,
    );
  }
  if (found) return found.operation;
  throw new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
}
