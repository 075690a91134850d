import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { explaining } from "../errors";
import type { Message } from "./message";

export interface ReceivedMessage extends Message {
  receiptHandle: string;
}

/** The messenger's queue, as the demo uses it. */
export class MessageQueue {
  constructor(
    private readonly client: SQSClient,
    private readonly queueUrl: string,
  ) {}

  /** Waits this long, 20 s at most, for a message; returns none if none arrives. */
  async receive(waitSeconds: number): Promise<ReceivedMessage[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.queueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ["user", "message_id"],
      WaitTimeSeconds: waitSeconds,
    });
    const { Messages = [] } = await explaining(this.client.send(command));
    return Messages.map(({ Body, MessageAttributes, ReceiptHandle }) => ({
      text: Body ?? "",
      userName: MessageAttributes?.user?.StringValue ?? "",
      messageId: MessageAttributes?.message_id?.StringValue ?? "",
      receiptHandle: ReceiptHandle!,
    }));
  }

  async delete({ receiptHandle }: ReceivedMessage): Promise<void> {
    const command = new DeleteMessageCommand({ QueueUrl: this.queueUrl, ReceiptHandle: receiptHandle });
    await explaining(this.client.send(command));
  }
}
