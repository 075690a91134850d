import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { allow, callerWith, type Output, startS3, type TestS3 } from "./support";

const MIB = 1024 ** 2;

describe("uploads in parts to S3", () => {
  let s3: TestS3;
  before(async () => {
    s3 = await startS3();
    await s3.call("CreateBucket", { Bucket });
  });
  after(() => s3.close());

  const Bucket = "films";
  const object = { Bucket, Key: "film" };
  const create = async (input: object = {}): Promise<string> =>
    (await s3.call("CreateMultipartUpload", { ...object, ...input })).UploadId;
  const uploadPart = (UploadId: string, PartNumber: number, Body: Buffer | string, more = {}) =>
    s3.call("UploadPart", { ...object, UploadId, PartNumber, Body, ...more });
  const complete = (UploadId: string, parts: Output[], more = {}) =>
    s3.call("CompleteMultipartUpload", {
      ...object,
      UploadId,
      MultipartUpload: { Parts: parts.map(({ ETag }, index) => ({ ETag, PartNumber: index + 1 })) },
      ...more,
    });
  const first = Buffer.alloc(5 * MIB, "first ");
  const second = Buffer.from("second");
  const whole = Buffer.concat([first, second]);
  const crc = (bytes: Buffer) => {
    const value = Buffer.alloc(4);
    value.writeUInt32BE(crc32(bytes));
    return value;
  };

  it("become one object, with the ETag, the parts and the checksum of its checksums", async () => {
    const UploadId = await create({
      ChecksumAlgorithm: "CRC32",
      ContentType: "video/x",
      Metadata: { Director: "me" },
      Tagging: "genre=noir",
    });
    const parts = [await uploadPart(UploadId, 1, first), await uploadPart(UploadId, 2, second)];
    assert.equal(parts[1].ChecksumCRC32, crc(second).toString("base64"));
    const done = await complete(UploadId, parts);
    const md5 = (bytes: Buffer) => createHash("md5").update(bytes).digest();
    assert.equal(done.ETag, `"${md5(Buffer.concat([md5(first), md5(second)])).toString("hex")}-2"`);
    const composite = `${crc(Buffer.concat([crc(first), crc(second)])).toString("base64")}-2`;
    assert.deepEqual([done.ChecksumCRC32, done.ChecksumType], [composite, "COMPOSITE"]);
    assert.equal(done.Location, `${s3.cloud.endpoint}/films/film`);
    const read = await s3.call("GetObject", { ...object, ChecksumMode: "ENABLED" });
    assert.ok(whole.equals(read.Body));
    assert.deepEqual(
      [read.ContentType, read.Metadata, read.TagCount, read.ChecksumCRC32],
      ["video/x", { director: "me" }, 1, composite],
    );
    const part = await s3.call("GetObject", { ...object, PartNumber: 2 });
    assert.deepEqual(
      [String(part.Body), part.PartsCount, part.ContentRange],
      ["second", 2, `bytes ${first.length}-${whole.length - 1}/${whole.length}`],
    );
    const across = await s3.call("GetObject", {
      ...object,
      Range: `bytes=${first.length - 3}-${first.length + 2}`,
    });
    assert.equal(String(across.Body), whole.toString("latin1", first.length - 3, first.length + 3));
    const attributes = await s3.call("GetObjectAttributes", {
      ...object,
      ObjectAttributes: ["ObjectParts", "Checksum"],
    });
    assert.equal(attributes.ObjectParts.TotalPartsCount, 2);
    assert.deepEqual(attributes.ObjectParts.Parts[1], {
      PartNumber: 2,
      Size: 6,
      ChecksumCRC32: crc(second).toString("base64"),
    });
    await assert.rejects(complete(UploadId, parts), { code: "NoSuchUpload", status: 404 });
  });

  it("have the checksum of the whole object where that is requested, or none is", async () => {
    const full = await create({ ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" });
    const parts = [await uploadPart(full, 1, first), await uploadPart(full, 2, second)];
    await assert.rejects(complete(full, parts, { ChecksumCRC32: crc(first).toString("base64") }), {
      code: "BadDigest",
    });
    await assert.rejects(complete(full, parts, { ChecksumType: "COMPOSITE" }), { code: "InvalidRequest" });
    const done = await complete(full, parts, { ChecksumCRC32: crc(whole).toString("base64") });
    assert.deepEqual([done.ChecksumCRC32, done.ChecksumType], [crc(whole).toString("base64"), "FULL_OBJECT"]);
    const usual = await create();
    const { ChecksumCRC64NVME, ChecksumType } = await complete(usual, [
      await uploadPart(usual, 1, "123456789"),
    ]);
    assert.deepEqual([ChecksumCRC64NVME, ChecksumType], ["rosUhgp5mIg=", "FULL_OBJECT"]);
  });

  it("have only types of checksums that there are", async () => {
    for (const input of [
      { ChecksumAlgorithm: "SHA256", ChecksumType: "FULL_OBJECT" },
      { ChecksumAlgorithm: "CRC64NVME", ChecksumType: "COMPOSITE" },
      { ChecksumAlgorithm: "CRC16" },
      { ChecksumType: "FULL_OBJECT" },
    ])
      await assert.rejects(create(input), { code: "InvalidRequest" }, JSON.stringify(input));
    const UploadId = await create({ ChecksumAlgorithm: "CRC32" });
    const sha1 = createHash("sha1").update("x").digest("base64");
    await assert.rejects(uploadPart(UploadId, 1, "x", { ChecksumSHA1: sha1 }), {
      code: "InvalidRequest",
      message: "Checksum Type mismatch occurred, expected checksum Type: crc32, actual checksum Type: sha1",
    });
  });

  it("are refused if their parts are not those that were uploaded", async () => {
    const UploadId = await create();
    const parts = [await uploadPart(UploadId, 1, "small"), await uploadPart(UploadId, 2, second)];
    const of = (Parts: object[]) => complete(UploadId, [], { MultipartUpload: { Parts } });
    const numbered = parts.map(({ ETag }, index) => ({ ETag, PartNumber: index + 1 }));
    await assert.rejects(of([...numbered].reverse()), { code: "InvalidPartOrder" });
    await assert.rejects(of([{ ETag: '"0"', PartNumber: 1 }]), { code: "InvalidPart" });
    await assert.rejects(of([{ ...numbered[0], PartNumber: 3 }]), { code: "InvalidPart" });
    await assert.rejects(of([{ ...numbered[0], ChecksumCRC64NVME: "AAAAAAAAAAA=" }]), {
      code: "InvalidPart",
    });
    await assert.rejects(of(numbered), {
      code: "EntityTooSmall",
      details: { ProposedSize: 5, MinSizeAllowed: 5 * MIB, PartNumber: 1, ETag: parts[0].ETag.slice(1, -1) },
    });
    await assert.rejects(of([]), { code: "MalformedXML" });
    await assert.rejects(uploadPart(UploadId, 10_001, "x"), { code: "InvalidArgument" });
    await assert.rejects(uploadPart(UploadId, 0, "x"), { code: "InvalidArgument" });
    await assert.rejects(
      of([numbered[0]!]).then(() => of([numbered[0]!])),
      { code: "NoSuchUpload" },
    );
  });

  it("replace a part of the same number, and leave what is not named", async () => {
    const UploadId = await create();
    await uploadPart(UploadId, 1, "never");
    const part = await uploadPart(UploadId, 1, "this");
    await uploadPart(UploadId, 2, "not this");
    await complete(UploadId, [part]);
    assert.equal(String((await s3.call("GetObject", object)).Body), "this");
  });

  it("end once, also if two requests complete or abort them", async () => {
    const UploadId = await create();
    const parts = [await uploadPart(UploadId, 1, first), await uploadPart(UploadId, 2, second)];
    const results = await Promise.allSettled([
      complete(UploadId, parts),
      complete(UploadId, parts),
      s3.call("AbortMultipartUpload", { ...object, UploadId }),
    ]);
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
    for (const result of results)
      if (result.status === "rejected") assert.equal(result.reason.code, "NoSuchUpload");
    await assert.rejects(uploadPart(UploadId, 3, "late"), { code: "NoSuchUpload" });
  });

  it("are completed under the conditions of writes", async () => {
    const Key = "once";
    const upload = async (more: object) => {
      const { UploadId } = await s3.call("CreateMultipartUpload", { Bucket, Key });
      const { ETag } = await s3.call("UploadPart", { Bucket, Key, UploadId, PartNumber: 1, Body: "x" });
      const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
      return s3.call("CompleteMultipartUpload", { Bucket, Key, UploadId, MultipartUpload, ...more });
    };
    await upload({ IfNoneMatch: "*" });
    await assert.rejects(upload({ IfNoneMatch: "*" }), { code: "PreconditionFailed", status: 412 });
    await assert.rejects(upload({ MpuObjectSize: 2 }), { code: "InvalidRequest" });
  });

  it("take parts of other objects", async () => {
    await s3.call("PutObject", { Bucket, Key: "source", Body: "0123456789" });
    const UploadId = await create();
    const copy = (more: object) =>
      s3.call("UploadPartCopy", { ...object, UploadId, PartNumber: 1, CopySource: "films/source", ...more });
    const { CopyPartResult } = await copy({ CopySourceRange: "bytes=2-4" });
    assert.equal(CopyPartResult.ETag, `"${createHash("md5").update("234").digest("hex")}"`);
    await complete(UploadId, [CopyPartResult]);
    assert.equal(String((await s3.call("GetObject", object)).Body), "234");
    await assert.rejects(copy({}), { code: "NoSuchUpload" });
    const other = { UploadId: await create() };
    await assert.rejects(copy({ ...other, CopySourceRange: "bytes=2-" }), { code: "InvalidArgument" });
    await assert.rejects(copy({ ...other, CopySourceRange: "bytes=2-10" }), { code: "InvalidRequest" });
    await assert.rejects(copy({ ...other, CopySourceIfMatch: '"other"' }), { code: "PreconditionFailed" });
    await assert.rejects(copy({ ...other, CopySource: "films/none" }), { code: "NoSuchKey" });
    const writer = callerWith(s3.cloud, "part-writer", [allow("s3:PutObject", "arn:aws:s3:::films/*")]);
    await assert.rejects(
      s3.call("UploadPartCopy", { ...object, ...other, PartNumber: 1, CopySource: "films/source" }, writer),
      { code: "AccessDenied", message: /s3:GetObject on resource: "?arn:aws:s3:::films\/source/ },
    );
  });

  it("are listed, with their parts, page by page", async () => {
    await s3.call("CreateBucket", { Bucket: "open" });
    const ids = new Map<string, string>();
    for (const name of ["a 1", "a 2", "b/1 1", "c 1"]) {
      const Key = name.split(" ")[0]!;
      ids.set(name, (await s3.call("CreateMultipartUpload", { Bucket: "open", Key })).UploadId);
    }
    const found: string[] = [];
    let markers = {};
    for (let page = 0; page < 5; page++) {
      const output = await s3.call("ListMultipartUploads", { Bucket: "open", MaxUploads: 1, ...markers });
      found.push(...output.Uploads.map(({ UploadId }: Output) => UploadId));
      if (!output.IsTruncated) break;
      markers = { KeyMarker: output.NextKeyMarker, UploadIdMarker: output.NextUploadIdMarker };
    }
    assert.deepEqual(found, [...ids.values()]);
    const folders = await s3.call("ListMultipartUploads", { Bucket: "open", Delimiter: "/", Prefix: "b" });
    assert.deepEqual([folders.Uploads, folders.CommonPrefixes], [undefined, [{ Prefix: "b/" }]]);
    const upload = { Bucket: "open", Key: "c", UploadId: ids.get("c 1") };
    for (const PartNumber of [3, 1, 2])
      await s3.call("UploadPart", { ...upload, PartNumber, Body: "x".repeat(PartNumber) });
    const page = await s3.call("ListParts", { ...upload, MaxParts: 2 });
    assert.deepEqual(
      [page.Parts.map(({ Size }: Output) => Size), page.IsTruncated, page.NextPartNumberMarker],
      [[1, 2], true, 2],
    );
    const rest = await s3.call("ListParts", { ...upload, PartNumberMarker: "2" });
    assert.deepEqual([rest.Parts.length, rest.IsTruncated], [1, false]);
    const stranger = callerWith(s3.cloud, "lister", [allow("s3:ListBucket", "arn:aws:s3:::open")]);
    await assert.rejects(s3.call("ListMultipartUploads", { Bucket: "open" }, stranger), {
      message: /s3:ListBucketMultipartUploads/,
    });
    await assert.rejects(s3.call("ListParts", upload, stranger), { message: /s3:ListMultipartUploadParts/ });
    // They do not keep the bucket.
    await s3.call("DeleteBucket", { Bucket: "open" });
    await s3.call("CreateBucket", { Bucket: "open" });
    assert.equal((await s3.call("ListMultipartUploads", { Bucket: "open" })).Uploads, undefined);
    await assert.rejects(s3.call("ListParts", upload), { code: "NoSuchUpload" });
  });

  it("come over the port, with the port in their location", async () => {
    const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand(object));
    const part = { ...object, UploadId, PartNumber: 1, Body: "over the port" };
    const { ETag } = await s3.client.send(new UploadPartCommand(part));
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
    const done = await s3.client.send(
      new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload }),
    );
    assert.equal(done.Location, `${s3.cloud.endpoint}/films/film`);
    assert.equal(String((await s3.call("GetObject", object)).Body), "over the port");
  });
});
