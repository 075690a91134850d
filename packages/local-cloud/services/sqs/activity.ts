import { MAXIMUM_VISIBILITY_SECONDS } from "../lambda/eventSource/queue";
import type { Arrivals } from "./arrivals";
import type { QueueSettings } from "./queueSettings";
import { nameOf, queueName } from "./translation";

type Input = Record<string, unknown>;

/** Tracks what each completed call changes: the queues' settings, and which messages may have become available. */
export class QueueActivity {
  constructor(
    private readonly settings: QueueSettings,
    private readonly arrivals: Arrivals,
  ) {}

  note(operation: string, input: Input, output: Record<string, unknown>): void {
    const queue = String(input.QueueName ?? queueName(String(input.QueueUrl ?? "")));
    const entries = (input.Entries ?? [input]) as Input[];
    switch (operation) {
      case "CreateQueue":
      case "SetQueueAttributes":
        this.settings.set(queue, { ...(input.Attributes as Record<string, string> | undefined) });
        break;
      case "DeleteQueue":
        this.settings.delete(queue);
        break;
      case "SendMessage":
      case "SendMessageBatch":
        for (const { DelaySeconds = this.settings.delaySeconds(queue) } of entries) {
          this.announceIn(queue, Number(DelaySeconds), true);
        }
        break;
      case "ChangeMessageVisibility":
      case "ChangeMessageVisibilityBatch":
        for (const { VisibilityTimeout } of entries) this.announceIn(queue, Number(VisibilityTimeout), false);
        break;
      case "DeleteMessage":
      case "DeleteMessageBatch":
        // The next message of the same group may follow.
        if (queue.endsWith(".fifo")) this.arrivals.announce(queue);
        break;
      case "ReceiveMessage":
        this.noteReceipt(queue, input, output);
        break;
    }
  }

  /** Receiving moves messages that failed too often, and received messages become visible again if they are not deleted. */
  private noteReceipt(queue: string, input: Input, output: Record<string, unknown>): void {
    const deadLetterArn = this.settings.deadLetterArn(queue);
    if (deadLetterArn !== undefined) this.arrivals.announce(nameOf(deadLetterArn));
    if (!Array.isArray(output.Messages) || output.Messages.length === 0) return;
    const seconds = Number(input.VisibilityTimeout ?? this.settings.visibilitySeconds(queue));
    if (seconds < MAXIMUM_VISIBILITY_SECONDS) this.announceIn(queue, seconds, false);
  }

  private announceIn(queue: string, seconds: number, held: boolean): void {
    if (seconds > 0) this.arrivals.announceIn(queue, seconds, held);
    else this.arrivals.announce(queue);
  }
}
