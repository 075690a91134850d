import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { Readable } from "node:stream";
import { GetObjectCommand, PutObjectCommand, S3Client, UploadPartCommand } from "@aws-sdk/client-s3";
import type { CallEvent } from "../../../../../packages/local-cloud/gateway/dispatcher";
import { sign } from "../../gateway/signer";
import { ADMINISTRATOR, send } from "../../gateway/support";
import { allow, callerWith, startS3, type TestS3 } from "./support";

const MIB = 1024 ** 2;
/** More than S3 took before, and than any buffer on the way. */
const SIZE = 24 * MIB;

for (const where of ["memory", "files"]) {
  describe(`large objects in S3: ${where}`, () => {
    let s3: TestS3;
    let directory: string | undefined;
    const object = { Bucket: "large", Key: "object" };
    before(async () => {
      directory = where === "files" ? mkdtempSync(path.join(tmpdir(), "s3-")) : undefined;
      s3 = await startS3(directory === undefined ? {} : { data: path.join(directory, "data") });
      await s3.call("CreateBucket", { Bucket: "large" });
    });
    after(async () => {
      await s3.close();
      if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
    });

    const chunk = Buffer.alloc(MIB, "0123456789");
    const content = () => Readable.from(Array.from({ length: SIZE / MIB }, () => chunk));
    const expected = createHash("sha256");
    for (let size = 0; size < SIZE; size += MIB) expected.update(chunk);
    const digest = expected.digest("hex");

    it("go up and down byte for byte, and in ranges", async () => {
      await s3.client.send(new PutObjectCommand({ ...object, Body: content(), ContentLength: SIZE }));
      const { Body, ContentLength } = await s3.client.send(new GetObjectCommand(object));
      const hash = createHash("sha256");
      for await (const bytes of Body as Readable) hash.update(bytes as Buffer);
      assert.deepEqual([hash.digest("hex"), ContentLength], [digest, SIZE]);
      const range = { ...object, Range: `bytes=${SIZE - 5}-` };
      const part = await s3.client.send(new GetObjectCommand(range));
      assert.equal(await part.Body!.transformToString(), chunk.toString("latin1", MIB - 5));
    });

    it("are finished by a reader although they are replaced meanwhile", async () => {
      const { Body } = await s3.client.send(new GetObjectCommand(object));
      await s3.call("PutObject", { ...object, Body: "other" });
      const hash = createHash("sha256");
      for await (const bytes of Body as Readable) hash.update(bytes as Buffer);
      assert.equal(hash.digest("hex"), digest);
      assert.equal(String((await s3.call("GetObject", object)).Body), "other");
    });

    it("leave nothing if the client goes away, or nothing was allowed", async () => {
      const files = () => (directory === undefined ? [] : readdirSync(path.join(directory, "data/objects")));
      const before = files();
      const { endpoint } = s3.cloud;
      const failed = new Promise<CallEvent>((resolve) => {
        const stop = s3.cloud.onCall((event) => {
          stop();
          resolve(event);
        });
      });
      const headers = sign({
        endpoint,
        service: "s3",
        keys: ADMINISTRATOR,
        method: "PUT",
        path: "/large/gone",
        headers: { "x-amz-content-sha256": createHash("sha256").update("").digest("hex") },
      });
      const request = httpRequest(`${endpoint}/large/gone`, {
        method: "PUT",
        headers: { ...headers, "content-length": SIZE },
      });
      request.on("error", () => undefined);
      request.write(chunk, () => request.destroy());
      assert.equal((await failed).error?.code, "IncompleteBody");
      await assert.rejects(s3.call("HeadObject", { Bucket: "large", Key: "gone" }), { code: "NoSuchKey" });
      const caller = callerWith(s3.cloud, `lister-${where}`, [allow("s3:ListAllMyBuckets", "*")]);
      const principal = { service: "lambda.amazonaws.com" };
      const { credentials } = s3.cloud.assumeRole(caller.roleArn!, { principal, sessionName: "test" });
      const client = new S3Client({
        endpoint,
        region: "us-east-1",
        credentials,
        forcePathStyle: true,
        maxAttempts: 1,
      });
      const put = { ...object, Body: content(), ContentLength: SIZE };
      await assert.rejects(client.send(new PutObjectCommand(put)), { name: "AccessDenied" });
      client.destroy();
      const part = { ...object, UploadId: "none", PartNumber: 1, Body: content(), ContentLength: SIZE };
      await assert.rejects(s3.client.send(new UploadPartCommand(part)), { name: "NoSuchUpload" });
      assert.deepEqual(files(), before);
    });

    it("are refused if they are announced as larger than S3's", async () => {
      const { endpoint } = s3.cloud;
      const declared = { "x-amz-content-sha256": createHash("sha256").update("").digest("hex") };
      const chunked = {
        "content-encoding": "aws-chunked",
        "x-amz-decoded-content-length": String(6 * 1024 ** 3),
      };
      const all = { ...declared, ...chunked };
      const headers = sign({
        endpoint,
        service: "s3",
        keys: ADMINISTRATOR,
        method: "PUT",
        path: "/large/huge",
        headers: all,
      });
      const answer = await send(endpoint, { method: "PUT", path: "/large/huge", headers, body: "" });
      assert.deepEqual([answer.status, /<Code>(\w+)/.exec(answer.body)?.[1]], [400, "EntityTooLarge"]);
    });

    it("are not kept by those who record calls", async () => {
      const events: CallEvent[] = [];
      const stop = s3.cloud.onCall((event) => events.push(event));
      await s3.client.send(new PutObjectCommand({ ...object, Body: "recorded" }));
      const { Body } = await s3.client.send(new GetObjectCommand(object));
      assert.equal(await Body!.transformToString(), "recorded");
      stop();
      const hidden = events.flatMap(({ input, output = {} }) =>
        [input, output].flatMap((each) =>
          Object.getOwnPropertySymbols(each).map((name) => each[name as never]),
        ),
      );
      assert.equal(events.length, 2);
      for (const each of hidden) {
        assert.ok(!((each as unknown) instanceof Readable));
        assert.equal((each as { stream?: unknown } | undefined)?.stream, undefined);
      }
    });
  });
}
