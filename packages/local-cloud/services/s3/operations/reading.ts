import { AwsError } from "../../../aws/service";
import { checksumMembers, memberOf } from "../checksums";
import { checkRead } from "../conditions";
import { invalidArgument } from "../errors";
import { CONTENT, type Handler, type Members, type S3Call, type S3Input } from "../input";
import { hideMissing, type OperationContext, requireObject, versionMember } from "../operationContext";
import { readRange } from "../range";
import type { ByteRange } from "../store/blobs";
import type { StoredObject } from "../store/objects";
import { wholeSecond } from "../wholeSecond";
import { readLimit } from "./listing";
import { refuseUnsupported, settingsMembers } from "./writing";

export function readingOperations(context: OperationContext): Record<string, Handler> {
  return {
    GetObject(call) {
      const { object, range, members } = read(context, call, "GetObject");
      return { ...members, [CONTENT]: context.storage.blobs.read(object.content.blobs, range) };
    },
    HeadObject: (call) => read(context, call, "HeadObject").members,
    GetObjectAttributes: (call) => attributes(context, call),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
function read(context: OperationContext, { bucket, key, input, caller }: S3Call, operation: string) {
  refuseUnsupported(input);
  const object = hideMissing(context, caller, bucket, operation, () =>
    requireObject(context, bucket, key, input.VersionId),
  );
  checkRead(input, object);
  const { size, etag, checksum, parts } = object.content;
  const part = rangeOfPart(input, object);
  const range = part ?? readRange(input.Range, size);
  const length = range ? range.end - range.start : size;
  const members: Members = {
    AcceptRanges: "bytes",
    ContentLength: length,
    ETag: etag,
    LastModified: wholeSecond(object.lastModified),
    ...(range && { ContentRange: `bytes ${range.start}-${range.end - 1}/${size}` }),
    ...settingsMembers(context, object),
    ...versionMember(context, object),
    // The checksum is that of all bytes.
    ...(input.ChecksumMode === "ENABLED" && length === size && checksumMembers(checksum)),
    ...(input.PartNumber !== undefined && parts && { PartsCount: parts.length }),
    ...wantedHeaders(input),
  };
  return { object, range, members };
}

/** Undefined without a part's number. Throws `InvalidPartNumber`, or `InvalidRequest`. */
function rangeOfPart({ PartNumber, Range }: S3Input, { content }: StoredObject): ByteRange | undefined {
  if (PartNumber === undefined) return undefined;
  if (Range !== undefined)
    throw new AwsError("InvalidRequest", "Cannot specify both Range header and partNumber query parameter");
  const { size, parts = [{ number: 1, size }] } = content;
  const at = parts.findIndex(({ number }) => number === PartNumber);
  const part = parts[at];
  if (!part) {
    throw new AwsError("InvalidPartNumber", "The requested partnumber is not satisfiable", 416, {
      PartNumberRequested: PartNumber,
      ActualPartCount: parts.length,
    });
  }
  const start = parts.slice(0, at).reduce((sum, each) => sum + each.size, 0);
  return size === 0 ? undefined : { start, end: start + part.size };
}

const OVERRIDABLE = [
  "CacheControl",
  "ContentDisposition",
  "ContentEncoding",
  "ContentLanguage",
  "ContentType",
  "Expires",
];

/**
 * The headers that the reader of an object can set, and no value that would end one header and begin another. Throws
 * `InvalidArgument`.
 */
function wantedHeaders(input: Members): Members {
  const members: Members = {};
  for (const name of OVERRIDABLE) {
    const value = input[`Response${name}`];
    if (value === undefined) continue;
    if (typeof value === "string" && /[^\t\x20-\x7e\x80-\xff]/.test(value))
      throw invalidArgument("Header value cannot be represented using ISO-8859-1.");
    members[name] = value;
  }
  return members;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
function attributes(context: OperationContext, { bucket, key, input, caller }: S3Call): Members {
  const { ObjectAttributes = [], MaxParts, PartNumberMarker = "0", VersionId } = input;
  const object = hideMissing(context, caller, bucket, "GetObjectAttributes", () =>
    requireObject(context, bucket, key, VersionId),
  );
  const { content, storageClass, lastModified } = object;
  const { etag, size, checksum, parts } = content;
  const unknown = ObjectAttributes.find((name) => !ATTRIBUTES.has(name));
  if (unknown !== undefined || ObjectAttributes.length === 0)
    throw invalidArgument("Invalid attribute name specified.", "x-amz-object-attributes", unknown);
  const wants = (name: string) => ObjectAttributes.includes(name);
  return {
    LastModified: wholeSecond(lastModified),
    ...versionMember(context, object),
    ...(wants("ETag") && { ETag: etag.replaceAll('"', "") }),
    ...(wants("Checksum") && { Checksum: checksumMembers(checksum) }),
    ...(wants("ObjectSize") && { ObjectSize: size }),
    ...(wants("StorageClass") && { StorageClass: storageClass }),
    ...(wants("ObjectParts") && parts && { ObjectParts: partsPage() }),
  };

  function partsPage(): Members {
    const limit = readLimit(MaxParts, "max-parts");
    const left = parts!.filter(({ number }) => number > Number(PartNumberMarker));
    const page = left.slice(0, limit);
    const checksums = page.flatMap(({ number, size: bytes, checksum: value }) =>
      value === undefined ? [] : [{ PartNumber: number, Size: bytes, [memberOf(checksum.algorithm)]: value }],
    );
    return {
      TotalPartsCount: parts!.length,
      PartNumberMarker: Number(PartNumberMarker),
      NextPartNumberMarker: page.at(-1)?.number ?? 0,
      MaxParts: limit,
      IsTruncated: page.length < left.length,
      ...(checksums.length > 0 && { Parts: checksums }),
    };
  }
}

const ATTRIBUTES = new Set(["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"]);
