import { invalidArgument, noSuchUpload } from "../errors";
import type { Handler, Members, S3Call } from "../input";
import { isVersionId, type OperationContext, ownerOf, requireBucket } from "../operationContext";
import type { StoredObject, Version } from "../store/objects";
import { SortedKeys } from "../store/sortedKeys";
import type { Upload } from "../store/uploads";
import { wholeSecond } from "../wholeSecond";
import { listPage, nameWriter, readLimit } from "./listing";

export function listingOperations(context: OperationContext): Record<string, Handler> {
  return {
    ListObjects: (call) => listObjects(context, call),
    ListObjectsV2: (call) => listObjectsV2(context, call),
    ListObjectVersions: (call) => listVersions(context, call),
    ListMultipartUploads: (call) => listUploads(context, call),
    ListParts: (call) => listParts(context, call),
  };
}

/** The current object of a key after `after`, if there is one. */
const currentAfter =
  (context: OperationContext, bucket: string, after: string) =>
  (key: string): StoredObject[] => {
    const latest = context.store.latest(bucket, key);
    return latest && !latest.deleteMarker && key !== after ? [latest] : [];
  };

/** Of a key's items, those after a marker: of the marker's own key those after the marked one, or none. */
const itemsAfter = <Item>(
  items: readonly Item[],
  isMarked: ((item: Item) => boolean) | undefined,
): readonly Item[] => {
  const at = isMarked ? items.findIndex(isMarked) : -1;
  return at < 0 ? [] : items.slice(at + 1);
};

/** The members that listings of objects have in common. */
function echo({ bucket, input }: S3Call, write: (name: string) => string): Members {
  const { Prefix = "", Delimiter, EncodingType } = input;
  return {
    Name: bucket,
    Prefix: write(Prefix),
    ...(Delimiter && { Delimiter: write(Delimiter) }),
    ...(EncodingType && { EncodingType }),
  };
}

/** Lists that are empty are left out, as their elements are. */
const listed = (name: string, items: unknown[]): Members => (items.length > 0 ? { [name]: items } : {});

const commonPrefixes = (prefixes: string[], write: (name: string) => string) =>
  listed(
    "CommonPrefixes",
    prefixes.map((Prefix) => ({ Prefix: write(Prefix) })),
  );

function objectMembers(
  { key, lastModified, content, storageClass }: StoredObject,
  write: (name: string) => string,
) {
  const { etag, size, checksum } = content;
  return {
    Key: write(key),
    LastModified: wholeSecond(lastModified),
    ETag: etag,
    ChecksumAlgorithm: [checksum.algorithm],
    ChecksumType: checksum.type,
    Size: size,
    StorageClass: storageClass,
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
function listObjects(context: OperationContext, call: S3Call): Members {
  const { bucket, input } = call;
  const { Prefix = "", Delimiter = "", Marker = "", EncodingType } = input;
  const { keys } = requireBucket(context, bucket);
  const write = nameWriter(EncodingType);
  const limit = readLimit(input.MaxKeys, "max-keys");
  const filter = { prefix: Prefix, delimiter: Delimiter, from: Marker, limit };
  const page = listPage(keys, filter, currentAfter(context, bucket, Marker));
  const Owner = ownerOf(context);
  return {
    ...echo(call, write),
    Marker: write(Marker),
    MaxKeys: limit,
    IsTruncated: page.isTruncated,
    // Without a delimiter, the last key is the next marker.
    ...(page.isTruncated && Delimiter !== "" && { NextMarker: write(page.last!) }),
    ...listed(
      "Contents",
      page.items.map((object) => ({ ...objectMembers(object, write), Owner })),
    ),
    ...commonPrefixes(page.commonPrefixes, write),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
function listObjectsV2(context: OperationContext, call: S3Call): Members {
  const { bucket, input } = call;
  const { Prefix = "", Delimiter = "", StartAfter, ContinuationToken, FetchOwner, EncodingType } = input;
  const { keys } = requireBucket(context, bucket);
  const write = nameWriter(EncodingType);
  const limit = readLimit(input.MaxKeys, "max-keys");
  const after = ContinuationToken === undefined ? (StartAfter ?? "") : readToken(ContinuationToken);
  const filter = { prefix: Prefix, delimiter: Delimiter, from: after, limit };
  const page = listPage(keys, filter, currentAfter(context, bucket, after));
  const owner = FetchOwner ? { Owner: ownerOf(context) } : {};
  return {
    ...echo(call, write),
    MaxKeys: limit,
    KeyCount: page.items.length + page.commonPrefixes.length,
    IsTruncated: page.isTruncated,
    ...(ContinuationToken !== undefined && { ContinuationToken }),
    ...(page.isTruncated && { NextContinuationToken: writeToken(page.last!) }),
    ...(StartAfter !== undefined && { StartAfter: write(StartAfter) }),
    ...listed(
      "Contents",
      page.items.map((object) => ({ ...objectMembers(object, write), ...owner })),
    ),
    ...commonPrefixes(page.commonPrefixes, write),
  };
}

const TOKEN = "1/";
const writeToken = (name: string) => Buffer.from(TOKEN + name).toString("base64");

function readToken(token: string): string {
  const text = Buffer.from(token, "base64").toString();
  if (text.startsWith(TOKEN)) return text.slice(TOKEN.length);
  throw invalidArgument("The continuation token provided is incorrect", "continuation-token", token);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
function listVersions(context: OperationContext, call: S3Call): Members {
  const { bucket, input } = call;
  const { Prefix = "", Delimiter = "", KeyMarker = "", VersionIdMarker, EncodingType } = input;
  const { keys, versions } = requireBucket(context, bucket);
  if (VersionIdMarker !== undefined && KeyMarker === "")
    throw invalidArgument(
      "A version-id marker cannot be specified without a key marker.",
      "version-id-marker",
      VersionIdMarker,
    );
  if (VersionIdMarker !== undefined && !isVersionId(VersionIdMarker))
    throw invalidArgument("Invalid version id specified", "version-id-marker", VersionIdMarker);
  const write = nameWriter(EncodingType);
  const limit = readLimit(input.MaxKeys, "max-keys");
  const filter = { prefix: Prefix, delimiter: Delimiter, from: KeyMarker, limit };
  const isMarked =
    VersionIdMarker === undefined ? undefined : (each: Version) => each.versionId === VersionIdMarker;
  const page = listPage(keys, filter, (key) =>
    key === KeyMarker ? itemsAfter(versions.get(key)!, isMarked) : versions.get(key)!,
  );
  const { items, isTruncated } = page;
  const last = items.at(-1);
  const endsWithPrefix = page.last !== undefined && page.last === page.commonPrefixes.at(-1);
  const describe = (version: Version) => ({
    ...(version.deleteMarker
      ? { Key: write(version.key), LastModified: wholeSecond(version.lastModified) }
      : objectMembers(version, write)),
    VersionId: version.versionId,
    IsLatest: versions.get(version.key)![0] === version,
    Owner: ownerOf(context),
  });
  return {
    ...echo(call, write),
    KeyMarker: write(KeyMarker),
    VersionIdMarker: VersionIdMarker ?? "",
    MaxKeys: limit,
    IsTruncated: isTruncated,
    ...(isTruncated &&
      (endsWithPrefix
        ? { NextKeyMarker: write(page.last!) }
        : { NextKeyMarker: write(last!.key), NextVersionIdMarker: last!.versionId })),
    ...listed("Versions", items.filter(({ deleteMarker }) => !deleteMarker).map(describe)),
    ...listed("DeleteMarkers", items.filter(({ deleteMarker }) => deleteMarker).map(describe)),
    ...commonPrefixes(page.commonPrefixes, write),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
function listUploads(context: OperationContext, { bucket, input }: S3Call): Members {
  const { Prefix = "", Delimiter = "", KeyMarker = "", UploadIdMarker = "", EncodingType } = input;
  requireBucket(context, bucket);
  const write = nameWriter(EncodingType);
  const limit = readLimit(input.MaxUploads, "max-uploads");
  const byKey = new Map<string, Upload[]>();
  for (const upload of context.uploads.inBucket(bucket))
    byKey.set(upload.key, [...(byKey.get(upload.key) ?? []), upload]);
  const keys = new SortedKeys();
  for (const key of byKey.keys()) keys.add(key);
  const filter = { prefix: Prefix, delimiter: Delimiter, from: KeyMarker, limit };
  const isMarked = UploadIdMarker === "" ? undefined : (each: Upload) => each.uploadId === UploadIdMarker;
  const page = listPage(keys, filter, (key) =>
    key === KeyMarker ? itemsAfter(byKey.get(key)!, isMarked) : byKey.get(key)!,
  );
  const { items: uploads, isTruncated } = page;
  const describe = (upload: Upload) => ({
    UploadId: upload.uploadId,
    Key: write(upload.key),
    Initiated: wholeSecond(upload.initiated),
    StorageClass: upload.storageClass,
    Owner: ownerOf(context),
    Initiator: ownerOf(context),
    ChecksumAlgorithm: upload.checksumAlgorithm,
    ChecksumType: upload.checksumType,
  });
  const last = uploads.at(-1);
  const endsWithPrefix = page.last !== undefined && page.last === page.commonPrefixes.at(-1);
  return {
    Bucket: bucket,
    KeyMarker: write(KeyMarker),
    UploadIdMarker,
    Prefix: write(Prefix),
    ...(Delimiter !== "" && { Delimiter: write(Delimiter) }),
    ...(EncodingType && { EncodingType }),
    MaxUploads: limit,
    IsTruncated: isTruncated,
    ...(isTruncated &&
      (endsWithPrefix
        ? { NextKeyMarker: write(page.last!) }
        : { NextKeyMarker: write(last!.key), NextUploadIdMarker: last!.uploadId })),
    ...listed("Uploads", uploads.map(describe)),
    ...commonPrefixes(page.commonPrefixes, write),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
function listParts(context: OperationContext, { bucket, key, input }: S3Call): Members {
  const { UploadId = "", PartNumberMarker = "0" } = input;
  requireBucket(context, bucket);
  const upload = context.uploads.find(UploadId);
  if (upload?.bucket !== bucket || upload.key !== key) throw noSuchUpload(UploadId);
  const limit = readLimit(input.MaxParts, "max-parts");
  const parts = context.uploads.parts(UploadId).filter((part) => part.number > Number(PartNumberMarker));
  const page = parts.slice(0, limit);
  const { checksumAlgorithm, checksumType, storageClass } = upload;
  return {
    Bucket: bucket,
    Key: key,
    UploadId,
    PartNumberMarker: Number(PartNumberMarker),
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: limit,
    IsTruncated: page.length < parts.length,
    ...listed(
      "Parts",
      page.map((part) => ({
        PartNumber: part.number,
        LastModified: wholeSecond(part.lastModified),
        ETag: part.etag,
        Size: part.blob.size,
        [`Checksum${checksumAlgorithm}`]: part.checksum,
      })),
    ),
    Initiator: ownerOf(context),
    Owner: ownerOf(context),
    StorageClass: storageClass,
    ChecksumAlgorithm: checksumAlgorithm,
    ChecksumType: checksumType,
  };
}
