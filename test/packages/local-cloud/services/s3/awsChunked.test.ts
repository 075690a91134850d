import assert from "node:assert/strict";
import { AwsChunkedDecoder } from "../../../../../packages/local-cloud/services/s3/awsChunked";

const decode = (text: string, size = text.length) => {
  const decoder = new AwsChunkedDecoder();
  const bytes = Buffer.from(text, "latin1");
  const found: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) found.push(...decoder.push(bytes.subarray(at, at + size)));
  decoder.end();
  return { data: Buffer.concat(found).toString("latin1"), trailers: decoder.trailers };
};

describe("bodies in chunks of S3's own", () => {
  const SIGNED =
    "5;chunk-signature=ab\r\nhello\r\n3;chunk-signature=cd\r\n\r\n!\r\n0;chunk-signature=ef\r\n\r\n";
  const TRAILED =
    "A\r\n0\r\n\r\n12345\r\n0\r\nx-amz-checksum-crc32: AAAAAA==\r\nX-Amz-Trailer-Signature:ab\r\n\r\n";

  for (const size of [1, 2, 3, 7, 1000]) {
    it(`are read as they come, ${size} bytes at a time`, () => {
      assert.deepEqual(decode(SIGNED, size), { data: "hello\r\n!", trailers: {} });
      assert.deepEqual(decode(TRAILED, size), {
        data: "0\r\n\r\n12345",
        trailers: { "x-amz-checksum-crc32": "AAAAAA==", "x-amz-trailer-signature": "ab" },
      });
      assert.deepEqual(decode("0\r\n", size), { data: "", trailers: {} });
      // s3transfer sends a bare line feed after some trailers.
      assert.deepEqual(decode("1\r\nx\r\n0\r\na:b\n\r\n", size).trailers, { a: "b" });
    });
  }

  for (const [what, text] of [
    ["nothing", ""],
    ["a chunk that is cut off", "5\r\nhel"],
    ["a chunk without an end", "5\r\nhello0\r\n\r\n"],
    ["no last chunk", "5\r\nhello\r\n"],
    ["a size that is none", "-5\r\nhello\r\n0\r\n\r\n"],
    ["a size in another form", "0x5\r\nhello\r\n0\r\n\r\n"],
    ["a line without end", "1".repeat(20_000)],
  ] as const)
    it(`are refused for ${what}`, () => assert.throws(() => decode(text), { code: "IncompleteBody" }));
});
