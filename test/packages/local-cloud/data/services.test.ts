import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetBucketTaggingCommand,
  GetObjectTaggingCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { LOCAL_CREDENTIALS } from "../../../../packages/local-cloud";
import { CloudClock } from "../../../../packages/local-cloud/aws/clock";
import { type LocalServices, startLocalServices } from "../../../../packages/local-cloud/localCloud";

const TABLE = {
  TableName: "notes",
  AttributeDefinitions: [
    { AttributeName: "id", AttributeType: "N" },
    { AttributeName: "kind", AttributeType: "S" },
  ],
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  BillingMode: "PAY_PER_REQUEST",
};
const receiveCount = ({ Attributes }: { Attributes: Record<string, string> }) =>
  Attributes.ApproximateReceiveCount;
const item = (id: string, text: string) => ({ id: { N: id }, text: { S: text } });

describe("a local cloud with a data directory", () => {
  let root: string;
  let directory: string;
  let services: LocalServices | undefined;
  let unexpected: unknown[] = [];

  const start = async () => {
    services = await startLocalServices({
      clock: new CloudClock(),
      data: directory,
      onError: (error) => unexpected.push(error),
    });
  };
  /** Restarts from what a process that is killed now would leave behind. */
  const restart = async () => {
    const left = `${directory}+`;
    cpSync(directory, left, { recursive: true });
    await services?.close();
    directory = left;
    await start();
  };
  const call = (service: string, operation: string, input: object) => {
    const { cloud } = services!;
    return cloud.call(cloud.administrator, service, operation, input);
  };

  beforeEach(async () => {
    unexpected = [];
    root = mkdtempSync(path.join(tmpdir(), "data-"));
    directory = path.join(root, "data");
    await start();
  });
  afterEach(async () => {
    await services?.close();
    rmSync(root, { recursive: true, force: true });
    assert.deepEqual(unexpected, []);
  });

  const items = async () => {
    const { Items } = await call("dynamodb", "Scan", { TableName: "notes" });
    return Object.fromEntries(
      (Items as ReturnType<typeof item>[]).map(({ id, text }) => [id.N, text?.S]).sort(),
    );
  };

  it("restores every write to a table", async () => {
    await call("dynamodb", "CreateTable", {
      ...TABLE,
      AttributeDefinitions: [TABLE.AttributeDefinitions[0]],
    });
    const put = (Item: object, more = {}) =>
      call("dynamodb", "PutItem", { TableName: "notes", Item, ...more });
    await put(item("1", "one"));
    await put(item("2", "two"));
    await put(item("3", "three"));
    await put(item("2.0", "two again"));
    await put(item("12345678901234567890123456789012345677", "large"));
    await put(item("12345678901234567890123456789012345678", "larger"));
    await assert.rejects(put(item("1", "no"), { ConditionExpression: "attribute_not_exists(id)" }));
    await call("dynamodb", "UpdateItem", {
      TableName: "notes",
      Key: { id: { N: "4" } },
      UpdateExpression: "SET #t = :t",
      ExpressionAttributeNames: { "#t": "text" },
      ExpressionAttributeValues: { ":t": { S: "four" } },
    });
    await call("dynamodb", "DeleteItem", { TableName: "notes", Key: { id: { N: "3" } } });
    await call("dynamodb", "BatchWriteItem", {
      RequestItems: {
        notes: [
          { PutRequest: { Item: item("5", "five") } },
          { PutRequest: { Item: item("6", "six") } },
          { DeleteRequest: { Key: { id: { N: "1" } } } },
        ],
      },
    });
    await call("dynamodb", "TransactWriteItems", {
      TransactItems: [
        { Put: { TableName: "notes", Item: item("7", "seven") } },
        { Delete: { TableName: "notes", Key: { id: { N: "6" } } } },
        {
          Update: {
            TableName: "notes",
            Key: { id: { N: "5" } },
            UpdateExpression: "SET #t = :t",
            ExpressionAttributeNames: { "#t": "text" },
            ExpressionAttributeValues: { ":t": { S: "5!" } },
          },
        },
      ],
    });
    const before = await items();
    assert.deepEqual(before, {
      "12345678901234567890123456789012345677": "large",
      "12345678901234567890123456789012345678": "larger",
      "2": "two again",
      "4": "four",
      "5": "5!",
      "7": "seven",
    });
    await restart();
    assert.deepEqual(await items(), before);
  });

  it("restores a table's indexes, settings and tags, and nothing of a deleted table", async () => {
    const index = (IndexName: string) => ({
      IndexName,
      KeySchema: [{ AttributeName: "kind", KeyType: "HASH" }],
      Projection: { ProjectionType: "ALL" },
    });
    await call("dynamodb", "CreateTable", {
      ...TABLE,
      DeletionProtectionEnabled: true,
      Tags: [{ Key: "team", Value: "a" }],
      GlobalSecondaryIndexes: [index("deleted")],
    });
    const { AttributeDefinitions } = TABLE;
    for (const change of [{ Create: index("kinds") }, { Delete: { IndexName: "deleted" } }])
      await call("dynamodb", "UpdateTable", {
        TableName: "notes",
        AttributeDefinitions,
        GlobalSecondaryIndexUpdates: [change],
      });
    await call("dynamodb", "UpdateTimeToLive", {
      TableName: "notes",
      TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
    });
    await call("dynamodb", "PutItem", {
      TableName: "notes",
      Item: { ...item("1", "one"), kind: { S: "number" } },
    });
    await call("dynamodb", "CreateTable", {
      ...TABLE,
      TableName: "gone",
      AttributeDefinitions: [TABLE.AttributeDefinitions[0]],
    });
    await call("dynamodb", "PutItem", { TableName: "gone", Item: item("1", "one") });
    await call("dynamodb", "DeleteTable", { TableName: "gone" });
    await restart();
    assert.deepEqual((await call("dynamodb", "ListTables", {})).TableNames, ["notes"]);
    const { Items } = await call("dynamodb", "Query", {
      TableName: "notes",
      IndexName: "kinds",
      KeyConditionExpression: "kind = :k",
      ExpressionAttributeValues: { ":k": { S: "number" } },
    });
    assert.equal((Items as unknown[]).length, 1);
    const { Table } = await call("dynamodb", "DescribeTable", { TableName: "notes" });
    const indexes = (Table as { GlobalSecondaryIndexes: { IndexName: string }[] }).GlobalSecondaryIndexes;
    assert.deepEqual(
      indexes.map(({ IndexName }) => IndexName),
      ["kinds"],
    );
    await assert.rejects(
      call("dynamodb", "DeleteTable", { TableName: "notes" }),
      /protected against deletion/,
    );
    const { TimeToLiveDescription } = await call("dynamodb", "DescribeTimeToLive", { TableName: "notes" });
    assert.deepEqual(TimeToLiveDescription, { TimeToLiveStatus: "ENABLED", AttributeName: "expires" });
    const ResourceArn = "arn:aws:dynamodb:us-east-1:123456789012:table/notes";
    const { Tags } = await call("dynamodb", "ListTagsOfResource", { ResourceArn });
    assert.deepEqual(Tags, [{ Key: "team", Value: "a" }]);
  });

  it("deletes restored items when their time to live has passed, for good", async () => {
    await call("dynamodb", "CreateTable", {
      ...TABLE,
      AttributeDefinitions: [TABLE.AttributeDefinitions[0]],
    });
    const TimeToLiveSpecification = { AttributeName: "expires", Enabled: true };
    await call("dynamodb", "UpdateTimeToLive", { TableName: "notes", TimeToLiveSpecification });
    for (const [id, seconds] of Object.entries({ "1": 60, "2": 3600 })) {
      const expires = { N: String(Math.floor(Date.now() / 1000) + seconds) };
      await call("dynamodb", "PutItem", { TableName: "notes", Item: { ...item(id, "a"), expires } });
    }
    await restart();
    assert.deepEqual(await items(), { "1": "a", "2": "a" });
    await services?.clock.advance({ seconds: 61 });
    assert.deepEqual(await items(), { "2": "a" });
    await restart();
    assert.deepEqual(await items(), { "2": "a" });
  });

  it("restores every message that was not deleted, with its id and receive count", async () => {
    const { QueueUrl } = await call("sqs", "CreateQueue", {
      QueueName: "work",
      Attributes: { VisibilityTimeout: "43200", ReceiveMessageWaitTimeSeconds: "0" },
    });
    const sent = [];
    for (const MessageBody of ["a", "b", "c"]) {
      sent.push(await call("sqs", "SendMessage", { QueueUrl, MessageBody }));
    }
    const receive = async () => {
      const { QueueUrl: url } = await call("sqs", "GetQueueUrl", { QueueName: "work" });
      const request = { QueueUrl: url, MaxNumberOfMessages: 10, AttributeNames: ["All"] };
      const { Messages = [] } = await call("sqs", "ReceiveMessage", request);
      return Messages as {
        MessageId: string;
        Body: string;
        ReceiptHandle: string;
        Attributes: Record<string, string>;
      }[];
    };
    const [first] = await receive();
    await call("sqs", "DeleteMessage", { QueueUrl, ReceiptHandle: first?.ReceiptHandle });
    await restart();
    const again = await receive();
    assert.deepEqual(
      again.map(({ MessageId, Body }) => [MessageId, Body]),
      [
        [sent[1]?.MessageId, "b"],
        [sent[2]?.MessageId, "c"],
      ],
    );
    assert.deepEqual(again.map(receiveCount), ["2", "2"]);
    const { QueueUrl: now } = await call("sqs", "GetQueueUrl", { QueueName: "work" });
    const { Attributes } = await call("sqs", "GetQueueAttributes", {
      QueueUrl: now,
      AttributeNames: ["VisibilityTimeout"],
    });
    assert.deepEqual(Attributes, { VisibilityTimeout: "43200" });
    // Made visible by its receiver: here the emulator's own persistence would reset the receive count.
    await call("sqs", "ChangeMessageVisibility", {
      QueueUrl: now,
      ReceiptHandle: again[0]?.ReceiptHandle,
      VisibilityTimeout: 0,
    });
    await restart();
    assert.deepEqual((await receive()).map(receiveCount), ["3", "3"]);
  });

  it("remembers a FIFO queue's deduplication ids, also of deleted messages", async () => {
    const Attributes = { FifoQueue: "true", VisibilityTimeout: "60" };
    const { QueueUrl } = await call("sqs", "CreateQueue", { QueueName: "work.fifo", Attributes });
    const send = async (url: unknown, MessageDeduplicationId: string) =>
      call("sqs", "SendMessage", {
        QueueUrl: url,
        MessageBody: "m",
        MessageGroupId: "g",
        MessageDeduplicationId,
      });
    const first = await send(QueueUrl, "once");
    const { Messages } = await call("sqs", "ReceiveMessage", { QueueUrl });
    const [{ ReceiptHandle }] = Messages as [{ ReceiptHandle: string }];
    await call("sqs", "DeleteMessage", { QueueUrl, ReceiptHandle });
    await restart();
    const { QueueUrl: now } = await call("sqs", "GetQueueUrl", { QueueName: "work.fifo" });
    assert.equal((await send(now, "once")).MessageId, first.MessageId);
    assert.equal((await call("sqs", "ReceiveMessage", { QueueUrl: now })).Messages, undefined);
    const second = await send(now, "twice");
    assert.ok(String(second.SequenceNumber) > String(first.SequenceNumber));
  });

  it("announces a delayed message when it is due", async () => {
    const { QueueUrl } = await call("sqs", "CreateQueue", { QueueName: "work" });
    await call("sqs", "SendMessage", { QueueUrl, MessageBody: "m", DelaySeconds: 1 });
    await restart();
    await new Promise<void>((resolve) =>
      services?.sqs.onArrival("arn:aws:sqs:us-east-1:123456789012:work", resolve),
    );
    const { QueueUrl: now } = await call("sqs", "GetQueueUrl", { QueueName: "work" });
    const { Messages } = await call("sqs", "ReceiveMessage", { QueueUrl: now });
    assert.equal((Messages as unknown[]).length, 1);
  });

  it("restores a message that failed too often in its dead-letter queue", async () => {
    await call("sqs", "CreateQueue", { QueueName: "failed" });
    const deadLetterTargetArn = "arn:aws:sqs:us-east-1:123456789012:failed";
    const { QueueUrl } = await call("sqs", "CreateQueue", {
      QueueName: "work",
      Attributes: {
        VisibilityTimeout: "0",
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }),
      },
    });
    await call("sqs", "SendMessage", { QueueUrl, MessageBody: "bad" });
    for (let time = 0; time < 2; time++) await call("sqs", "ReceiveMessage", { QueueUrl });
    await restart();
    const received = async (QueueName: string) => {
      const { QueueUrl: url } = await call("sqs", "GetQueueUrl", { QueueName });
      const { Messages = [] } = await call("sqs", "ReceiveMessage", { QueueUrl: url });
      return (Messages as { Body: string }[]).map(({ Body }) => Body);
    };
    assert.deepEqual(await received("work"), []);
    assert.deepEqual(await received("failed"), ["bad"]);
  });

  it("continues a multipart upload", async () => {
    await call("s3", "CreateBucket", { Bucket: "files" });
    const client = () =>
      new S3Client({
        endpoint: services!.cloud.endpoint,
        region: "us-east-1",
        forcePathStyle: true,
        credentials: LOCAL_CREDENTIALS,
      });
    const upload = { Bucket: "files", Key: "large" };
    const first = client();
    const { UploadId } = await first.send(new CreateMultipartUploadCommand(upload));
    const part = { ...upload, UploadId, PartNumber: 1, Body: "the only part" };
    const { ETag } = await first.send(new UploadPartCommand(part));
    first.destroy();
    await restart();
    const second = client();
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
    await second.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload }));
    second.destroy();
    await restart();
    assert.equal(String((await call("s3", "GetObject", upload)).Body), "the only part");
  });

  it("restores versions of objects, in their order, and what they were deleted by", async () => {
    const Bucket = "files";
    const put = async (Key: string, Body: string) =>
      (await call("s3", "PutObject", { Bucket, Key, Body })).VersionId;
    await call("s3", "CreateBucket", { Bucket });
    await put("a", "0");
    await put("a", "1");
    const VersioningConfiguration = { Status: "Enabled" };
    await call("s3", "PutBucketVersioning", { Bucket, VersioningConfiguration });
    const ids = [await put("a", "2"), await put("a", "3"), await put("b", "x".repeat(300_000))];
    await call("s3", "DeleteObject", { Bucket, Key: "b" });
    await call("s3", "DeleteObject", { Bucket, Key: "a", VersionId: ids[1] });
    const before = await call("s3", "ListObjectVersions", { Bucket });
    await restart();
    assert.deepEqual(await call("s3", "ListObjectVersions", { Bucket }), before);
    assert.equal(String((await call("s3", "GetObject", { Bucket, Key: "a" })).Body), "2");
    const old = await call("s3", "GetObject", { Bucket, Key: "a", VersionId: "null" });
    assert.equal(String(old.Body), "1");
    const hidden = await call("s3", "GetObject", { Bucket, Key: "b", VersionId: ids[2] });
    assert.equal((hidden.Body as Buffer).length, 300_000);
    assert.equal(readdirSync(path.join(directory, "objects")).length, 3);
    const { VersionId } = await call("s3", "PutObject", { Bucket, Key: "a", Body: "4" });
    await restart();
    const { Versions } = await call("s3", "ListObjectVersions", { Bucket, Prefix: "a" });
    assert.deepEqual(
      (Versions as { VersionId: string }[]).map((each) => each.VersionId),
      [VersionId, ids[0], "null"],
    );
  });

  it("restores objects with metadata and tags", async () => {
    await call("s3", "CreateBucket", { Bucket: "files" });
    const put = (Key: string, Body: string, more = {}) =>
      call("s3", "PutObject", { Bucket: "files", Key, Body, ...more });
    await put("a/b.json", '{"a":1}', {
      ContentType: "application/json",
      Metadata: { by: "me" },
      Tagging: "team=a",
    });
    await put("gone", "x");
    await put("empty", "");
    await call("s3", "DeleteObject", { Bucket: "files", Key: "gone" });
    await call("s3", "PutBucketTagging", {
      Bucket: "files",
      Tagging: { TagSet: [{ Key: "k", Value: "v" }] },
    });
    const before = await call("s3", "HeadObject", { Bucket: "files", Key: "a/b.json" });
    await restart();
    const { Contents } = await call("s3", "ListObjectsV2", { Bucket: "files" });
    assert.deepEqual(
      (Contents as { Key: string }[]).map(({ Key }) => Key),
      ["a/b.json", "empty"],
    );
    assert.deepEqual(await call("s3", "HeadObject", { Bucket: "files", Key: "a/b.json" }), before);
    const { Body } = await call("s3", "GetObject", { Bucket: "files", Key: "a/b.json" });
    assert.equal(String(Body), '{"a":1}');
    const client = new S3Client({
      endpoint: services!.cloud.endpoint,
      region: "us-east-1",
      forcePathStyle: true,
      credentials: LOCAL_CREDENTIALS,
    });
    const { TagSet } = await client.send(new GetObjectTaggingCommand({ Bucket: "files", Key: "a/b.json" }));
    assert.deepEqual(TagSet, [{ Key: "team", Value: "a" }]);
    const tagging = await client.send(new GetBucketTaggingCommand({ Bucket: "files" }));
    assert.deepEqual(tagging.TagSet, [{ Key: "k", Value: "v" }]);
    client.destroy();
  });
});

describe("a local cloud without a data directory", () => {
  it("leaves no file behind, in its working directory, at home or among temporary files", () => {
    const root = mkdtempSync(path.join(tmpdir(), "data-"));
    const places = ["work", "home", "temporary"].map((name) => path.join(root, name));
    for (const place of places) mkdirSync(place);
    const [cwd, HOME, TMPDIR] = places;
    const repository = path.join(__dirname, "../../../..");
    const script = `
      const { startLocalServices } = require(${JSON.stringify(path.join(repository, "packages/local-cloud/localCloud"))});
      const { CloudClock } = require(${JSON.stringify(path.join(repository, "packages/local-cloud/aws/clock"))});
      const { readdirSync } = require("node:fs");
      (async () => {
        const services = await startLocalServices({ clock: new CloudClock(), onError: console.error });
        const call = (service, operation, input) =>
          services.cloud.call(services.cloud.administrator, service, operation, input);
        const table = ${JSON.stringify({ ...TABLE, AttributeDefinitions: [TABLE.AttributeDefinitions[0]] })};
        await call("dynamodb", "CreateTable", table);
        await call("dynamodb", "PutItem", { TableName: "notes", Item: { id: { N: "1" } } });
        const { QueueUrl } = await call("sqs", "CreateQueue", { QueueName: "work" });
        await call("sqs", "SendMessage", { QueueUrl, MessageBody: "a" });
        await call("s3", "CreateBucket", { Bucket: "files" });
        await call("s3", "PutObject", { Bucket: "files", Key: "k", Body: "b" });
        const files = ${JSON.stringify(places)}.flatMap((place) => readdirSync(place, { recursive: true }));
        console.log(JSON.stringify(files.filter((file) => !/^(sfn-workflows-|v8-compile-cache)/.test(file))));
        process.kill(process.pid, "SIGKILL");
      })();`;
    const child = spawnSync(
      process.execPath,
      ["-r", path.join(repository, "packages/local-stack/register.js"), "-e", script],
      { cwd, env: { ...process.env, HOME, TMPDIR }, encoding: "utf8" },
    );
    rmSync(root, { recursive: true, force: true });
    assert.equal(child.stderr, "");
    assert.deepEqual(JSON.parse(child.stdout), []);
  });
});
