import {
  type AttributeValue,
  BatchGetItemCommand,
  DynamoDBClient,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";

/** A message that has not been sent yet. */
export interface UnsentMessage {
  user_name: string;
  message_id: string;
  message: string;
  /** The message is too large to pass from state to state; its text is left out. */
  tooLarge?: true;
  /** The item may have no room for the reason why it is set aside. */
  isFull?: true;
}

/** What a round is to send, and after which message the next round starts; `null`: with the first. */
export interface Round {
  messages: UnsentMessage[];
  next: Key | null;
}

/** A key of the index. */
type Key = Record<"unsent" | "user_name" | "message_id", AttributeValue>;

/** The most that one round sends: Step Functions passes up to 256 KiB from state to state, part of which is overhead. */
const MAX_MESSAGES = 50;
const MAX_BYTES = 180_000;

/** Of a message larger than this, in bytes of JSON, only the key is passed on. */
const MAX_MESSAGE_BYTES = 150_000;

/** In bytes of JSON, which are more than DynamoDB counts; it accepts items of up to 409,600 bytes. */
const FULL_ITEM_BYTES = 400_000;

/** How many messages are read at once. */
const PAGE = 25;

/**
 * Reads unsent messages after a key: their keys from the sparse index, page by page, up to what one round can send, and then the
 * messages themselves from the table. The index may lag; a consistent read of the table determines which are still unsent.
 */
export const scanMessages = () => {
  const client = new DynamoDBClient({});
  const table = process.env.TABLE_NAME!;

  const readKeys = async (limit: number, after: Key | undefined) => {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: process.env.INDEX_NAME,
        KeyConditionExpression: "unsent = :yes",
        ExpressionAttributeValues: { ":yes": { S: "yes" } },
        Limit: limit,
        ExclusiveStartKey: after,
      }),
    );
    return { keys: Items as Key[], next: LastEvaluatedKey as Key | undefined };
  };

  /**
   * The messages with these keys that are still unsent, in the order of the keys. Keys that DynamoDB leaves unprocessed wait
   * for another round.
   */
  const readMessages = async (keys: Key[]): Promise<{ key: Key; message: UnsentMessage }[]> => {
    if (keys.length === 0) return [];
    const Keys = keys.map(({ user_name, message_id }) => ({ user_name, message_id }));
    const { Responses = {} } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
    );
    const items = new Map((Responses[table] ?? []).map((item) => [nameOf(item as Key), item]));
    return keys.flatMap((key) => {
      const item = items.get(nameOf(key));
      return item?.unsent === undefined ? [] : [{ key, message: messageOf(item) }];
    });
  };

  return async ({ after }: { after?: Key | null } = {}): Promise<Round> => {
    const messages: UnsentMessage[] = [];
    let bytes = 0;
    let last: Key | undefined = after ?? undefined;
    do {
      const { keys, next } = await readKeys(Math.min(PAGE, MAX_MESSAGES - messages.length), last);
      for (const { key, message } of await readMessages(keys)) {
        bytes += sizeOf(message);
        if (bytes > MAX_BYTES) return { messages, next: last! };
        messages.push(message);
        last = key;
      }
      last = next;
    } while (last && messages.length < MAX_MESSAGES);
    return { messages, next: last ?? null };
  };
};

const nameOf = ({ user_name, message_id }: Key) => JSON.stringify([user_name.S, message_id.S]);

function messageOf(item: Record<string, AttributeValue>): UnsentMessage {
  const { user_name, message_id } = item as Key;
  const message = { user_name: user_name.S!, message_id: message_id.S!, message: item.message?.S ?? "" };
  const tooLarge = sizeOf(message) > MAX_MESSAGE_BYTES;
  return {
    ...message,
    ...(tooLarge && { message: "", tooLarge }),
    ...(sizeOf(item) > FULL_ITEM_BYTES && { isFull: true }),
  };
}

const sizeOf = (value: object) => Buffer.byteLength(JSON.stringify(value));
