import { ACCOUNT, type Inputs, NAMES, QUEUE_ARN, ROLE_ARN, TOPIC_ARN } from "./sdkInputs";

const queueUrl = (endpoint: string) => `${endpoint}/${ACCOUNT}/${NAMES.own}`;

export const sqsInputs = (endpoint: string): Inputs => {
  const QueueUrl = queueUrl(endpoint);
  const attributes = {
    kind: { DataType: "String", StringValue: "x" },
    b: { DataType: "Binary", BinaryValue: "AAEC" },
  };
  return {
    AddPermission: { QueueUrl, Label: "l", AWSAccountIds: [ACCOUNT], Actions: ["SendMessage"] },
    ChangeMessageVisibility: { QueueUrl, ReceiptHandle: "r", VisibilityTimeout: 5 },
    ChangeMessageVisibilityBatch: {
      QueueUrl,
      Entries: [{ Id: "1", ReceiptHandle: "r", VisibilityTimeout: 5 }],
    },
    CreateQueue: { QueueName: NAMES.own, Attributes: { VisibilityTimeout: "30" }, tags: { a: "b" } },
    DeleteMessage: { QueueUrl, ReceiptHandle: "r" },
    DeleteMessageBatch: { QueueUrl, Entries: [{ Id: "1", ReceiptHandle: "r" }] },
    DeleteQueue: { QueueUrl: `${QueueUrl}-gone` },
    GetQueueAttributes: { QueueUrl, AttributeNames: ["All"] },
    GetQueueUrl: { QueueName: NAMES.own, QueueOwnerAWSAccountId: ACCOUNT },
    ListDeadLetterSourceQueues: { QueueUrl, MaxResults: 5 },
    ListMessageMoveTasks: { SourceArn: QUEUE_ARN, MaxResults: 1 },
    ListQueueTags: { QueueUrl },
    ListQueues: { QueueNamePrefix: "f", MaxResults: 5 },
    ReceiveMessage: {
      QueueUrl,
      MaxNumberOfMessages: 1,
      VisibilityTimeout: 0,
      MessageAttributeNames: ["All"],
      MessageSystemAttributeNames: ["All"],
    },
    SendMessage: { QueueUrl, MessageBody: "m", DelaySeconds: 0, MessageAttributes: attributes },
    SendMessageBatch: {
      QueueUrl,
      Entries: [
        { Id: "1", MessageBody: "m", MessageAttributes: attributes },
        { Id: "2", MessageBody: "n" },
      ],
    },
    SetQueueAttributes: { QueueUrl, Attributes: { VisibilityTimeout: "20" } },
    StartMessageMoveTask: { SourceArn: QUEUE_ARN },
    TagQueue: { QueueUrl, Tags: { a: "b" } },
    UntagQueue: { QueueUrl, TagKeys: ["a"] },
  };
};

const ATTRIBUTE_ENTRIES = [{ key: "DisplayName", value: "d" }];
const MESSAGE_ATTRIBUTES = [{ Name: "kind", Value: { DataType: "String", StringValue: "x" } }];
const SubscriptionArn = `${TOPIC_ARN}:none`;

/** As the query protocol writes them: maps are lists of entries. */
export const SNS: Inputs = {
  ConfirmSubscription: { TopicArn: TOPIC_ARN, Token: "t" },
  CreateTopic: {
    Name: NAMES.own,
    Attributes: { entry: ATTRIBUTE_ENTRIES },
    Tags: { member: [{ Key: "a", Value: "b" }] },
  },
  DeleteTopic: { TopicArn: `${TOPIC_ARN}-gone` },
  GetSubscriptionAttributes: { SubscriptionArn },
  GetTopicAttributes: { TopicArn: TOPIC_ARN },
  ListSubscriptions: { NextToken: "0" },
  ListSubscriptionsByTopic: { TopicArn: TOPIC_ARN, NextToken: "1" },
  ListTagsForResource: { ResourceArn: TOPIC_ARN },
  ListTopics: { NextToken: "0" },
  Publish: {
    TopicArn: TOPIC_ARN,
    Message: '{"default":"m"}',
    Subject: "s",
    MessageStructure: "json",
    MessageAttributes: { entry: MESSAGE_ATTRIBUTES },
  },
  PublishBatch: {
    TopicArn: TOPIC_ARN,
    PublishBatchRequestEntries: {
      member: [
        { Id: "1", Message: "m", MessageAttributes: { entry: MESSAGE_ATTRIBUTES } },
        { Id: "2", Message: "n" },
      ],
    },
  },
  SetSubscriptionAttributes: {
    SubscriptionArn,
    AttributeName: "FilterPolicy",
    AttributeValue: '{"kind":["x"]}',
  },
  SetTopicAttributes: { TopicArn: TOPIC_ARN, AttributeName: "DisplayName", AttributeValue: "d" },
  Subscribe: {
    TopicArn: TOPIC_ARN,
    Protocol: "sqs",
    Endpoint: QUEUE_ARN,
    ReturnSubscriptionArn: "true",
    Attributes: {
      entry: [
        { key: "FilterPolicy", value: '{"kind":["x"]}' },
        { key: "RawMessageDelivery", value: "true" },
      ],
    },
  },
  TagResource: { ResourceArn: TOPIC_ARN, Tags: { member: [{ Key: "a", Value: "b" }] } },
  Unsubscribe: { SubscriptionArn },
  UntagResource: { ResourceArn: TOPIC_ARN, TagKeys: { member: ["a"] } },
};

export const STS: Inputs = {
  GetCallerIdentity: {},
  AssumeRole: { RoleArn: ROLE_ARN, RoleSessionName: "session", DurationSeconds: "900", ExternalId: "x" },
};
