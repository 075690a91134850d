import { randomBytes } from "node:crypto";
import { AwsError } from "../../../aws/service";
import { contentEncoding } from "../awsChunked";
import { notImplemented } from "../errors";
import type { Members, S3Input } from "../input";
import type { OperationContext } from "../operationContext";
import { type Content, NULL_VERSION, type ObjectSettings, type StoredObject } from "../store/objects";
import { objectTags } from "../tagging";

/** Members that are returned as they were given. */
const HEADERS = [
  "CacheControl",
  "ContentDisposition",
  "ContentEncoding",
  "ContentLanguage",
  "ContentType",
  "Expires",
  "WebsiteRedirectLocation",
] as const;

/** Members that would have an effect which objects do not have here. */
const NOT_IMPLEMENTED = [
  "ObjectLockLegalHoldStatus",
  "ObjectLockMode",
  "ObjectLockRetainUntilDate",
  "SSECustomerAlgorithm",
  "SSECustomerKey",
  "CopySourceSSECustomerAlgorithm",
  "WriteOffsetBytes",
];

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const MAX_KEY_BYTES = 1024;
const MAX_METADATA_BYTES = 2048;

/** What a write says about its object. Throws {@link AwsError} for what objects cannot have. */
export function readSettings({ encryption }: OperationContext, input: S3Input): ObjectSettings {
  const { Key = "", Metadata = {}, StorageClass = "STANDARD", Tagging } = input;
  refuseUnsupported(input);
  if (Buffer.byteLength(Key) > MAX_KEY_BYTES) {
    throw new AwsError("KeyTooLongError", "Your key is too long", 400, {
      Size: Buffer.byteLength(Key),
      MaxSizeAllowed: MAX_KEY_BYTES,
    });
  }
  const size = Object.entries(Metadata).flat().join("").length;
  if (size > MAX_METADATA_BYTES) {
    throw new AwsError(
      "MetadataTooLarge",
      "Your metadata headers exceed the maximum allowed metadata size",
      400,
      {
        Size: size,
        MaxSizeAllowed: MAX_METADATA_BYTES,
      },
    );
  }
  return {
    headers: readHeaders(input),
    metadata: Metadata,
    tags: objectTags(Tagging ?? ""),
    encryption: encryption.wanted(input),
    storageClass: StorageClass,
  };
}

/** Throws `NotImplemented`. */
export function refuseUnsupported(input: S3Input): void {
  const name = NOT_IMPLEMENTED.find((member) => input[member] !== undefined);
  if (name !== undefined) throw notImplemented(name);
}

function readHeaders(input: S3Input): Record<string, string> {
  const found = HEADERS.flatMap((name) => {
    const value = input[name];
    const text = value instanceof Date ? value.toUTCString() : (value as string | undefined);
    const kept = name === "ContentEncoding" ? contentEncoding(text) : text;
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return { ContentType: "binary/octet-stream", ...Object.fromEntries(found) };
}

/** The members of an output with what was said about an object. */
export function settingsMembers({ encryption }: OperationContext, object: StoredObject): Members {
  const { headers, metadata, tags, storageClass } = object;
  return {
    ...headers,
    Metadata: metadata,
    ...encryption.members(object.encryption),
    ...(storageClass !== "STANDARD" && { StorageClass: storageClass }),
    ...(tags.length > 0 && { TagCount: tags.length }),
  };
}

/** A new version of an object, the latest of its key from now on. */
export function addObject(
  context: OperationContext,
  { bucket, key }: { bucket: string; key: string },
  settings: ObjectSettings,
  content: Content,
  more?: () => void,
): StoredObject {
  const { headers, metadata, tags, encryption, storageClass } = settings;
  const object: StoredObject = {
    bucket,
    key,
    versionId: newVersionId(context, bucket),
    lastModified: context.now(),
    deleteMarker: false,
    headers,
    metadata,
    tags,
    encryption,
    storageClass,
    content,
  };
  context.store.add(object, more);
  return object;
}

/** The id of a version that is created now. */
export const newVersionId = ({ settings }: OperationContext, bucket: string): string =>
  settings.versioning(bucket) === "Enabled" ? randomBytes(24).toString("base64url") : NULL_VERSION;

/** The current object of a key; undefined if there is none, or it was deleted. */
export function currentObject(
  { store }: OperationContext,
  bucket: string,
  key: string,
): StoredObject | undefined {
  const latest = store.latest(bucket, key);
  return latest && !latest.deleteMarker ? latest : undefined;
}
