import type { LocalStack } from "../../local-stack";
import type { ItemsView } from "../api";
import { integer, invalid, type Query, required } from "./query";
import { callsOf } from "./resources";

const MOST_ITEMS = 1000;
/** What ReceiveMessage returns at most. */
const MOST_MESSAGES = 10;

export async function tableItems(stack: LocalStack, query: Query): Promise<ItemsView> {
  const TableName = required(query, "name");
  const [offset, limit] = windowOf(query);
  const call = callsOf(stack);
  const items: object[] = [];
  let start: unknown;
  let total = 0;
  do {
    const page = await call("dynamodb", "Scan", {
      TableName,
      ConsistentRead: true,
      ...(start !== undefined && { ExclusiveStartKey: start }),
    });
    for (const item of page.Items as object[])
      if (total++ >= offset && items.length < limit) items.push(item);
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return {
    items: items.map((item, index) => ({ id: String(offset + index), json: JSON.stringify(item) })),
    total,
  };
}

/** Up to ten messages, which stay in the queue. Each view counts as a receive of them. */
export async function queueMessages(stack: LocalStack, query: Query): Promise<ItemsView> {
  const call = callsOf(stack);
  const { QueueUrl } = await call("sqs", "GetQueueUrl", { QueueName: required(query, "name") });
  const { Messages = [] } = await call("sqs", "ReceiveMessage", {
    QueueUrl,
    MaxNumberOfMessages: MOST_MESSAGES,
    VisibilityTimeout: 0,
    WaitTimeSeconds: 0,
    AttributeNames: ["All"],
    MessageAttributeNames: ["All"],
  });
  const { Attributes } = await call("sqs", "GetQueueAttributes", {
    QueueUrl,
    AttributeNames: ["ApproximateNumberOfMessages"],
  });
  const messages = Messages as ({ MessageId: string; ReceiptHandle: string } & Record<string, unknown>)[];
  return {
    items: messages.map(({ ReceiptHandle: _, ...message }) => ({
      id: message.MessageId,
      json: JSON.stringify(message),
    })),
    total: Number((Attributes as Record<string, string>).ApproximateNumberOfMessages),
  };
}

export async function bucketObjects(stack: LocalStack, query: Query): Promise<ItemsView> {
  const call = callsOf(stack);
  const page = await call("s3", "ListObjectsV2", { Bucket: required(query, "name"), MaxKeys: MOST_ITEMS });
  const objects = (page.Contents ?? []) as { Key: string }[];
  return {
    items: objects.map((each) => ({ id: each.Key, json: JSON.stringify(each) })),
    total: objects.length,
  };
}

/** What was published, the latest first. */
export async function publications({ services }: LocalStack, query: Query): Promise<ItemsView> {
  const name = required(query, "name");
  const [offset, limit] = windowOf(query);
  const all = services.sns.publications
    .filter(({ topicArn }) => topicArn.split(":").at(-1) === name)
    .reverse();
  return {
    items: all
      .slice(offset, offset + limit)
      .map((each, index) => ({ id: String(offset + index), json: JSON.stringify(each) })),
    total: all.length,
  };
}

/** Moves the messages of a dead-letter queue back to where they came from. Resolves to how many. */
export async function redriveQueue(stack: LocalStack, name: unknown): Promise<number> {
  if (typeof name !== "string") throw invalid("name", name, "the name of a queue");
  const call = callsOf(stack);
  const { QueueUrl } = await call("sqs", "GetQueueUrl", { QueueName: name });
  const { Attributes } = await call("sqs", "GetQueueAttributes", {
    QueueUrl,
    AttributeNames: ["QueueArn", "ApproximateNumberOfMessages"],
  });
  const { QueueArn, ApproximateNumberOfMessages } = Attributes as Record<string, string>;
  await call("sqs", "StartMessageMoveTask", { SourceArn: QueueArn });
  return Number(ApproximateNumberOfMessages);
}

function windowOf(query: Query): [offset: number, limit: number] {
  return [integer(query, "offset", 0), Math.min(integer(query, "limit", 100), MOST_ITEMS)];
}
