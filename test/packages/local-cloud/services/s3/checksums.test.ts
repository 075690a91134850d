import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { GetObjectCommand, PutObjectCommand, type PutObjectCommandInput } from "@aws-sdk/client-s3";
import { sign } from "../../gateway/signer";
import { ADMINISTRATOR, send } from "../../gateway/support";
import { type Output, startS3, type TestS3 } from "./support";

/** Of "123456789": the check values of the catalogue of CRCs, https://reveng.sourceforge.io/crc-catalogue/all.htm. */
const CHECKS: Record<string, string> = {
  CRC32: Buffer.from("cbf43926", "hex").toString("base64"),
  CRC32C: Buffer.from("e3069283", "hex").toString("base64"),
  CRC64NVME: Buffer.from("ae8b14860a799888", "hex").toString("base64"),
  SHA1: createHash("sha1").update("123456789").digest("base64"),
  SHA256: createHash("sha256").update("123456789").digest("base64"),
  SHA512: createHash("sha512").update("123456789").digest("base64"),
  MD5: createHash("md5").update("123456789").digest("base64"),
};

describe("checksums of objects in S3", () => {
  let s3: TestS3;
  const object = { Bucket: "sums", Key: "digits" };
  before(async () => {
    s3 = await startS3();
    await s3.call("CreateBucket", { Bucket: "sums" });
  });
  after(() => s3.close());

  const checksumsOf = (output: Output) =>
    Object.entries(output).filter(([name]) => name.startsWith("Checksum"));

  for (const [algorithm, value] of Object.entries(CHECKS)) {
    it(`are ${algorithm} if the client says so`, async () => {
      const Body = "123456789";
      const given = { [`Checksum${algorithm}`]: value };
      const expected = Object.entries({ ...given, ChecksumType: "FULL_OBJECT" });
      assert.deepEqual(checksumsOf(await s3.call("PutObject", { ...object, Body, ...given })), expected);
      const read = await s3.call("GetObject", { ...object, ChecksumMode: "ENABLED" });
      assert.deepEqual(checksumsOf(read), expected);
      assert.deepEqual(checksumsOf(await s3.call("GetObject", object)), []);
      const [listed] = (await s3.call("ListObjectsV2", { Bucket: "sums" })).Contents;
      assert.deepEqual([listed.ChecksumAlgorithm, listed.ChecksumType], [[algorithm], "FULL_OBJECT"]);
      const wrong = s3.call("PutObject", { ...object, Body: "12345678", ...given });
      await assert.rejects(wrong, {
        code: "BadDigest",
        message: `The ${algorithm} you specified did not match the calculated checksum.`,
      });
      await assert.rejects(s3.call("PutObject", { ...object, Body, [`Checksum${algorithm}`]: "AAA=" }), {
        code: "InvalidRequest",
      });
      assert.equal(String((await s3.call("GetObject", object)).Body), Body);
    });
  }

  it("are those of SDKs and of S3 where the client gives none", async () => {
    const inProcess = await s3.call("PutObject", { ...object, Body: "123456789" });
    assert.equal(inProcess.ChecksumCRC32, CHECKS.CRC32);
    const { endpoint } = s3.cloud;
    const [path, body] = ["/sums/digits", "123456789"];
    const declared = { "x-amz-content-sha256": createHash("sha256").update(body).digest("hex") };
    const headers = sign({
      endpoint,
      service: "s3",
      keys: ADMINISTRATOR,
      method: "PUT",
      path,
      headers: declared,
      body,
    });
    const answer = await send(endpoint, { method: "PUT", path, headers, body });
    assert.equal(answer.headers["x-amz-checksum-crc64nvme"], CHECKS.CRC64NVME);
    const other = await send(endpoint, { method: "PUT", path, headers, body: "12345678" });
    assert.deepEqual([other.status, /<Code>(\w+)/.exec(other.body)?.[1]], [400, "XAmzContentSHA256Mismatch"]);
    assert.equal(String((await s3.call("GetObject", object)).Body), body);
  });

  it("may be only one", () =>
    assert.rejects(
      s3.call("PutObject", {
        ...object,
        Body: "123456789",
        ChecksumCRC32: CHECKS.CRC32,
        ChecksumSHA1: CHECKS.SHA1,
      }),
      { code: "InvalidRequest", message: /Expecting a single x-amz-checksum- header/ },
    ));

  it("follow an object into its copy, as those of all of it", async () => {
    await s3.call("PutObject", { ...object, Body: "123456789", ChecksumSHA256: CHECKS.SHA256 });
    const copy = { Bucket: "sums", Key: "copy", CopySource: "sums/digits" };
    assert.equal((await s3.call("CopyObject", copy)).CopyObjectResult.ChecksumSHA256, CHECKS.SHA256);
    const other = await s3.call("CopyObject", { ...copy, ChecksumAlgorithm: "CRC32C" });
    assert.equal(other.CopyObjectResult.ChecksumCRC32C, CHECKS.CRC32C);
  });

  const algorithms = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;
  for (const ChecksumAlgorithm of algorithms) {
    it(`trail a stream as ${ChecksumAlgorithm}`, async () => {
      const Body = Readable.from([Buffer.from("12345"), Buffer.from("6789")]);
      const input: PutObjectCommandInput = { ...object, Body, ContentLength: 9, ChecksumAlgorithm };
      const put = (await s3.client.send(new PutObjectCommand(input))) as Output;
      assert.equal(put[`Checksum${ChecksumAlgorithm}`], CHECKS[ChecksumAlgorithm]);
      // The client compares it too.
      const read = await s3.client.send(new GetObjectCommand({ ...object, ChecksumMode: "ENABLED" }));
      assert.equal(await read.Body!.transformToString(), "123456789");
      assert.equal(read.ContentEncoding, undefined);
    });
  }
});
