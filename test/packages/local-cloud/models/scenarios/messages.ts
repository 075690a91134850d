import { rejects } from "node:assert/strict";
import { ACCOUNT, arn, type Output, type Scenario } from "./scenario";

export const sqs: Scenario = async (call, { cloud }) => {
  const QueueUrl = `${cloud.endpoint}/${ACCOUNT}/work`;
  await call("CreateQueue", { QueueName: "dead" });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn("sqs", "dead"), maxReceiveCount: 1 });
  await call("CreateQueue", { QueueName: "work", Attributes: { RedrivePolicy }, tags: { team: "a" } });
  await call("GetQueueUrl", { QueueName: "work" });
  await call("ListQueues");
  await call("GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] });
  await call("SetQueueAttributes", { QueueUrl, Attributes: { VisibilityTimeout: "0" } });
  await call("ListDeadLetterSourceQueues", { QueueUrl: `${cloud.endpoint}/${ACCOUNT}/dead` });
  await call("TagQueue", { QueueUrl, Tags: { size: "s" } });
  await call("ListQueueTags", { QueueUrl });
  await call("UntagQueue", { QueueUrl, TagKeys: ["size"] });
  const grant = { AWSAccountIds: [ACCOUNT], Actions: ["SendMessage"] };
  await call("AddPermission", { QueueUrl, Label: "peer", ...grant });
  await call("RemovePermission", { QueueUrl, Label: "peer" });
  const MessageAttributes = { kind: { DataType: "String", StringValue: "note" } };
  await call("SendMessage", { QueueUrl, MessageBody: "one", MessageAttributes });
  await call("SendMessageBatch", {
    QueueUrl,
    Entries: [
      { Id: "a", MessageBody: "two", MessageAttributes },
      { Id: "b", MessageBody: "\uFFFE" },
    ],
  });
  const receive = async (VisibilityTimeout: number): Promise<Output[]> => {
    const all = { MessageSystemAttributeNames: ["All"], MessageAttributeNames: ["All"] };
    const request = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout, ...all };
    return (await call("ReceiveMessage", request)).Messages;
  };
  const [first, second] = await receive(30);
  const { ReceiptHandle } = first;
  await call("ChangeMessageVisibility", { QueueUrl, ReceiptHandle, VisibilityTimeout: 60 });
  await call("ChangeMessageVisibilityBatch", {
    QueueUrl,
    Entries: [{ Id: "a", ReceiptHandle: second.ReceiptHandle, VisibilityTimeout: 60 }],
  });
  await call("DeleteMessage", { QueueUrl, ReceiptHandle });
  await call("DeleteMessageBatch", {
    QueueUrl,
    Entries: [{ Id: "a", ReceiptHandle: second.ReceiptHandle }],
  });
  await call("SendMessage", { QueueUrl: `${cloud.endpoint}/${ACCOUNT}/dead`, MessageBody: "dead" });
  const { TaskHandle } = await call("StartMessageMoveTask", { SourceArn: arn("sqs", "dead") });
  await call("CancelMessageMoveTask", { TaskHandle });
  await call("ListMessageMoveTasks", { SourceArn: arn("sqs", "dead") });
  await call("PurgeQueue", { QueueUrl });
  await call("DeleteQueue", { QueueUrl });
};

export const sns: Scenario = async (call, { sqs }) => {
  await sqs.createQueue("subscriber");
  const { TopicArn } = await call("CreateTopic", { Name: "news", Tags: [{ Key: "team", Value: "a" }] });
  await call("ListTopics");
  await call("GetTopicAttributes", { TopicArn });
  await call("SetTopicAttributes", { TopicArn, AttributeName: "DisplayName", AttributeValue: "News" });
  const endpoint = { Protocol: "sqs", Endpoint: arn("sqs", "subscriber") };
  const { SubscriptionArn } = await call("Subscribe", { TopicArn, ...endpoint, ReturnSubscriptionArn: true });
  await call("GetSubscriptionAttributes", { SubscriptionArn });
  const raw = { AttributeName: "RawMessageDelivery", AttributeValue: "true" };
  await call("SetSubscriptionAttributes", { SubscriptionArn, ...raw });
  await call("ListSubscriptions");
  await call("ListSubscriptionsByTopic", { TopicArn });
  await call("TagResource", { ResourceArn: TopicArn, Tags: [{ Key: "size", Value: "s" }] });
  await call("ListTagsForResource", { ResourceArn: TopicArn });
  await call("UntagResource", { ResourceArn: TopicArn, TagKeys: ["size"] });
  await call("Publish", { TopicArn, Message: "one" });
  await call("PublishBatch", {
    TopicArn,
    PublishBatchRequestEntries: [{ Id: "a", Message: "two" }],
  });
  await call("Unsubscribe", { SubscriptionArn });
  await rejects(call("ConfirmSubscription", { TopicArn, Token: "none" }), { code: "InvalidParameter" });
  await call("DeleteTopic", { TopicArn });
};
