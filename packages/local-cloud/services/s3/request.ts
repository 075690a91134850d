import type { Readable } from "node:stream";
import { bucketOfHost } from "../../aws/origin";
import { AwsError, type HttpRequest } from "../../aws/service";

/** A request of S3's own protocol, path-style or virtual-hosted. */
export interface S3Request {
  method: string;
  /** Empty for a request to the service itself. */
  bucket: string;
  /** Decoded; empty for a request to a bucket. */
  key: string;
  query: URLSearchParams;
  /** By lower-case name. */
  headers: Record<string, string>;
  body: Buffer;
  /** The body as it arrives; `body` is then empty. */
  stream?: Readable;
}

/** Parameters of the signature and of the SDKs, which S3 itself does not use. */
const FOREIGN_PARAMETERS =
  /^(x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256)|x-id|AWSAccessKeyId|Signature|Expires)$/i;

/**
 * Headers that a presigned URL may have as parameters. Checksums are not among them: the SDK for JavaScript signs that of
 * an empty body, and S3's guide does not support them in presigned URLs
 * ({@link https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html}).
 */
const isHoisted = (name: string) => /^x-amz-(?!checksum-|sdk-checksum-)/.test(name);

/** Reads path-style (`/bucket/key`) and virtual-hosted (`bucket.localhost`) requests alike. */
export function readS3Request({ method, path, query, headers, body, stream }: HttpRequest): S3Request {
  const flat: Record<string, string> = {};
  for (const [name, value] of query) {
    const header = name.toLowerCase();
    if (isHoisted(header) && !FOREIGN_PARAMETERS.test(name)) flat[header] = value;
  }
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(",") : value;
  }
  const kept = [...query].filter(([name]) => !FOREIGN_PARAMETERS.test(name));
  const host = bucketOfHost(flat.host ?? "");
  const [, first = "", rest = ""] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  const [bucket, key] = host === undefined ? [first, rest] : [host, path.slice(1)];
  return {
    method,
    bucket: decodeName(bucket),
    key: decodeName(key),
    query: new URLSearchParams(kept),
    headers: flat,
    body,
    ...(stream && { stream }),
  };
}

/**
 * Rejects names that mean one thing to the policies and another in a URL: `mine/../theirs/a` is a key of the bucket
 * `mine` to S3, and to every URL parser the object `a` of `theirs`. Throws {@link AwsError}.
 */
export function refuseMisleadingNames({ bucket, key }: Pick<S3Request, "bucket" | "key">): void {
  if (bucket === "" ? key !== "" : DOTS.test(bucket)) {
    throw new AwsError("InvalidBucketName", `The specified bucket is not valid: '${bucket}'.`);
  }
  const dots = key.split("/").find((segment) => DOTS.test(segment));
  if (dots === undefined) return;
  throw new AwsError("InvalidURI", `Keys with a part '${dots}' are not supported by the local cloud: ${key}`);
}

const DOTS = /^\.{1,2}$/;

/** Decodes a name in a request. Throws {@link AwsError} for an invalid encoding. */
export function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError("InvalidURI", "Couldn't parse the specified URI.");
  }
}

export const objectArn = (bucket: string, key: string) => `arn:aws:s3:::${bucket}/${key}`;
export const bucketArn = (bucket: string) => `arn:aws:s3:::${bucket}`;
