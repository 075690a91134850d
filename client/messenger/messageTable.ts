import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { explaining } from "../errors";
import type { Message } from "./message";

/** The attribute that only unsent messages have: the key of the sparse index that the pump reads. */
const UNSENT = { attribute: "unsent", value: "yes" } as const;

/** The messenger's table, as the demo uses it. */
export class MessageTable {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  /** Writes a message that is to be sent. */
  async put(message: Message): Promise<void> {
    const item = {
      ...this.key(message),
      message: { S: message.text },
      sent: { BOOL: false },
      [UNSENT.attribute]: { S: UNSENT.value },
    };
    await explaining(this.client.send(new PutItemCommand({ TableName: this.tableName, Item: item })));
  }

  /** Marks an existing message to be sent again. */
  async markUnsent(message: Message): Promise<void> {
    const command = new UpdateItemCommand({
      TableName: this.tableName,
      Key: this.key(message),
      ConditionExpression: "attribute_exists(message_id)",
      UpdateExpression: "SET sent = :false, #unsent = :unsent",
      ExpressionAttributeNames: { "#unsent": UNSENT.attribute },
      ExpressionAttributeValues: { ":false": { BOOL: false }, ":unsent": { S: UNSENT.value } },
    });
    await explaining(this.client.send(command));
  }

  async isSent(message: Message): Promise<boolean> {
    const command = new GetItemCommand({
      TableName: this.tableName,
      Key: this.key(message),
      ConsistentRead: true,
    });
    const { Item } = await explaining(this.client.send(command));
    return Item?.sent?.BOOL === true;
  }

  /** It is not an error if the message does not exist. */
  async remove(message: Message): Promise<void> {
    const command = new DeleteItemCommand({ TableName: this.tableName, Key: this.key(message) });
    await explaining(this.client.send(command));
  }

  private key({ userName, messageId }: Message) {
    return { user_name: { S: userName }, message_id: { S: messageId } };
  }
}
