import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import {
  CloudClock,
  definitionOf,
  type LocalServices,
  startLocalServices,
} from "../../../../packages/local-cloud";
import { Deployment } from "../../../../packages/local-stack/deploy/deployment";
import { dataOption } from "../../../../packages/local-stack/options";
import type { Evaluation, Resource } from "../../../../packages/local-stack/program/evaluation";
import { readOptions, UsageError } from "../../../../packages/terminal";
import { resource } from "../resource";

const TABLE = { hashKey: "id", attributes: [{ name: "id", type: "S" }] };
const table = (inputs: object): Resource =>
  resource("aws:dynamodb/table:Table", "notes", {
    inputs: { ...TABLE, ...inputs },
    outputs: { name: "notes" },
  });
const queue = (inputs: object): Resource =>
  resource("aws:sqs/queue:Queue", "work", {
    inputs: { visibilityTimeoutSeconds: 30, ...inputs },
    outputs: { name: "work", arn: "arn:aws:sqs:us-east-1:123456789012:work" },
  });
const bucket = resource("aws:s3/bucket:Bucket", "files", { outputs: { bucket: "files" } });

describe("a deployment into a local cloud with stored data", () => {
  let root: string;
  let services: LocalServices;
  let warnings: string[] = [];
  const warned = ({ message }: Error) => void warnings.push(message);

  const deploy = async (...resources: Resource[]) => {
    await new Deployment(services).apply({ resources } as Partial<Evaluation> as Evaluation);
  };
  const start = async () => {
    services = await startLocalServices({
      clock: new CloudClock(),
      data: path.join(root, "data"),
      onError: (error) => assert.fail(error as Error),
    });
  };
  const restart = async () => {
    await services.close();
    await start();
  };
  const call = (service: string, operation: string, input: object) =>
    services.cloud.call(services.cloud.administrator, service, operation, input);
  const put = (Item: object) => call("dynamodb", "PutItem", { TableName: "notes", Item });
  const items = async () => (await call("dynamodb", "Scan", { TableName: "notes" })).Items;
  const note = { id: { S: "1" }, kind: { S: "a" } };

  beforeEach(async () => {
    warnings = [];
    process.on("warning", warned);
    root = mkdtempSync(path.join(tmpdir(), "data-"));
    await start();
  });
  afterEach(async () => {
    process.off("warning", warned);
    await services.close();
    rmSync(root, { recursive: true, force: true });
  });

  it("adopts a table, a queue and a bucket with their contents", async () => {
    await deploy(table({}), queue({}), bucket);
    await put(note);
    await call("sqs", "SendMessage", {
      QueueUrl: `${services.cloud.endpoint}/123456789012/work`,
      MessageBody: "m",
    });
    await call("s3", "PutObject", { Bucket: "files", Key: "k", Body: "b" });
    await restart();
    await deploy(table({ deletionProtectionEnabled: true }), queue({ visibilityTimeoutSeconds: 60 }), bucket);
    assert.deepEqual(await items(), [note]);
    const { Table } = await call("dynamodb", "DescribeTable", { TableName: "notes" });
    assert.equal((Table as { DeletionProtectionEnabled: boolean }).DeletionProtectionEnabled, true);
    const QueueUrl = `${services.cloud.endpoint}/123456789012/work`;
    const request = { QueueUrl, AttributeNames: ["VisibilityTimeout", "ApproximateNumberOfMessages"] };
    const { Attributes } = await call("sqs", "GetQueueAttributes", request);
    assert.deepEqual(Attributes, { VisibilityTimeout: "60", ApproximateNumberOfMessages: "1" });
    assert.equal(String((await call("s3", "GetObject", { Bucket: "files", Key: "k" })).Body), "b");
    await restart();
    await deploy(table({}));
    await call("dynamodb", "DeleteTable", { TableName: "notes" });
  });

  it("changes the indexes of a table, and keeps its items", async () => {
    await deploy(table({}));
    await put(note);
    const indexed = table({
      attributes: [...TABLE.attributes, { name: "kind", type: "S" }],
      globalSecondaryIndexes: [{ name: "kinds", hashKey: "kind", projectionType: "ALL" }],
    });
    for (let time = 0; time < 2; time++) {
      await restart();
      await deploy(indexed);
      const { Items } = await call("dynamodb", "Query", {
        TableName: "notes",
        IndexName: "kinds",
        KeyConditionExpression: "kind = :k",
        ExpressionAttributeValues: { ":k": { S: "a" } },
      });
      assert.deepEqual(Items, [note]);
    }
    await restart();
    await deploy(table({}));
    assert.deepEqual(await items(), [note]);
    const { Table } = await call("dynamodb", "DescribeTable", { TableName: "notes" });
    assert.equal(definitionOf(Table as Record<string, unknown>).GlobalSecondaryIndexes, undefined);
    assert.deepEqual(warnings, []);
  });

  it("recreates a table whose key has changed, and says so", async () => {
    await deploy(table({ deletionProtectionEnabled: true }));
    await put(note);
    await restart();
    await deploy(table({ hashKey: "kind", attributes: [{ name: "kind", type: "S" }] }));
    assert.deepEqual(await items(), []);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(warnings, [
      "the table notes has a different key than the stored one: it was recreated, without items",
    ]);
    await put(note);
    await restart();
    assert.deepEqual(await items(), [note]);
  });

  it("is refused while another local cloud has the directory", async () => {
    await assert.rejects(
      startLocalServices({ clock: new CloudClock(), data: path.join(root, "data"), onError: () => {} }),
      /data is in use by another local cloud \(process \d+\)/,
    );
  });
});

describe("--data", () => {
  const command = { usage: "u", purpose: "p", options: { data: dataOption } };
  let root: string;
  before(() => {
    root = mkdtempSync(path.join(tmpdir(), "data-"));
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it("names a directory, which need not exist", () => {
    mkdirSync(path.join(root, "there"));
    for (const name of ["there", "not-there"]) {
      assert.equal(readOptions(command, ["--data", path.join(root, name)])!.data, path.join(root, name));
    }
    assert.equal(readOptions(command, ["--data", "relative"])!.data, path.resolve("relative"));
    assert.equal(readOptions(command, [])!.data, undefined);
  });

  it("is refused if it is a file or empty", () => {
    const file = path.join(root, "file");
    writeFileSync(file, "");
    for (const value of [file, ""]) {
      assert.throws(
        () => readOptions(command, ["--data", value]),
        (error: Error) => error instanceof UsageError && error.message.startsWith(`--data is '${value}'`),
      );
    }
  });
});
