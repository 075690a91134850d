import { BatchGetItemCommand, DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";

/** A message that was not sent yet. */
export interface UnsentMessage {
  user_name: string;
  message_id: string;
  message: string;
  /** It is too large to be carried, and its text is left out. */
  tooLarge?: true;
}

type Key = Record<"user_name" | "message_id", { S: string }>;

/** The most that one round sends: Step Functions carries 256 KiB from state to state, some of it for itself. */
const MOST_MESSAGES = 50;
const MOST_BYTES = 180_000;

/** A message that is larger than this, in bytes as JSON, is not carried on, only named. */
const LARGEST_MESSAGE = 150_000;

/** How many messages are read at once. */
const PAGE = 25;

/**
 * Reads unsent messages: their keys through the sparse index, page by page, up to what one round can carry, and then the
 * messages themselves from the table. The index may be behind; the table's consistent read tells which are still unsent.
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

  /** Those of the keys that are still unsent. What DynamoDB does not get to is left for the next round. */
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
      const { keys, next } = await readKeys(Math.min(PAGE, MOST_MESSAGES - messages.length), after);
      for (const message of await readMessages(keys)) {
        const tooLarge = sizeOf(message) > LARGEST_MESSAGE;
        const carried: UnsentMessage = tooLarge ? { ...message, message: "", tooLarge } : message;
        bytes += sizeOf(carried);
        if (bytes > MOST_BYTES) return { messages };
        messages.push(carried);
      }
      after = next;
    } while (after && messages.length < MOST_MESSAGES);
    return { messages };
  };
};

const sizeOf = (message: UnsentMessage) => Buffer.byteLength(JSON.stringify(message));
