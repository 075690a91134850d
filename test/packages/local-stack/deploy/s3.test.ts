import assert from "node:assert/strict";
import {
  GetBucketLifecycleConfigurationCommand,
  GetPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { asset } from "@pulumi/pulumi";
import { LOCAL_CREDENTIALS } from "../../../../packages/local-stack";
import { resource, TestDeployment } from "./deploymentSupport";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/7";
const BUCKET = "invoices";
const bucket = (inputs: object = {}) =>
  resource("aws:s3/bucket:Bucket", BUCKET, { bucket: BUCKET, ...inputs });
const setting = (type: string, inputs: object) => {
  const token = `aws:s3/${type}:${type.charAt(0).toUpperCase()}${type.slice(1)}`;
  return { ...resource(token, type, { bucket: BUCKET, ...inputs }), dependencies: [bucket().urn] };
};

describe("a deployed S3 bucket", () => {
  let running: TestDeployment;
  let client: S3Client;
  before(async () => {
    running = await TestDeployment.start();
    client = new S3Client({
      endpoint: running.services.cloud.endpoint,
      region: "us-east-1",
      credentials: LOCAL_CREDENTIALS,
      maxAttempts: 1,
    });
  });
  after(async () => {
    client.destroy();
    await running.close();
  });
  afterEach(() => running.apply());

  const call = (operation: string, input: object) =>
    running.call("s3", operation, { Bucket: BUCKET, ...input });

  it("has the settings that are separate resources", async () => {
    const tlsOnly = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    };
    await running.apply(
      bucket(),
      setting("bucketVersioning", { versioningConfiguration: { status: "Enabled" } }),
      setting("bucketServerSideEncryptionConfiguration", {
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY },
            bucketKeyEnabled: true,
          },
        ],
      }),
      setting("bucketLifecycleConfiguration", {
        rules: [
          {
            id: "old",
            status: "Enabled",
            filter: {},
            transitions: [{ days: 30, storageClass: "STANDARD_IA" }],
            noncurrentVersionExpiration: { noncurrentDays: 30 },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
        ],
      }),
      setting("bucketPublicAccessBlock", {
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      }),
      setting("bucketOwnershipControls", { rule: { objectOwnership: "BucketOwnerEnforced" } }),
      setting("bucketPolicy", { policy: JSON.stringify(tlsOnly) }),
    );
    const { PublicAccessBlockConfiguration } = await client.send(
      new GetPublicAccessBlockCommand({ Bucket: BUCKET }),
    );
    assert.deepEqual(Object.values(PublicAccessBlockConfiguration ?? {}), [true, true, true, true]);
    const { Rules } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket: BUCKET }));
    assert.deepEqual(Rules, [
      {
        ID: "old",
        Filter: { Prefix: "" },
        Status: "Enabled",
        Transitions: [{ Days: 30, StorageClass: "STANDARD_IA" }],
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      },
    ]);
    assert.deepEqual(JSON.parse(String((await call("GetBucketPolicy", {})).Policy)), tlsOnly);
    const policies = running.services.cloud.iam.registry.resourcePolicies(`arn:aws:s3:::${BUCKET}/a`);
    assert.equal(policies.length, 1);
    const { ServerSideEncryption, SSEKMSKeyId, BucketKeyEnabled, VersionId } = await call("PutObject", {
      Key: "a",
      Body: "b",
    });
    assert.deepEqual([ServerSideEncryption, SSEKMSKeyId, BucketKeyEnabled], ["aws:kms", KEY, true]);
    await call("DeleteObject", { Key: "a", VersionId });
  });

  it("contains the objects that the program declares", async () => {
    const object = resource("aws:s3/bucketObjectv2:BucketObjectv2", "object", {
      bucket: BUCKET,
      key: "a.json",
      source: new asset.StringAsset("{}"),
      contentType: "application/json",
    });
    await running.apply(bucket(), { ...object, dependencies: [bucket().urn] });
    const { Body, ContentType } = await call("GetObject", { Key: "a.json" });
    assert.deepEqual([String(Body), ContentType], ["{}", "application/json"]);
  });

  it("lacks an object that is an archive or on another machine, which is named", async () => {
    const object = (name: string, source: asset.Asset | asset.Archive) => ({
      ...resource("aws:s3/bucketObject:BucketObject", name, { bucket: BUCKET, key: name, source }),
      dependencies: [bucket().urn],
    });
    const { unsupported } = await running.apply(
      bucket(),
      object("code.zip", new asset.FileArchive(__dirname)),
      object("remote", new asset.RemoteAsset("https://example.com/a.txt")),
      object("text", new asset.StringAsset("t")),
    );
    assert.deepEqual(unsupported, [
      "aws:s3/bucketObject:BucketObject (a RemoteAsset)",
      "aws:s3/bucketObject:BucketObject (an archive)",
    ]);
    const { Contents } = await call("ListObjectsV2", {});
    assert.deepEqual(
      (Contents as { Key: string }[]).map(({ Key }) => Key),
      ["text"],
    );
  });

  it("with versions loses all of them with an object that it declares, and with forceDestroy", async () => {
    const versioned = { versioning: { enabled: true } };
    const object = (content: string) => ({
      ...resource("aws:s3/bucketObject:BucketObject", "object", { bucket: BUCKET, key: "a", content }),
      dependencies: [bucket().urn],
    });
    await running.apply(bucket(versioned), object("1"));
    await running.apply(bucket(versioned), object("2"));
    await call("PutObject", { Key: "ab", Body: "of another name" });
    await running.apply(bucket({ ...versioned, forceDestroy: true }));
    const { Versions, DeleteMarkers } = await call("ListObjectVersions", {});
    assert.deepEqual(
      [(Versions as { Key: string }[]).map(({ Key }) => Key), DeleteMarkers],
      [["ab"], undefined],
    );
    await call("DeleteObject", { Key: "ab" });
  });

  it("is deleted only if it is empty, or with forceDestroy", async () => {
    await running.apply(bucket());
    await call("PutObject", { Key: "left", Body: "behind" });
    await assert.rejects(running.apply(), /'invoices' could not be deleted: BucketNotEmpty/);
    await running.apply(bucket({ forceDestroy: true }));
    await running.apply();
    await assert.rejects(call("HeadBucket", {}), { code: "NoSuchBucket" });
  });
});
