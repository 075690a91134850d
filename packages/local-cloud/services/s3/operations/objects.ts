import { AwsError } from "../../../aws/service";
import { type ReceivedBody, receiveBody } from "../body";
import { checksumMembers, readAlgorithm } from "../checksums";
import { checkCopySource, checkWrite } from "../conditions";
import { copySource } from "../copySource";
import type { Handler, Members, S3Call } from "../input";
import {
  hideMissing,
  type OperationContext,
  requireBucket,
  requireObject,
  versionMember,
} from "../operationContext";
import type { ByteRange } from "../store/blobs";
import type { ChecksumAlgorithm, Content, ObjectSettings, StoredObject } from "../store/objects";
import { objectTags } from "../tagging";
import { wholeSecond } from "../wholeSecond";
import { addObject, currentObject, readSettings } from "./writing";

export function objectOperations(context: OperationContext): Record<string, Handler> {
  return {
    PutObject: (call) => putObject(context, call),
    CopyObject: (call) => copyObject(context, call),
    ...taggingOperations(context),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
async function putObject(
  context: OperationContext,
  { bucket, key, input, request }: S3Call,
): Promise<Members> {
  const { storage, encryption } = context;
  requireBucket(context, bucket);
  const settings = readSettings(context, input);
  checkWrite(input, currentObject(context, bucket, key));
  // SDKs send a CRC32 by default; of what comes without a checksum, S3 computes a CRC64NVME.
  const otherwise = request ? "CRC64NVME" : "CRC32";
  const { blob, etag, checksums, given } = await receiveBody(storage.blobs, input, request, { otherwise });
  const algorithm = given ?? otherwise;
  const checksum = { algorithm, type: "FULL_OBJECT", value: checksums[algorithm]! } as const;
  const content: Content = { blobs: [blob], size: blob.size, etag, checksum };
  const object = commit(context, { bucket, key, input }, settings, content);
  return {
    ETag: etag,
    ...checksumMembers(checksum),
    ...encryption.members(object.encryption),
    ...versionMember(context, object),
  };
}

/** The bucket and the current object may have changed while the content came. */
export function commit(
  context: OperationContext,
  { bucket, key, input }: Pick<S3Call, "bucket" | "key" | "input">,
  settings: ObjectSettings,
  content: Content,
): StoredObject {
  try {
    requireBucket(context, bucket);
    checkWrite(input, currentObject(context, bucket, key));
    return addObject(context, { bucket, key }, settings, content);
  } catch (error) {
    context.storage.blobs.delete(content.blobs);
    throw error;
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
async function copyObject(
  context: OperationContext,
  { bucket, key, input, caller }: S3Call,
): Promise<Members> {
  const { encryption } = context;
  requireBucket(context, bucket);
  const from = copySource(input.CopySource ?? "");
  const source = hideMissing(context, caller, from.bucket, "CopyObject", () =>
    requireObject(context, from.bucket, from.key, from.versionId),
  );
  checkCopySource(input, source);
  const settings = settingsOfCopy(context, input, source);
  if (from.bucket === bucket && from.key === key && from.versionId === undefined) refuseSameCopy(input);
  const algorithm = input.ChecksumAlgorithm
    ? readAlgorithm(input.ChecksumAlgorithm)
    : source.content.checksum.algorithm;
  const { blob, etag, checksums } = await receiveCopy(context, source, undefined, { otherwise: algorithm });
  const checksum = { algorithm, type: "FULL_OBJECT", value: checksums[algorithm]! } as const;
  const content: Content = { blobs: [blob], size: blob.size, etag, checksum };
  const object = commit(context, { bucket, key, input }, settings, content);
  return {
    CopyObjectResult: {
      ETag: content.etag,
      LastModified: wholeSecond(object.lastModified),
      ...checksumMembers(content.checksum),
    },
    ...(source.versionId !== "null" && { CopySourceVersionId: source.versionId }),
    ...versionMember(context, object),
    ...encryption.members(object.encryption),
  };
}

/** Stores bytes of an object once more. */
export function receiveCopy(
  { storage: { blobs } }: OperationContext,
  { content }: StoredObject,
  range: ByteRange | undefined,
  computed: { always?: ChecksumAlgorithm; otherwise?: ChecksumAlgorithm },
): Promise<ReceivedBody> {
  return receiveBody(blobs, { Body: blobs.read(content.blobs, range) }, undefined, computed);
}

function settingsOfCopy(
  context: OperationContext,
  input: S3Call["input"],
  source: StoredObject,
): ObjectSettings {
  const { MetadataDirective = "COPY", TaggingDirective = "COPY", Tagging, ...rest } = input;
  const given = readSettings(context, {
    ...rest,
    ...(TaggingDirective === "REPLACE" && { Tagging: Tagging ?? "" }),
  });
  const replaced = MetadataDirective === "REPLACE";
  return {
    ...given,
    headers: replaced ? given.headers : source.headers,
    metadata: replaced ? given.metadata : source.metadata,
    tags: TaggingDirective === "REPLACE" ? given.tags : source.tags,
  };
}

const CHANGES = [
  "MetadataDirective",
  "StorageClass",
  "ServerSideEncryption",
  "WebsiteRedirectLocation",
  "ChecksumAlgorithm",
];

function refuseSameCopy(input: S3Call["input"]): void {
  const changes = CHANGES.some((name) => input[name] !== undefined && input[name] !== "COPY");
  if (changes) return;
  throw new AwsError(
    "InvalidRequest",
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}

function taggingOperations(context: OperationContext): Record<string, Handler> {
  const find = ({ bucket, key, input, caller }: S3Call, operation: string) =>
    hideMissing(context, caller, bucket, operation, () =>
      requireObject(context, bucket, key, input.VersionId),
    );
  const replace = (object: StoredObject, tags: ObjectSettings["tags"]): Members => {
    object.tags = tags;
    context.store.update(object);
    return versionMember(context, object);
  };
  return {
    GetObjectTagging(call) {
      const object = find(call, "GetObjectTagging");
      return { ...versionMember(context, object), TagSet: object.tags };
    },
    PutObjectTagging: (call) => replace(find(call, "PutObjectTagging"), objectTags(call.input.Tagging)),
    DeleteObjectTagging: (call) => replace(find(call, "DeleteObjectTagging"), []),
  };
}
