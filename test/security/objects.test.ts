import assert from "node:assert/strict";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { CloudClock, type LocalServices, startLocalServices } from "../../packages/local-cloud";
import { type Keys, sign } from "../packages/local-cloud/gateway/signer";
import { ADMINISTRATOR, allowing, sessionWith } from "../packages/local-cloud/gateway/support";
import { sendAsIs } from "./program";

/** The caller may do everything with `mine` and nothing with `theirs`, which has one object. */
describe("attack: objects of another bucket", function () {
  this.timeout(20_000);
  let services: LocalServices;
  let mine: S3Client;
  let administrator: S3Client;
  let keys: Keys;
  before(async () => {
    services = await startLocalServices({
      clock: new CloudClock(),
      onError: (error) => assert.fail(error as Error),
    });
    const { cloud } = services;
    const client = (credentials: Keys) =>
      new S3Client({ endpoint: cloud.endpoint, region: cloud.region, credentials, forcePathStyle: true });
    const ofMine = ["arn:aws:s3:::mine", "arn:aws:s3:::mine/*"];
    keys = sessionWith(cloud, "owner", allowing("s3:*", ofMine)).credentials;
    mine = client(keys);
    administrator = client(ADMINISTRATOR);
    for (const Bucket of ["mine", "theirs"]) await administrator.send(new CreateBucketCommand({ Bucket }));
    for (const Bucket of ["mine", "theirs"]) {
      await administrator.send(new PutObjectCommand({ Bucket, Key: "invoice", Body: `of ${Bucket}` }));
    }
  });
  after(async () => {
    mine.destroy();
    administrator.destroy();
    await services.close();
  });

  const read = async (Key: string, Bucket = "mine") => {
    const { Body } = await mine.send(new GetObjectCommand({ Bucket, Key }));
    return Body!.transformToString();
  };
  /** The contents of `theirs`, to check that nothing was changed there. */
  const theirs = async () => {
    const { cloud } = services;
    const { Contents = [] } = await cloud.call(cloud.administrator, "s3", "ListObjectsV2", {
      Bucket: "theirs",
    });
    const { Body } = await cloud.call(cloud.administrator, "s3", "GetObject", {
      Bucket: "theirs",
      Key: "invoice",
    });
    return [(Contents as { Key: string }[]).map(({ Key }) => Key), String(Body)];
  };
  afterEach(async () => assert.deepEqual(await theirs(), [["invoice"], "of theirs"]));

  const CLIMBING = [
    "../theirs/invoice",
    "a/../../theirs/invoice",
    "./../theirs/invoice",
    "..",
    ".",
    "a/..",
    "a/.",
  ];

  it("cannot be reached by a key that climbs out of the bucket", async () => {
    const { cloud } = services;
    const { caller } = sessionWith(cloud, "in-process", allowing("s3:*", "arn:aws:s3:::mine/*"));
    for (const Key of CLIMBING) {
      await assert.rejects(read(Key), { name: "InvalidURI" }, Key);
      await assert.rejects(mine.send(new PutObjectCommand({ Bucket: "mine", Key, Body: "x" })), {
        name: "InvalidURI",
      });
      for (const operation of ["GetObject", "PutObject", "DeleteObject", "HeadObject"]) {
        await assert.rejects(cloud.call(caller, "s3", operation, { Bucket: "mine", Key }), {
          code: "InvalidURI",
        });
      }
    }
  });

  it("cannot be reached by an encoded path", async () => {
    const { endpoint } = services.cloud;
    for (const path of [
      "/mine/%2e%2e/theirs/invoice",
      "/mine/%2E%2E%2Ftheirs%2Finvoice",
      "/mine/..%2Ftheirs/invoice",
    ]) {
      // S3 signs the path as it is encoded once.
      const signedPath = path
        .split("/")
        .map((part) => encodeURIComponent(decodeURIComponent(part)))
        .join("/");
      const headers = sign({ endpoint, service: "s3", keys, method: "GET", path: signedPath });
      const { status, body } = await sendAsIs(endpoint, { method: "GET", path, headers });
      assert.deepEqual([status, /<Code>(\w+)/.exec(body)?.[1]], [400, "InvalidURI"], path);
    }
    for (const path of ["//x/theirs", "//x/theirs/invoice"]) {
      const { credentials } = sessionWith(services.cloud, "lister", allowing("s3:ListAllMyBuckets"));
      const headers = sign({ endpoint, service: "s3", keys: credentials, method: "GET", path });
      const { status, body } = await sendAsIs(endpoint, { method: "GET", path, headers });
      assert.deepEqual([status, /<Code>(\w+)/.exec(body)?.[1]], [400, "InvalidBucketName"], path);
    }
    assert.equal(await read("invoice"), "of mine");
  });

  it("have names with dots in them, which lead nowhere", async () => {
    for (const Key of ["..a", "a..", "a/...", "%2e%2e/theirs/invoice", "..\\theirs\\invoice"]) {
      await mine.send(new PutObjectCommand({ Bucket: "mine", Key, Body: Key }));
      assert.equal(await read(Key), Key);
    }
  });

  it("cannot be copied, however their names are written", async () => {
    const sources = [
      "theirs/invoice",
      "/theirs/invoice",
      "theirs%2Finvoice",
      "%2Ftheirs%2finvoice",
      "t%68eirs/invoice",
      "mine/../theirs/invoice",
      "mine%2F..%2F..%2Ftheirs%2Finvoice",
      "//theirs/invoice",
      "theirs/invoice?versionId=null",
      "theirs",
      "%zz",
    ];
    for (const CopySource of sources) {
      const copy = mine.send(new CopyObjectCommand({ Bucket: "mine", Key: "copy", CopySource }));
      await assert.rejects(copy, (error: { $metadata: { httpStatusCode: number } }) => {
        assert.ok([400, 403, 404, 501].includes(error.$metadata.httpStatusCode), `${CopySource}: ${error}`);
        return true;
      });
      await assert.rejects(read("copy"), { name: "NoSuchKey" });
    }
    await mine.send(new CopyObjectCommand({ Bucket: "mine", Key: "copy", CopySource: "mine%2Finvoice" }));
    assert.equal(await read("copy"), "of mine");
  });

  it("cannot be copied by a presigned upload URL, even if its signer may read them", async () => {
    const upload = await getSignedUrl(administrator, new PutObjectCommand({ Bucket: "mine", Key: "upload" }));
    const answer = await fetch(upload, {
      method: "PUT",
      headers: { "x-amz-copy-source": "/theirs/invoice" },
    });
    const body = await answer.text();
    assert.deepEqual(
      [answer.status, /<HeadersNotSigned>(.*)<\/HeadersNotSigned>/.exec(body)?.[1]],
      [403, "x-amz-copy-source"],
    );
    await assert.rejects(read("upload"), { name: "NoSuchKey" });
    assert.equal((await fetch(upload, { method: "PUT", body: "uploaded" })).status, 200);
    assert.equal(await read("upload"), "uploaded");
  });

  it("cannot be read by the URL of another object", async () => {
    const url = new URL(await getSignedUrl(mine, new GetObjectCommand({ Bucket: "mine", Key: "invoice" })));
    assert.equal(await (await fetch(url)).text(), "of mine");
    url.pathname = "/theirs/invoice";
    assert.equal((await fetch(url)).status, 403);
    const stronger = await getSignedUrl(mine, new GetObjectCommand({ Bucket: "theirs", Key: "invoice" }));
    assert.equal((await fetch(stronger)).status, 403);
  });
});
