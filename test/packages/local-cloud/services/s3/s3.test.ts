import assert from "node:assert/strict";
import * as http from "node:http";
import { text } from "node:stream/consumers";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutPublicAccessBlockCommand,
  paginateListObjectsV2,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { LOCAL_CREDENTIALS } from "../../../../../packages/local-cloud";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import type { Caller } from "../../../../../packages/local-cloud/aws/service";
import { LocalCloud } from "../../../../../packages/local-cloud/cloud";
import { S3Service } from "../../../../../packages/local-cloud/services/s3/s3";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/7";
const TEXT = `“grüße” \\ ' \n 😀 \${} #set`;

describe("S3", () => {
  const clock = new ManualClock(Date.now());
  let cloud: LocalCloud;
  let administrator: S3Client;
  const clients: S3Client[] = [];
  before(async () => {
    cloud = new LocalCloud({ clock, onError: (error) => assert.fail(error as Error) });
    await cloud.listen();
    cloud.register(new S3Service({ cloud, policies: cloud.iam.registry, now: () => clock.now() }));
    administrator = client(LOCAL_CREDENTIALS);
    await administrator.send(new CreateBucketCommand({ Bucket: "invoices" }));
  });
  after(async () => {
    for (const each of clients) each.destroy();
    await cloud.close();
  });

  function client(
    credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string },
    endpoint = cloud.endpoint,
  ): S3Client {
    const created = new S3Client({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
    clients.push(created);
    return created;
  }

  /** A session of a role that may do these things. */
  function as(name: string, statements: object[]): { client: S3Client; caller: Caller } {
    const trust = {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
      ],
    };
    const policy = { Version: "2012-10-17", Statement: statements };
    const { arn } = cloud.iam.registry.putRole({
      name,
      assumeRolePolicy: trust as never,
      inlinePolicies: { own: policy as never },
    });
    const session = cloud.assumeRole(arn, {
      principal: { service: "lambda.amazonaws.com" },
      sessionName: "test",
    });
    return { client: client(session.credentials), caller: session.caller };
  }
  const allow = (Action: string | string[], Resource: string | string[]) => ({
    Effect: "Allow",
    Action,
    Resource,
  });

  const put = (Key: string, Body: PutObjectCommandInput["Body"], more: Partial<PutObjectCommandInput> = {}) =>
    administrator.send(new PutObjectCommand({ Bucket: "invoices", Key, Body, ...more }));
  const get = async (Key: string) => {
    const { Body } = await administrator.send(new GetObjectCommand({ Bucket: "invoices", Key }));
    return Body?.transformToString();
  };

  describe("objects", () => {
    const bodies: [string, PutObjectCommandInput["Body"], string][] = [
      ["text", TEXT, TEXT],
      ["nothing", new Uint8Array(), ""],
      ["bytes", Uint8Array.of(65, 13, 10, 48, 13, 10), "A\r\n0\r\n"],
    ];
    for (const [title, body, expected] of bodies) {
      it(`hold ${title}`, async () => {
        await put(`body/${title}`, body);
        assert.equal(await get(`body/${title}`), expected);
      });
    }

    const keys = ["2026/11/acc-1/7.json", "a b+c&d=e?f#g%20", "ünïcode/😀", "x'()*!~", "trailing/"];
    for (const Key of keys) {
      it(`are named ${Key}`, async () => {
        await put(Key, Key);
        assert.equal(await get(Key), Key);
        const { Contents } = await administrator.send(
          new ListObjectsV2Command({ Bucket: "invoices", Prefix: Key }),
        );
        assert.equal(Contents?.[0]?.Key, Key);
        await administrator.send(new DeleteObjectCommand({ Bucket: "invoices", Key }));
      });
    }

    const types = [
      "application/json",
      "application/x-www-form-urlencoded",
      "application/x-amz-json-1.0",
      "text/plain; charset=utf-8",
    ];
    for (const ContentType of types) {
      it(`keep their content type ${ContentType}`, async () => {
        await put("typed", '{"a":"b=c&d"}', { ContentType });
        const head = await administrator.send(new HeadObjectCommand({ Bucket: "invoices", Key: "typed" }));
        assert.equal(head.ContentType, ContentType);
        assert.equal(await get("typed"), '{"a":"b=c&d"}');
      });
    }

    it("keep metadata, headers, checksum and tags", async () => {
      await put("meta", "content", {
        Metadata: { accountid: "acc-1", billingperiod: "2026-11" },
        CacheControl: "no-store",
        ContentDisposition: 'attachment; filename="a.json"',
        ChecksumAlgorithm: "SHA256",
        Tagging: "kind=invoice&a=b%20c",
      });
      const head = await administrator.send(
        new HeadObjectCommand({ Bucket: "invoices", Key: "meta", ChecksumMode: "ENABLED" }),
      );
      assert.deepEqual(head.Metadata, { accountid: "acc-1", billingperiod: "2026-11" });
      assert.equal(head.CacheControl, "no-store");
      assert.equal(head.ContentLength, 7);
      assert.equal(head.ServerSideEncryption, "AES256");
      assert.ok(head.ChecksumSHA256);
      const { TagSet } = await administrator.send(
        new GetObjectTaggingCommand({ Bucket: "invoices", Key: "meta" }),
      );
      assert.deepEqual(TagSet, [
        { Key: "kind", Value: "invoice" },
        { Key: "a", Value: "b c" },
      ]);
    });

    it("are rejected if they do not arrive as they were sent", async () => {
      await assert.rejects(put("bad", "content", { ChecksumSHA256: Buffer.alloc(32).toString("base64") }), {
        name: "BadDigest",
      });
      await assert.rejects(put("bad", "content", { ContentMD5: Buffer.alloc(16).toString("base64") }), {
        name: "BadDigest",
      });
    });

    it("are copied, deleted, and uploaded in parts", async () => {
      await put("source", "original", { Metadata: { a: "1" } });
      await administrator.send(
        new CopyObjectCommand({ Bucket: "invoices", Key: "copy", CopySource: "invoices/source" }),
      );
      assert.equal(await get("copy"), "original");
      const Objects = [{ Key: "source" }, { Key: "copy" }];
      await administrator.send(new DeleteObjectsCommand({ Bucket: "invoices", Delete: { Objects } }));
      await assert.rejects(get("copy"), { name: "NoSuchKey" });
      const upload = { Bucket: "invoices", Key: "parts" };
      const { UploadId } = await administrator.send(new CreateMultipartUploadCommand(upload));
      const part = { ...upload, UploadId, PartNumber: 1 };
      const { ETag } = await administrator.send(new UploadPartCommand({ ...part, Body: "part" }));
      const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
      await administrator.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload }));
      assert.equal(await get("parts"), "part");
    });

    it("are listed page by page, and by folders", async () => {
      for (const name of ["1", "2", "3", "sub/4"]) await put(`list/${name}`, name);
      const pages: (string | undefined)[][] = [];
      const listing = { Bucket: "invoices", Prefix: "list/" };
      for await (const { Contents } of paginateListObjectsV2(
        { client: administrator, pageSize: 3 },
        { ...listing },
      )) {
        pages.push((Contents ?? []).map(({ Key }) => Key));
      }
      assert.deepEqual(pages, [["list/1", "list/2", "list/3"], ["list/sub/4"]]);
      const { CommonPrefixes } = await administrator.send(
        new ListObjectsV2Command({ ...listing, Delimiter: "/" }),
      );
      assert.deepEqual(CommonPrefixes, [{ Prefix: "list/sub/" }]);
    });

    it("are written once by 50 competing writers", async () => {
      const results = await Promise.allSettled(
        Array.from({ length: 50 }, (_, number) => put("first", String(number), { IfNoneMatch: "*" })),
      );
      const won = results.flatMap(({ status }, index) => (status === "fulfilled" ? [index] : []));
      assert.equal(won.length, 1);
      assert.equal(await get("first"), String(won[0]));
      for (const result of results) {
        if (result.status === "fulfilled") continue;
        assert.equal(result.reason.name, "PreconditionFailed");
        assert.equal(result.reason.$metadata.httpStatusCode, 412);
      }
    });

    it("are replaced only if they have not changed since they were read", async () => {
      const { ETag } = await put("version", "1");
      await put("version", "2", { IfMatch: ETag });
      await assert.rejects(put("version", "3", { IfMatch: ETag }), { name: "PreconditionFailed" });
      await assert.rejects(put("never", "3", { IfMatch: ETag }), { name: "NoSuchKey" });
      assert.equal(await get("version"), "2");
    });
  });

  describe("buckets", () => {
    it("are created, listed, found and deleted", async () => {
      const Bucket = "short-lived";
      await administrator.send(new CreateBucketCommand({ Bucket }));
      const { Buckets } = await administrator.send(new ListBucketsCommand({}));
      assert.ok(Buckets?.some(({ Name }) => Name === Bucket));
      await administrator.send(new HeadBucketCommand({ Bucket }));
      const location = await administrator.send(new GetBucketLocationCommand({ Bucket }));
      assert.equal(location.LocationConstraint ?? "", "");
      await administrator.send(new DeleteBucketCommand({ Bucket }));
      await assert.rejects(administrator.send(new HeadBucketCommand({ Bucket })), { name: "NotFound" });
      await assert.rejects(administrator.send(new ListObjectsV2Command({ Bucket })), {
        name: "NoSuchBucket",
        message: "The specified bucket does not exist",
      });
    });

    it("keep their settings", async () => {
      const Bucket = "settings";
      await administrator.send(new CreateBucketCommand({ Bucket }));
      assert.equal((await administrator.send(new GetBucketVersioningCommand({ Bucket }))).Status, undefined);
      await administrator.send(
        new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
      );
      assert.equal((await administrator.send(new GetBucketVersioningCommand({ Bucket }))).Status, "Enabled");
      const lifecycle = { Bucket, LifecycleConfiguration: { Rules: [rule] } };
      await administrator.send(new PutBucketLifecycleConfigurationCommand(lifecycle));
      const { Rules } = await administrator.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
      assert.deepEqual(Rules, [rule]);
      await assert.rejects(administrator.send(new GetPublicAccessBlockCommand({ Bucket })), {
        name: "NoSuchPublicAccessBlockConfiguration",
      });
      const encryption = await administrator.send(new GetBucketEncryptionCommand({ Bucket }));
      const [first] = encryption.ServerSideEncryptionConfiguration?.Rules ?? [];
      assert.equal(first?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm, "AES256");
    });
    const rule = {
      ID: "expire",
      Status: "Enabled" as const,
      Filter: { Prefix: "" },
      Expiration: { Days: 365 },
      NoncurrentVersionExpiration: { NoncurrentDays: 30 },
    };

    it("reject public policies if they block them", async () => {
      const Bucket = "guarded";
      await administrator.send(new CreateBucketCommand({ Bucket }));
      await administrator.send(
        new PutPublicAccessBlockCommand({
          Bucket,
          PublicAccessBlockConfiguration: { BlockPublicPolicy: true },
        }),
      );
      const policy = (Effect: string) =>
        JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect,
              Principal: "*",
              Action: "s3:*",
              Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
              ...(Effect === "Deny" && { Condition: { Bool: { "aws:SecureTransport": "false" } } }),
            },
          ],
        });
      await assert.rejects(
        administrator.send(new PutBucketPolicyCommand({ Bucket, Policy: policy("Allow") })),
        { name: "AccessDenied" },
      );
      await administrator.send(new PutBucketPolicyCommand({ Bucket, Policy: policy("Deny") }));
      const { Policy } = await administrator.send(new GetBucketPolicyCommand({ Bucket }));
      assert.deepEqual(JSON.parse(Policy ?? ""), JSON.parse(policy("Deny")));
      const reader = as("guarded-writer", [allow("s3:PutObject", `arn:aws:s3:::${Bucket}/*`)]);
      // Requests count as sent over TLS.
      await reader.client.send(new PutObjectCommand({ Bucket, Key: "a", Body: "b" }));
    });
  });

  describe("permissions", () => {
    it("are needed for each object", async () => {
      await put("own/a", "mine");
      await put("other/a", "not mine");
      const { client: reader } = as("reader", [allow("s3:GetObject", "arn:aws:s3:::invoices/own/*")]);
      const read = (Key: string) => reader.send(new GetObjectCommand({ Bucket: "invoices", Key }));
      assert.equal(await (await read("own/a")).Body?.transformToString(), "mine");
      await assert.rejects(read("other/a"), (error) => {
        const { name, message } = error as Error;
        assert.equal(name, "AccessDenied");
        assert.match(message, /s3:GetObject on resource: "?arn:aws:s3:::invoices\/other\/a/);
        return true;
      });
      await assert.rejects(
        reader.send(new PutObjectCommand({ Bucket: "invoices", Key: "own/b", Body: "x" })),
        { name: "AccessDenied" },
      );
    });

    it("to list decide whether a missing object is reported as missing", async () => {
      const getOnly = as("get-only", [allow("s3:GetObject", "arn:aws:s3:::invoices/*")]);
      const both = as("get-and-list", [
        allow("s3:GetObject", "arn:aws:s3:::invoices/*"),
        allow("s3:ListBucket", "arn:aws:s3:::invoices"),
      ]);
      const missing = { Bucket: "invoices", Key: "missing" };
      await assert.rejects(getOnly.client.send(new GetObjectCommand(missing)), { name: "AccessDenied" });
      await assert.rejects(both.client.send(new GetObjectCommand(missing)), { name: "NoSuchKey" });
      const status = (expected: number) => (error: unknown) =>
        (error as { $metadata: { httpStatusCode: number } }).$metadata.httpStatusCode === expected;
      await assert.rejects(getOnly.client.send(new HeadObjectCommand(missing)), status(403));
      await assert.rejects(both.client.send(new HeadObjectCommand(missing)), status(404));
    });

    it("include the key of an encrypted bucket", async () => {
      const Bucket = "encrypted";
      await administrator.send(new CreateBucketCommand({ Bucket }));
      const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID: KEY };
      await administrator.send(
        new PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault }] },
        }),
      );
      const objects = allow(["s3:GetObject", "s3:PutObject"], `arn:aws:s3:::${Bucket}/*`);
      const without = as("without-key", [objects]);
      const writer = as("key-writer", [objects, allow("kms:GenerateDataKey", KEY)]);
      const object = { Bucket, Key: "a" };
      await assert.rejects(without.client.send(new PutObjectCommand({ ...object, Body: "b" })), {
        name: "AccessDenied",
        message: /kms:GenerateDataKey/,
      });
      const written = await writer.client.send(new PutObjectCommand({ ...object, Body: "b" }));
      assert.equal(written.SSEKMSKeyId, KEY);
      await assert.rejects(writer.client.send(new GetObjectCommand(object)), { message: /kms:Decrypt/ });
      const { ServerSideEncryption } = await administrator.send(new GetObjectCommand(object));
      assert.equal(ServerSideEncryption, "aws:kms");
    });
  });

  describe("presigned URLs", () => {
    const fetchText = async (url: string, init?: RequestInit) => {
      const response = await fetch(url, init);
      return {
        status: response.status,
        type: response.headers.get("content-type"),
        text: await response.text(),
      };
    };

    it("are used by any HTTP client", async () => {
      await put("presigned", '{"total":900}', { ContentType: "application/json" });
      const url = await getSignedUrl(
        administrator,
        new GetObjectCommand({ Bucket: "invoices", Key: "presigned" }),
        { expiresIn: 3600 },
      );
      const response = await fetch(url);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get("content-type"), "application/json");
      assert.equal(await response.text(), '{"total":900}');
    });

    it("work for uploads", async () => {
      const url = await getSignedUrl(
        administrator,
        new PutObjectCommand({ Bucket: "invoices", Key: "uploaded" }),
      );
      assert.equal((await fetch(url, { method: "PUT", body: "by hand" })).status, 200);
      assert.equal(await get("uploaded"), "by hand");
    });

    it("are rejected in S3's XML when they were changed or have expired", async () => {
      const url = await getSignedUrl(
        administrator,
        new GetObjectCommand({ Bucket: "invoices", Key: "presigned" }),
        { expiresIn: 60, signingDate: new Date(Date.now() - 3_600_000) },
      );
      const expired = await fetchText(url);
      assert.equal(expired.status, 403);
      assert.equal(expired.type, "application/xml");
      assert.match(expired.text, /<Error><Code>AccessDenied<\/Code><Message>Request has expired<\/Message>/);
      const changed = await fetchText(url.replace("presigned", "other"));
      assert.match(changed.text, /<Code>SignatureDoesNotMatch<\/Code>/);
    });

    it("have no more permissions than their signer", async () => {
      const stranger = as("stranger", [allow("s3:ListAllMyBuckets", "*")]);
      const url = await getSignedUrl(
        stranger.client,
        new GetObjectCommand({ Bucket: "invoices", Key: "presigned" }),
      );
      assert.match((await fetchText(url)).text, /<Code>AccessDenied<\/Code>/);
    });
  });

  it("accepts virtual-hosted requests", async () => {
    await put("hosted", "by name");
    const { port } = new URL(cloud.endpoint);
    const url = await getSignedUrl(
      client(LOCAL_CREDENTIALS, `http://localhost:${port}`),
      new GetObjectCommand({ Bucket: "invoices", Key: "hosted" }),
    );
    assert.equal(new URL(url).hostname, "invoices.localhost");
    const { pathname, search, host } = new URL(url);
    const response = await new Promise<http.IncomingMessage>((resolve) =>
      http.get({ host: "127.0.0.1", port, path: pathname + search, headers: { host } }, resolve),
    );
    assert.equal(await text(response), "by name");
  });

  it("is called in this process", async () => {
    const { caller } = as("in-process", [allow("s3:*", "*")]);
    const call = (operation: string, input: object) => cloud.call(caller, "s3", operation, input);
    const object = { Bucket: "invoices", Key: "in-process/a&b.json" };
    await call("PutObject", { ...object, Body: { total: 900 }, ContentType: "application/json" });
    const { Body, ContentType, ContentLength } = await call("GetObject", object);
    assert.deepEqual([String(Body), ContentType, ContentLength], ['{"total":900}', "application/json", 13]);
    const { Contents, IsTruncated } = await call("ListObjectsV2", {
      Bucket: "invoices",
      Prefix: "in-process/",
    });
    assert.deepEqual([(Contents as { Key: string }[])[0]?.Key, IsTruncated], [object.Key, false]);
    await call("DeleteObject", object);
    await assert.rejects(call("HeadObject", object), { code: "NoSuchKey", status: 404 });
    await assert.rejects(call("GetObject", object), {
      code: "NoSuchKey",
      message: "The specified key does not exist.",
    });
    await assert.rejects(call("RestoreObject", object), { code: "NotImplemented" });
  });
});
