import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";

/** A message that was not sent yet. */
export interface UnsentMessage {
  user_name: string;
  message_id: string;
  message: string;
}

/** The most that one round sends: Step Functions carries 256 KiB from state to state, some of it for itself. */
const MOST_MESSAGES = 50;
const MOST_BYTES = 180_000;

/** A text of this size, in bytes, is more than SQS takes; it is not carried on, only named. */
const LARGEST_MESSAGE = 150_000;

/**
 * Reads unsent messages through the sparse index, page by page, up to what one round can carry. A message that is too large
 * to be carried is given without its text.
 */
export const scanMessages = () => {
  const client = new DynamoDBClient({});
  return async (): Promise<{ messages: (UnsentMessage & { tooLarge?: boolean })[] }> => {
    const messages: (UnsentMessage & { tooLarge?: boolean })[] = [];
    let bytes = 0;
    let next: Record<string, { S?: string }> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: process.env.TABLE_NAME,
          IndexName: process.env.INDEX_NAME,
          KeyConditionExpression: "unsent = :yes",
          ExpressionAttributeValues: { ":yes": { S: "yes" } },
          Limit: MOST_MESSAGES - messages.length,
          ExclusiveStartKey: next as never,
        }),
      );
      for (const item of page.Items ?? []) {
        const text = item.message?.S ?? "";
        const key = { user_name: item.user_name!.S!, message_id: item.message_id!.S! };
        const size = Buffer.byteLength(JSON.stringify(text));
        if (size > LARGEST_MESSAGE) {
          messages.push({ ...key, message: "", tooLarge: true });
        } else if (bytes + size > MOST_BYTES) {
          return { messages };
        } else {
          messages.push({ ...key, message: text });
          bytes += size;
        }
      }
      next = page.LastEvaluatedKey as typeof next;
    } while (next && messages.length < MOST_MESSAGES);
    return { messages };
  };
};
