import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { AwsError } from "../../aws/service";
import type { S3Request } from "./request";

/** Checksums that can be computed here; any other is forwarded unchecked. */
const CHECKSUMS: Readonly<Record<string, (body: Buffer) => string>> = {
  crc32: (body) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(body));
    return bytes.toString("base64");
  },
  sha1: (body) => createHash("sha1").update(body).digest("base64"),
  sha256: (body) => createHash("sha256").update(body).digest("base64"),
};

/**
 * The request with its decoded body: chunks joined, trailers added to the headers ({@link
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html}), and checksums compared. Throws
 * `BadDigest`, or `IncompleteBody`.
 */
export function receiveBody(request: S3Request): S3Request {
  const whole = isChunked(request) ? joinChunks(request) : request;
  // The checksum of a request that completes a multipart upload is that of the whole object.
  if (!(whole.method === "POST" && whole.query.has("uploadId"))) verifyChecksums(whole);
  return whole;
}

const isChunked = ({ headers }: S3Request) =>
  (headers["x-amz-content-sha256"] ?? "").startsWith("STREAMING-") ||
  /\baws-chunked\b/.test(headers["content-encoding"] ?? "");

function joinChunks(request: S3Request): S3Request {
  const { body } = request;
  const chunks: Buffer[] = [];
  let offset = 0;
  for (;;) {
    const lineEnd = body.indexOf("\r\n", offset);
    const size = Number.parseInt(body.toString("latin1", offset, lineEnd), 16);
    if (lineEnd < 0 || !(size >= 0) || lineEnd + 2 + size > body.length) throw incomplete();
    offset = lineEnd + 2;
    if (size === 0) break;
    chunks.push(body.subarray(offset, offset + size));
    offset += size + 2;
  }
  const headers: Record<string, string> = { ...request.headers };
  for (const line of body.toString("latin1", offset).split("\r\n")) {
    const [name = "", ...value] = line.split(":");
    if (value.length > 0) headers[name.trim().toLowerCase()] = value.join(":").trim();
  }
  const encodings = (headers["content-encoding"] ?? "").split(",").map((encoding) => encoding.trim());
  const encoding = encodings.filter((name) => name !== "" && name !== "aws-chunked").join(",");
  delete headers["content-encoding"];
  if (encoding) headers["content-encoding"] = encoding;
  const joined = Buffer.concat(chunks);
  const announced = headers["x-amz-decoded-content-length"];
  if (announced !== undefined && Number(announced) !== joined.length) throw incomplete();
  return { ...request, headers, body: joined };
}

function verifyChecksums({ headers, body }: S3Request): void {
  for (const [algorithm, compute] of Object.entries(CHECKSUMS)) {
    const given = headers[`x-amz-checksum-${algorithm}`];
    // The checksum of a multipart upload is a checksum of checksums.
    if (given === undefined || given.includes("-") || compute(body) === given) continue;
    const name = algorithm.toUpperCase();
    throw new AwsError("BadDigest", `The ${name} you specified did not match the calculated checksum.`);
  }
  const md5 = headers["content-md5"];
  if (md5 !== undefined && createHash("md5").update(body).digest("base64") !== md5) {
    throw new AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.");
  }
}

const incomplete = () =>
  new AwsError(
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header.",
  );
