import { Readable } from "node:stream";
import { AwsError } from "../../aws/service";
import { AwsChunkedDecoder, incompleteBody, isAwsChunked } from "./awsChunked";
import { Digests, givenChecksums } from "./checksums";
import type { S3Request } from "./request";
import type { Blob, BlobStore } from "./store/blobs";
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm } from "./store/objects";

/** The largest object that one request uploads, and the largest part. */
const MAX_BYTES = 5 * 1024 ** 3;

/** A body that was stored, and what it is like. */
export interface ReceivedBody {
  blob: Blob;
  /** With its quotes. */
  etag: string;
  /** In base64, by algorithm: those that were requested, and those that the client gave. */
  checksums: Partial<Record<ChecksumAlgorithm, string>>;
  /** The algorithm of the checksum that the client gave. */
  given: ChecksumAlgorithm | undefined;
}

/**
 * Stores the body of a request, which is what it says, or nothing.
 *
 * @param input with the members `Body`, which may be a stream, `ContentMD5` and the checksums; over the port, the body is
 *   the request's
 * @param computed the checksum that is computed `always`, and the one that is if the client gave none
 */
export async function receiveBody(
  blobs: BlobStore,
  input: Record<string, unknown>,
  request: S3Request | undefined,
  computed: { always?: ChecksumAlgorithm; otherwise?: ChecksumAlgorithm },
): Promise<ReceivedBody> {
  const announced = announcedAlgorithm(request);
  const given = { ...givenChecksums(input) };
  const first = (Object.keys(given) as ChecksumAlgorithm[])[0] ?? announced ?? computed.otherwise;
  const sha256 = request?.headers["x-amz-content-sha256"] ?? "";
  const isHashed = /^[0-9a-f]{64}$/i.test(sha256);
  const digests = new Digests([
    "MD5",
    ...(isHashed ? (["SHA256"] as const) : []),
    ...[first, announced, computed.always].filter((each) => each !== undefined),
    ...(Object.keys(given) as ChecksumAlgorithm[]),
  ]);
  const decoder = request && isAwsChunked(request) ? new AwsChunkedDecoder() : undefined;
  const length = expectedLength(request);
  if (length !== undefined && length > MAX_BYTES) throw tooLarge(length);
  const blob = await blobs.write(limited(digests.observe(chunksOf(input, request, decoder))));
  try {
    if (length !== undefined && length !== blob.size) throw incompleteBody();
    if (announced && decoder) {
      const trailer = decoder.trailers[`x-amz-checksum-${announced.toLowerCase()}`];
      if (trailer === undefined) throw malformedTrailer();
      given[announced] = trailer;
    }
    const found = await digests.end();
    if (isHashed && found.SHA256!.toString("hex") !== sha256.toLowerCase())
      throw sha256Mismatch(sha256, found.SHA256!);
    const checksums = Object.fromEntries(
      Object.entries(found).map(([algorithm, bytes]) => [algorithm, bytes.toString("base64")]),
    ) as ReceivedBody["checksums"];
    verify(given, input.ContentMD5, checksums);
    const [algorithm] = Object.keys(given) as ChecksumAlgorithm[];
    return { blob, etag: `"${found.MD5!.toString("hex")}"`, checksums, given: algorithm };
  } catch (error) {
    blobs.delete([blob]);
    throw error;
  }
}

/** Compares what a client gave with the body of a request that is a document. Throws `BadDigest`. */
export async function verifyDocument(operation: string, { body, headers }: S3Request): Promise<void> {
  // The checksums of the request that completes an upload are those of the object.
  if (operation === "CompleteMultipartUpload" || body.length === 0) return;
  const given: Partial<Record<ChecksumAlgorithm, string>> = {};
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = headers[`x-amz-checksum-${algorithm.toLowerCase()}`];
    if (value !== undefined) given[algorithm] = value;
  }
  const digests = new Digests(["MD5", ...(Object.keys(given) as ChecksumAlgorithm[])]);
  digests.update(body);
  const found = Object.entries(await digests.end()).map(([name, bytes]) => [name, bytes.toString("base64")]);
  verify(given, headers["content-md5"], Object.fromEntries(found));
}

function verify(
  given: Partial<Record<ChecksumAlgorithm, string>>,
  md5: unknown,
  found: Partial<Record<ChecksumAlgorithm, string>>,
): void {
  if (Object.keys(given).length > 1) {
    throw new AwsError(
      "InvalidRequest",
      "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    );
  }
  for (const [algorithm, value] of Object.entries(given)) {
    const actual = found[algorithm as ChecksumAlgorithm]!;
    if (Buffer.from(value, "base64").length !== Buffer.from(actual, "base64").length) {
      throw new AwsError(
        "InvalidRequest",
        `Value for x-amz-checksum-${algorithm.toLowerCase()} header is invalid.`,
      );
    }
    if (value !== actual)
      throw new AwsError(
        "BadDigest",
        `The ${algorithm} you specified did not match the calculated checksum.`,
      );
  }
  if (md5 === undefined) return;
  if (Buffer.from(String(md5), "base64").length !== 16)
    throw new AwsError("InvalidDigest", "The Content-MD5 you specified was invalid.");
  if (md5 !== found.MD5)
    throw new AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.");
}

/** The algorithm of the checksum that trails the body. */
function announcedAlgorithm(request: S3Request | undefined): ChecksumAlgorithm | undefined {
  const names = (request?.headers["x-amz-trailer"] ?? "").split(",").map((name) => name.trim().toLowerCase());
  return CHECKSUM_ALGORITHMS.find((algorithm) => names.includes(`x-amz-checksum-${algorithm.toLowerCase()}`));
}

function expectedLength(request: S3Request | undefined): number | undefined {
  if (!request?.stream) return undefined;
  const name = isAwsChunked(request) ? "x-amz-decoded-content-length" : "content-length";
  const value = request.headers[name];
  return value === undefined ? undefined : Number(value);
}

async function* chunksOf(
  input: Record<string, unknown>,
  request: S3Request | undefined,
  decoder: AwsChunkedDecoder | undefined,
): AsyncGenerator<Uint8Array> {
  const { stream } = request ?? {};
  if (!stream) {
    const body = (request?.body ?? input.Body ?? Buffer.alloc(0)) as Buffer | Readable;
    if (body instanceof Readable) yield* body;
    else if (decoder) yield* decoder.push(body);
    else if (body.length > 0) yield body;
  } else {
    try {
      // What is not read is left: a client reads an error only when it has sent all.
      for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
        if (decoder) yield* decoder.push(chunk as Buffer);
        else yield chunk as Buffer;
      }
    } catch (error) {
      // The client went away.
      throw error instanceof AwsError ? error : incompleteBody();
    }
  }
  decoder?.end();
}

async function* limited(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > MAX_BYTES) throw tooLarge(size);
    yield chunk;
  }
}

const tooLarge = (size: number) =>
  new AwsError("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", 400, {
    ProposedSize: size,
    MaxSizeAllowed: MAX_BYTES,
  });

const malformedTrailer = () =>
  new AwsError(
    "MalformedTrailerError",
    "The request contained trailing data that was not well-formed or did not conform to our published schema.",
  );

const sha256Mismatch = (client: string, computed: Buffer) =>
  new AwsError(
    "XAmzContentSHA256Mismatch",
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    400,
    { ClientComputedContentSHA256: client, S3ComputedContentSHA256: computed.toString("hex") },
  );
