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

  /** Waits so long, at most 20 s, until there is a message; none, if none comes. */
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
