import { AwsError } from "../../aws/service";
import { noSuchKey, preconditionFailed, S3Error } from "./errors";
import type { S3Input } from "./input";
import type { StoredObject } from "./store/objects";
import { wholeSecond } from "./wholeSecond";

/**
 * Decides a write with `If-None-Match` or `If-Match`, given the current object ({@link
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html}). Throws `PreconditionFailed`,
 * `NoSuchKey` or `NotImplemented`.
 */
export function checkWrite(
  { IfNoneMatch, IfMatch, Key = "" }: S3Input,
  current: StoredObject | undefined,
): void {
  if (IfNoneMatch !== undefined && IfNoneMatch !== "*") throw onlyAnyIsAccepted();
  if (IfNoneMatch !== undefined && current) throw preconditionFailed("If-None-Match");
  if (IfMatch === undefined) return;
  if (!current) throw noSuchKey(Key);
  if (!matches(IfMatch, current.content.etag)) throw preconditionFailed("If-Match");
}

/**
 * Decides a read ({@link https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html}). Throws
 * `PreconditionFailed`, or `NotModified` with the status 304.
 */
export function checkRead(input: S3Input, { content: { etag }, lastModified }: StoredObject): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = input;
  const modified = wholeSecond(lastModified).getTime();
  if (IfMatch !== undefined) {
    if (!matches(IfMatch, etag)) throw preconditionFailed("If-Match");
  } else if (IfUnmodifiedSince instanceof Date && modified > IfUnmodifiedSince.getTime()) {
    throw preconditionFailed("If-Unmodified-Since");
  }
  const isUnmodified =
    IfNoneMatch !== undefined
      ? matches(IfNoneMatch, etag)
      : IfModifiedSince instanceof Date && modified <= IfModifiedSince.getTime();
  if (isUnmodified) throw new S3Error("NotModified", "Not Modified", 304, {}, { etag });
}

/** Decides a copy by its source. Throws `PreconditionFailed`. */
export function checkCopySource(input: S3Input, source: StoredObject): void {
  const conditions = {
    IfMatch: input.CopySourceIfMatch,
    IfNoneMatch: input.CopySourceIfNoneMatch,
    IfModifiedSince: input.CopySourceIfModifiedSince,
    IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
  };
  const given = Object.entries(conditions).filter(([, value]) => value !== undefined);
  try {
    checkRead(Object.fromEntries(given), source);
  } catch (error) {
    if (error instanceof S3Error) throw preconditionFailed("x-amz-copy-source-If-None-Match");
    throw error;
  }
}

function matches(condition: string, etag: string): boolean {
  const tags = condition.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.some((tag) => tag === "*" || unquoted(tag) === unquoted(etag));
}

const unquoted = (etag: string) => etag.replace(/^"|"$/g, "");

const onlyAnyIsAccepted = () =>
  new AwsError("NotImplemented", "A header you provided implies functionality that is not implemented", 501, {
    Header: "If-None-Match",
    additionalMessage: "We don't accept the provided value of If-None-Match header for this API",
  });
