import { createHash } from "node:crypto";
import type { PolicyDocument } from "../../aws/policyDocument";
import { AwsError, type Caller, type Cloud, type Requirement } from "../../aws/service";
import type { BucketSettings } from "./bucketSettings";
import type { ObjectEncryption } from "./encryption";
import { invalidArgument, noSuchBucket, noSuchKey, noSuchVersion, S3Error } from "./errors";
import type { Members } from "./input";
import { bucketArn } from "./request";
import type { Bucket, ObjectStore } from "./store/objectStore";
import type { DeleteMarker, StoredObject, Version } from "./store/objects";
import type { Storage } from "./store/storage";
import type { Uploads } from "./store/uploads";

export interface BucketPolicies {
  putResourcePolicy(arn: string, document: PolicyDocument): void;
  deleteResourcePolicy(arn: string): void;
}

/** What the operations share. */
export interface OperationContext {
  cloud: Pick<Cloud, "accountId" | "region" | "endpoint" | "authorize">;
  /** Milliseconds of the cloud's clock. */
  now(): number;
  storage: Storage;
  store: ObjectStore;
  uploads: Uploads;
  settings: BucketSettings;
  encryption: ObjectEncryption;
  policies: BucketPolicies | undefined;
}

/** Throws `NoSuchBucket`. */
export function requireBucket({ store }: OperationContext, name: string): Bucket {
  const bucket = store.find(name);
  if (bucket) return bucket;
  throw noSuchBucket(name);
}

/**
 * The version that is asked for, or the latest. Throws `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion`, and
 * `MethodNotAllowed` for a delete marker.
 */
export function requireObject(
  context: OperationContext,
  bucket: string,
  key: string,
  versionId?: string,
): StoredObject {
  requireBucket(context, bucket);
  if (versionId === undefined) {
    const latest = context.store.latest(bucket, key);
    if (!latest) throw noSuchKey(key);
    if (latest.deleteMarker) throw noSuchKey(key, markerHeaders(latest));
    return latest;
  }
  const version = requireVersion(context, bucket, key, versionId);
  if (!version.deleteMarker) return version;
  throw new S3Error(
    "MethodNotAllowed",
    "The specified method is not allowed against this resource.",
    405,
    { Method: "GET", ResourceType: "DeleteMarker" },
    {
      ...markerHeaders(version),
      allow: "DELETE",
      "last-modified": new Date(version.lastModified).toUTCString(),
    },
  );
}

function requireVersion(
  { store }: OperationContext,
  bucket: string,
  key: string,
  versionId: string,
): Version {
  const version = store.version(bucket, key, versionId);
  if (version) return version;
  if (isVersionId(versionId)) throw noSuchVersion(key, versionId);
  throw invalidArgument("Invalid version id specified", "versionId", versionId);
}

/** `null`, or what an id looks like. */
export const isVersionId = (text: string): boolean => /^(null|[A-Za-z0-9._-]{32})$/.test(text);

const markerHeaders = ({ versionId }: DeleteMarker) => ({
  "x-amz-delete-marker": "true",
  "x-amz-version-id": versionId,
});

/** The member with a version's id, which objects of buckets without versioning do not have. */
export const versionMember = ({ settings }: OperationContext, { bucket, versionId }: Version): Members =>
  settings.versioning(bucket) === undefined ? {} : { VersionId: versionId };

/** The account as the owner of buckets and objects: its canonical id, made of its number. */
export const ownerOf = ({ cloud }: OperationContext): Members => ({
  ID: createHash("sha256").update(cloud.accountId).digest("hex"),
});

/** Throws `AccessDenied` unless the caller's policies allow this. */
export function authorize(
  { cloud }: OperationContext,
  caller: Caller,
  requirement: Requirement,
  operation: string,
): void {
  try {
    cloud.authorize(caller, [requirement], `s3:${operation}`);
  } catch (error) {
    throw error instanceof AwsError ? new AwsError("AccessDenied", error.message, 403) : error;
  }
}

/** Callers that may not list a bucket do not learn that a key does not exist. */
export function hideMissing<T>(
  context: OperationContext,
  caller: Caller,
  bucket: string,
  operation: string,
  find: () => T,
): T {
  try {
    return find();
  } catch (error) {
    if (error instanceof AwsError && error.code === "NoSuchKey")
      authorize(context, caller, { action: "s3:ListBucket", resource: bucketArn(bucket) }, operation);
    throw error;
  }
}
