import { createHash, randomBytes } from "node:crypto";
import { AwsError } from "../../../aws/service";
import { type ReceivedBody, receiveBody } from "../body";
import {
  checksumMembers,
  checksumTypeOf,
  Digests,
  digestOf,
  givenChecksums,
  memberOf,
  readAlgorithm,
} from "../checksums";
import { checkCopySource, checkWrite } from "../conditions";
import { copySource } from "../copySource";
import { invalidArgument, malformedXml, noSuchUpload } from "../errors";
import type { CompletedPart, Handler, Members, S3Call } from "../input";
import {
  hideMissing,
  type OperationContext,
  requireBucket,
  requireObject,
  versionMember,
} from "../operationContext";
import { readCopyRange } from "../range";
import type { Blob } from "../store/blobs";
import type { Checksum } from "../store/objects";
import type { Part, Upload } from "../store/uploads";
import { wholeSecond } from "../wholeSecond";
import { receiveCopy } from "./objects";
import { addObject, currentObject, readSettings } from "./writing";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MAX_PARTS = 10_000;
const MIN_PART_BYTES = 5 * 1024 ** 2;

export function multipartOperations(context: OperationContext): Record<string, Handler> {
  return {
    CreateMultipartUpload: (call) => createUpload(context, call),
    UploadPart: (call) => uploadPart(context, call),
    UploadPartCopy: (call) => uploadPartCopy(context, call),
    CompleteMultipartUpload: (call) => completeUpload(context, call),
    AbortMultipartUpload(call) {
      context.uploads.abort(requireUpload(context, call).uploadId);
      return {};
    },
  };
}

/** Throws `NoSuchUpload`. */
function requireUpload(context: OperationContext, { bucket, key, input }: S3Call): Upload {
  requireBucket(context, bucket);
  const upload = context.uploads.find(input.UploadId ?? "");
  if (upload && upload.bucket === bucket && upload.key === key) return upload;
  throw noSuchUpload(input.UploadId ?? "");
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
function createUpload(context: OperationContext, { bucket, key, input }: S3Call): Members {
  requireBucket(context, bucket);
  const { ChecksumAlgorithm } = input;
  const checksumAlgorithm = ChecksumAlgorithm === undefined ? "CRC64NVME" : readAlgorithm(ChecksumAlgorithm);
  const isChosen = ChecksumAlgorithm !== undefined;
  if (!isChosen && input.ChecksumType !== undefined) {
    throw new AwsError(
      "InvalidRequest",
      "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
    );
  }
  const checksumType = checksumTypeOf(checksumAlgorithm, input.ChecksumType);
  const uploadId = randomBytes(48).toString("base64url");
  const upload: Upload = {
    ...readSettings(context, input),
    bucket,
    key,
    uploadId,
    initiated: context.now(),
    checksumAlgorithm,
    checksumType,
    isChosen,
  };
  context.uploads.create(upload);
  return {
    Bucket: bucket,
    Key: key,
    UploadId: uploadId,
    ...context.encryption.members(upload.encryption),
    ...(isChosen && { ChecksumAlgorithm: checksumAlgorithm, ChecksumType: checksumType }),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
async function uploadPart(context: OperationContext, call: S3Call): Promise<Members> {
  const { input, request } = call;
  const { checksumAlgorithm, isChosen, encryption } = requireUpload(context, call);
  const number = partNumber(input.PartNumber);
  const received = await receiveBody(context.storage.blobs, input, request, { always: checksumAlgorithm });
  const { etag, checksums, given } = received;
  if (given && isChosen && given !== checksumAlgorithm) {
    context.storage.blobs.delete([received.blob]);
    throw new AwsError(
      "InvalidRequest",
      `Checksum Type mismatch occurred, expected checksum Type: ${checksumAlgorithm.toLowerCase()}, actual checksum Type: ${given.toLowerCase()}`,
    );
  }
  addPart(context, call, number, received);
  const returned = given ?? checksumAlgorithm;
  return {
    ETag: etag,
    [memberOf(returned)]: checksums[returned],
    ...context.encryption.members(encryption),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
async function uploadPartCopy(context: OperationContext, call: S3Call): Promise<Members> {
  const { input, caller } = call;
  const { checksumAlgorithm, isChosen, encryption } = requireUpload(context, call);
  const number = partNumber(input.PartNumber);
  const from = copySource(input.CopySource ?? "");
  const source = hideMissing(context, caller, from.bucket, "UploadPartCopy", () =>
    requireObject(context, from.bucket, from.key, from.versionId),
  );
  checkCopySource(input, source);
  const range = readCopyRange(input.CopySourceRange, source.content.size);
  const received = await receiveCopy(context, source, range, { always: checksumAlgorithm });
  const part = addPart(context, call, number, received);
  return {
    CopyPartResult: {
      ETag: part.etag,
      LastModified: wholeSecond(part.lastModified),
      ...(isChosen && { [memberOf(checksumAlgorithm)]: part.checksum }),
    },
    ...(source.versionId !== "null" && { CopySourceVersionId: source.versionId }),
    ...context.encryption.members(encryption),
  };
}

/** Throws `InvalidArgument`. */
function partNumber(value: number | undefined): number {
  if (value !== undefined && Number.isInteger(value) && value >= 1 && value <= MAX_PARTS) return value;
  throw invalidArgument(
    `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`,
    "partNumber",
    value,
  );
}

/** Throws `NoSuchUpload` if the upload was ended while the part came. */
function addPart(
  context: OperationContext,
  call: S3Call,
  number: number,
  { blob, etag, checksums }: ReceivedBody,
): Part {
  try {
    const { uploadId, checksumAlgorithm } = requireUpload(context, call);
    const part: Part = {
      number,
      blob,
      etag,
      checksum: checksums[checksumAlgorithm]!,
      lastModified: context.now(),
    };
    context.uploads.addPart(uploadId, part);
    return part;
  } catch (error) {
    context.storage.blobs.delete([blob]);
    throw error;
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
async function completeUpload(context: OperationContext, call: S3Call): Promise<Members> {
  const { bucket, key, input, request } = call;
  const upload = requireUpload(context, call);
  const { uploadId } = upload;
  const parts = chooseParts(upload, context.uploads.parts(uploadId), input.MultipartUpload?.Parts ?? []);
  const blobs = parts.map(({ blob }) => blob);
  const size = blobs.reduce((sum, blob) => sum + blob.size, 0);
  if (input.MpuObjectSize !== undefined && input.MpuObjectSize !== size) {
    throw new AwsError(
      "InvalidRequest",
      `The provided 'x-amz-mp-object-size' header value ${input.MpuObjectSize} does not match what was computed: ${size}`,
    );
  }
  const checksum = await checksumOf(context, upload, parts, blobs);
  checkChecksum(input, upload, checksum);
  // All of it may have changed meanwhile.
  requireUpload(context, call);
  if (blobs.some((blob) => !context.uploads.parts(uploadId).some((part) => part.blob === blob)))
    throw noSuchUpload(uploadId);
  checkWrite(input, currentObject(context, bucket, key));
  const content = {
    blobs,
    size,
    etag: `"${etagOf(parts)}"`,
    checksum,
    parts: parts.map((part) => ({
      number: part.number,
      size: part.blob.size,
      ...(upload.isChosen && { checksum: part.checksum }),
    })),
  };
  const object = addObject(context, call, upload, content, () => context.uploads.forgetStored(uploadId));
  context.uploads.close(uploadId, new Set(blobs));
  const host = request?.headers.host;
  const path = [bucket, ...key.split("/")].map(encodeURIComponent).join("/");
  return {
    Location: `${host === undefined ? context.cloud.endpoint : `http://${host}`}/${path}`,
    Bucket: bucket,
    Key: key,
    ETag: content.etag,
    ...checksumMembers(checksum),
    ...context.encryption.members(upload.encryption),
    ...versionMember(context, object),
  };
}

/** Throws `MalformedXML`, `InvalidPartOrder`, `InvalidPart` or `EntityTooSmall`. */
function chooseParts(
  { uploadId, checksumAlgorithm }: Upload,
  there: readonly Part[],
  wanted: readonly CompletedPart[],
): Part[] {
  if (wanted.length === 0) throw malformedXml();
  const byNumber = new Map(there.map((part) => [part.number, part]));
  const parts = wanted.map((each, index) => {
    const { PartNumber = 0, ETag = "" } = each;
    if (index > 0 && PartNumber <= (wanted[index - 1]!.PartNumber ?? 0)) {
      throw new AwsError(
        "InvalidPartOrder",
        "The list of parts was not in ascending order. Parts must be ordered by part number.",
        400,
        { UploadId: uploadId },
      );
    }
    const part = byNumber.get(PartNumber);
    const checksum = givenChecksums(each)[checksumAlgorithm];
    const isThat =
      part && unquoted(part.etag) === unquoted(ETag) && (checksum ?? part.checksum) === part.checksum;
    if (isThat) return part;
    throw new AwsError(
      "InvalidPart",
      "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      400,
      { UploadId: uploadId, PartNumber, ETag: unquoted(ETag) },
    );
  });
  const small = parts.slice(0, -1).find(({ blob }) => blob.size < MIN_PART_BYTES);
  if (small) {
    throw new AwsError(
      "EntityTooSmall",
      "Your proposed upload is smaller than the minimum allowed size",
      400,
      {
        ProposedSize: small.blob.size,
        MinSizeAllowed: MIN_PART_BYTES,
        PartNumber: small.number,
        ETag: unquoted(small.etag),
      },
    );
  }
  return parts;
}

/** Of all bytes, or of the parts' checksums. */
async function checksumOf(
  { storage }: OperationContext,
  { checksumAlgorithm: algorithm, checksumType: type }: Upload,
  parts: readonly Part[],
  blobs: readonly Blob[],
): Promise<Checksum> {
  if (type === "COMPOSITE") {
    const all = Buffer.concat(parts.map((part) => Buffer.from(part.checksum, "base64")));
    const value = (await digestOf(algorithm, all)).toString("base64");
    return { algorithm, type, value: `${value}-${parts.length}` };
  }
  if (parts.length === 1) return { algorithm, type, value: parts[0]!.checksum };
  const digests = new Digests([algorithm]);
  for await (const chunk of storage.blobs.read(blobs)) digests.update(chunk as Buffer);
  return { algorithm, type, value: (await digests.end())[algorithm]!.toString("base64") };
}

/** Compares the checksum of the object that the client gave. Throws `BadDigest` or `InvalidRequest`. */
function checkChecksum(input: S3Call["input"], { checksumType }: Upload, checksum: Checksum): void {
  if (input.ChecksumType !== undefined && input.ChecksumType !== checksumType) {
    throw new AwsError(
      "InvalidRequest",
      `The upload was created using the ${checksumType} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
  const given = givenChecksums(input)[checksum.algorithm];
  if (given === undefined || withoutCount(given) === withoutCount(checksum.value)) return;
  throw new AwsError(
    "BadDigest",
    `The ${checksum.algorithm} you specified did not match the calculated checksum.`,
  );
}

const withoutCount = (value: string) => value.replace(/-\d+$/, "");

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html */
function etagOf(parts: readonly Part[]): string {
  const hash = createHash("md5");
  for (const { etag } of parts) hash.update(unquoted(etag), "hex");
  return `${hash.digest("hex")}-${parts.length}`;
}

const unquoted = (etag: string) => etag.replace(/^"|"$/g, "");
