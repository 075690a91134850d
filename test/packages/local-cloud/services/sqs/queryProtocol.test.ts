import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { parseXML } from "@aws-sdk/xml-builder";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import { SqsService } from "../../../../../packages/local-cloud/services/sqs/sqs";
import { TestCloud } from "../../testCloud";

const ARN = "arn:aws:sqs:us-east-1:123456789012:";
const AUTHORIZATION =
  "AWS4-HMAC-SHA256 Credential=local/20250101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=local";

// biome-ignore lint/suspicious/noExplicitAny: what the XML of any operation has
type Answer = any;

describe("SQS's query protocol", () => {
  const cloud = new TestCloud();
  before(async () => {
    await cloud.listen();
    cloud.add(await SqsService.start({ cloud, clock: new ManualClock() }));
  });
  after(() => cloud.close());

  const url = (name: string) => `${cloud.endpoint}/123456789012/${name}`;

  /** What a form of `Action` and these parameters is answered with. */
  async function send(
    Action: string,
    parameters: Record<string, string>,
    path = "/",
  ): Promise<[number, Answer]> {
    const response = await fetch(cloud.endpoint + path, {
      method: "POST",
      headers: {
        authorization: AUTHORIZATION,
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      },
      body: new URLSearchParams({ Action, Version: "2012-11-05", ...parameters }),
    });
    assert.equal(response.headers.get("content-type"), "text/xml");
    return [response.status, parseXML(await response.text())];
  }
  async function call(Action: string, parameters: Record<string, string>, path?: string): Promise<Answer> {
    const [status, answer] = await send(Action, parameters, path);
    assert.equal(status, 200, JSON.stringify(answer));
    return answer[`${Action}Response`][`${Action}Result`];
  }
  async function refused(
    Action: string,
    parameters: Record<string, string>,
  ): Promise<[number, string, string]> {
    const [status, answer] = await send(Action, parameters);
    const { Code, Message, Type } = answer.ErrorResponse.Error;
    assert.equal(Type, "Sender");
    return [status, Code, Message];
  }

  it("creates, changes, describes and deletes queues", async () => {
    const created = await call("CreateQueue", {
      QueueName: "q.fifo",
      "Attribute.1.Name": "FifoQueue",
      "Attribute.1.Value": "true",
      "Attribute.2.Name": "VisibilityTimeout",
      "Attribute.2.Value": "7",
      "Tag.1.Key": "team",
      "Tag.1.Value": "<a&b>",
    });
    const QueueUrl = url("q.fifo");
    assert.deepEqual(created, { QueueUrl });
    assert.deepEqual(await call("GetQueueUrl", { QueueName: "q.fifo" }), { QueueUrl });
    assert.deepEqual(await call("ListQueueTags", { QueueUrl }), { Tag: { Key: "team", Value: "<a&b>" } });
    await call("TagQueue", { QueueUrl, "Tag.1.Key": "size", "Tag.1.Value": "s" });
    await call("UntagQueue", { QueueUrl, "TagKey.1": "team" });
    assert.deepEqual((await call("ListQueueTags", { QueueUrl })).Tag, { Key: "size", Value: "s" });
    // One attribute needs no number.
    await call("SetQueueAttributes", {
      QueueUrl,
      "Attribute.Name": "VisibilityTimeout",
      "Attribute.Value": "8",
    });
    const { Attribute } = await call("GetQueueAttributes", {
      QueueUrl,
      "AttributeName.1": "QueueArn",
      "AttributeName.2": "VisibilityTimeout",
    });
    assert.deepEqual(Attribute, [
      { Name: "QueueArn", Value: `${ARN}q.fifo` },
      { Name: "VisibilityTimeout", Value: "8" },
    ]);
    await call("CreateQueue", { QueueName: "q-two" });
    const { QueueUrl: listed } = await call("ListQueues", { QueueNamePrefix: "q", MaxResults: "10" });
    assert.deepEqual(listed.sort(), [url("q-two"), url("q.fifo")].sort());
    const grant = { "AWSAccountId.1": "123456789012", "ActionName.1": "SendMessage" };
    await call("AddPermission", { QueueUrl, Label: "peer", ...grant });
    await call("RemovePermission", { QueueUrl, Label: "peer" });
    await call("PurgeQueue", { QueueUrl });
    await call("DeleteQueue", { QueueUrl });
  });

  it("sends and receives messages with attributes, also by the path of the queue", async () => {
    await call("CreateQueue", { QueueName: "messages" });
    const QueueUrl = url("messages");
    const sent = await call(
      "SendMessage",
      {
        MessageBody: "<one>\r\n&",
        DelaySeconds: "0",
        "MessageAttribute.1.Name": "kind",
        "MessageAttribute.1.Value.DataType": "String",
        "MessageAttribute.1.Value.StringValue": "note",
        "MessageAttribute.2.Name": "bytes",
        "MessageAttribute.2.Value.DataType": "Binary",
        "MessageAttribute.2.Value.BinaryValue": "AQI=",
      },
      "/123456789012/messages",
    );
    assert.equal(sent.MD5OfMessageBody, createHash("md5").update("<one>\r\n&").digest("hex"));
    const all = { "AttributeName.1": "All", VisibilityTimeout: "30", WaitTimeSeconds: "0" };
    const { Message } = await call("ReceiveMessage", { QueueUrl, ...all, "MessageAttributeName.1": "All" });
    assert.equal(Message.MessageId, sent.MessageId);
    assert.equal(Message.MD5OfBody, sent.MD5OfMessageBody);
    assert.equal(Message.MD5OfMessageAttributes, sent.MD5OfMessageAttributes);
    assert.deepEqual(Message.MessageAttribute, [
      { Name: "kind", Value: { DataType: "String", StringValue: "note" } },
      { Name: "bytes", Value: { DataType: "Binary", BinaryValue: "AQI=" } },
    ]);
    const received = Message.Attribute.find(
      ({ Name }: { Name: string }) => Name === "ApproximateReceiveCount",
    );
    assert.equal(received.Value, "1");
    const { ReceiptHandle } = Message;
    await call("ChangeMessageVisibility", { QueueUrl, ReceiptHandle, VisibilityTimeout: "60" });
    await call("DeleteMessage", { QueueUrl, ReceiptHandle });
    assert.equal(await call("ReceiveMessage", { QueueUrl }), "");
  });

  it("carries out batches", async () => {
    await call("CreateQueue", { QueueName: "batches" });
    const QueueUrl = url("batches");
    const { SendMessageBatchResultEntry: sent } = await call("SendMessageBatch", {
      QueueUrl,
      "SendMessageBatchRequestEntry.1.Id": "a",
      "SendMessageBatchRequestEntry.1.MessageBody": "one",
      "SendMessageBatchRequestEntry.2.Id": "b",
      "SendMessageBatchRequestEntry.2.MessageBody": "two",
      "SendMessageBatchRequestEntry.2.MessageAttribute.1.Name": "kind",
      "SendMessageBatchRequestEntry.2.MessageAttribute.1.Value.DataType": "String",
      "SendMessageBatchRequestEntry.2.MessageAttribute.1.Value.StringValue": "note",
    });
    assert.deepEqual(
      sent.map(({ Id, MD5OfMessageAttributes }: Answer) => [Id, MD5OfMessageAttributes !== undefined]),
      [
        ["a", false],
        ["b", true],
      ],
    );
    const { Message } = await call("ReceiveMessage", { QueueUrl, MaxNumberOfMessages: "10" });
    const [first, second] = Message.map(({ ReceiptHandle }: Answer) => ReceiptHandle);
    const changed = await call("ChangeMessageVisibilityBatch", {
      QueueUrl,
      "ChangeMessageVisibilityBatchRequestEntry.1.Id": "a",
      "ChangeMessageVisibilityBatchRequestEntry.1.ReceiptHandle": first,
      "ChangeMessageVisibilityBatchRequestEntry.1.VisibilityTimeout": "9",
    });
    assert.deepEqual(changed, { ChangeMessageVisibilityBatchResultEntry: { Id: "a" } });
    const deleted = await call("DeleteMessageBatch", {
      QueueUrl,
      "DeleteMessageBatchRequestEntry.1.Id": "a",
      "DeleteMessageBatchRequestEntry.1.ReceiptHandle": second,
      "DeleteMessageBatchRequestEntry.2.Id": "b",
      "DeleteMessageBatchRequestEntry.2.ReceiptHandle": "none",
    });
    assert.deepEqual(deleted, {
      DeleteMessageBatchResultEntry: { Id: "a" },
      BatchResultErrorEntry: {
        Id: "b",
        SenderFault: "true",
        Code: "ReceiptHandleIsInvalid",
        Message: "The input receipt handle is invalid.",
      },
    });
  });

  it("moves dead letters", async () => {
    await call("CreateQueue", { QueueName: "dead" });
    await call("CreateQueue", {
      QueueName: "alive",
      "Attribute.1.Name": "RedrivePolicy",
      "Attribute.1.Value": JSON.stringify({ deadLetterTargetArn: `${ARN}dead`, maxReceiveCount: 1 }),
    });
    const sources = await call("ListDeadLetterSourceQueues", { QueueUrl: url("dead") });
    assert.deepEqual(sources, { QueueUrl: url("alive") });
    const { TaskHandle } = await call("StartMessageMoveTask", { SourceArn: `${ARN}dead` });
    assert.ok(TaskHandle);
    const { ListMessageMoveTasksResultEntry: task } = await call("ListMessageMoveTasks", {
      SourceArn: `${ARN}dead`,
      MaxResults: "1",
    });
    assert.equal(task.SourceArn, `${ARN}dead`);
  });

  it("names errors as it always did", async () => {
    const QueueUrl = url("none");
    assert.deepEqual(await refused("SendMessage", { QueueUrl, MessageBody: "a" }), [
      400,
      "AWS.SimpleQueueService.NonExistentQueue",
      "The specified queue does not exist.",
    ]);
    const [, batch] = await refused("SendMessageBatch", { QueueUrl: url("batches") });
    assert.equal(batch, "MissingParameter");
    assert.deepEqual(await refused("GetQueueAttributes", { QueueUrl, "AttributeName.1": "Nothing" }), [
      400,
      "InvalidAttributeName",
      "Unknown Attribute Nothing.",
    ]);
    const [, action, message] = await refused("Nothing", {});
    assert.equal(action, "InvalidAction");
    assert.match(message, /Could not find operation Nothing for version 2012-11-05\. Available/);
    const [, malformed] = await refused("ReceiveMessage", { QueueUrl, WaitTimeSeconds: "soon" });
    assert.equal(malformed, "MalformedInput");
    const [, missing, what] = await refused("TagQueue", { QueueUrl, "Tag.1.Value": "x" });
    assert.deepEqual(
      [missing, what],
      ["MissingParameter", "The request must contain the parameter Tag.1.Key."],
    );
    cloud.denied.add("sqs:PurgeQueue");
    const [status, denied] = await refused("PurgeQueue", { QueueUrl: url("batches") });
    cloud.denied.clear();
    assert.deepEqual([status, denied], [403, "AccessDenied"]);
  });

  it("ignores parameters of other names", async () => {
    const strange = { constructor: "a", "__proto__.1.Name": "b", "toString.1": "c" };
    const [status, answer] = await send("ListQueues", { ...strange, QueueNamePrefix: "batches" });
    assert.deepEqual([status, answer.ListQueuesResponse?.ListQueuesResult.QueueUrl], [200, url("batches")]);
  });

  it("answers in JSON who asks in JSON", async () => {
    const response = await fetch(cloud.endpoint, {
      method: "POST",
      headers: {
        authorization: AUTHORIZATION,
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "AmazonSQS.ListQueues",
      },
      body: "{}",
    });
    assert.equal(response.headers.get("content-type"), "application/x-amz-json-1.0");
    assert.ok(Array.isArray(((await response.json()) as Answer).QueueUrls));
  });
});
