import { BatchGetItemCommand, DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";

/** A message that has not been sent yet. */
export interface UnsentMessage {
  user_name: string;
  message_id: string;
  message: string;
  /** The message is too large to pass from state to state; its text is left out. */
  tooLarge?: true;
}

type Key = Record<"user_name" | "message_id", { S: string }>;

/** The most that one round sends: Step Functions passes up to 256 KiB from state to state, part of which is overhead. */
const MAX_MESSAGES = 50;
const MAX_BYTES = 180_000;

/** Of a message larger than this, in bytes of JSON, only the key is passed on. */
const MAX_MESSAGE_BYTES = 150_000;

/** How many messages are read at once. */
const PAGE = 25;

/**
 * Reads unsent messages: their keys from the sparse index, page by page, up to what one round can send, and then the
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
    const keys = Items.map(({ user_name, message_id }) => ({ user_name, message_id }) as Key);
    return { keys, next: LastEvaluatedKey as Key | undefined };
  };

  /** The messages with these keys that are still unsent. Keys that DynamoDB leaves unprocessed wait for the next round. */
  const readMessages = async (keys: Key[]): Promise<UnsentMessage[]> => {
    if (keys.length === 0) return [];
    const { Responses = {} } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
    );
    return (Responses[table] ?? [])
      .filter(({ unsent }) => unsent !== undefined)
      .map(({ user_name, message_id, message }) => ({
        user_name: user_name!.S!,
        message_id: message_id!.S!,
        message: message?.S ?? "",
      }));
  };

  return async (): Promise<{ messages: UnsentMessage[] }> => {
    const messages: UnsentMessage[] = [];
    let bytes = 0;
    let after: Key | undefined;
    do {
      const { keys, next } = await readKeys(Math.min(PAGE, MAX_MESSAGES - messages.length), after);
      for (const message of await readMessages(keys)) {
        const tooLarge = sizeOf(message) > MAX_MESSAGE_BYTES;
        const carried: UnsentMessage = tooLarge ? { ...message, message: "", tooLarge } : message;
        bytes += sizeOf(carried);
        if (bytes > MAX_BYTES) return { messages };
        messages.push(carried);
      }
      after = next;
    } while (after && messages.length < MAX_MESSAGES);
    return { messages };
  };
};

const sizeOf = (message: UnsentMessage) => Buffer.byteLength(JSON.stringify(message));
