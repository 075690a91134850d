import { type QueueBackend, readAnswer } from "./backend";
import { buildFauxqs } from "./fauxqs";
import { withoutSupplementary, withSupplementary } from "./supplementaryCharacters";

/** The account in all of fauxqs' ARNs. */
const ACCOUNT_ID = "000000000000";

/** Attributes that fauxqs accepts when a queue is created, and cannot change later. */
const FIXED_ATTRIBUTES = ["DeduplicationScope", "FifoThroughputLimit"];

/**
 * fauxqs in this process.
 *
 * @param onDeadLetter called with the name of a queue and the id of a message when it is moved to the queue's dead-letter queue
 */
export async function startFauxqs(
  region: string,
  directory?: string,
  onDeadLetter?: (queue: string, messageId: string) => void,
): Promise<QueueBackend> {
  const { app, empty, processTimers } = await buildFauxqs(region, directory, onDeadLetter);
  await app.ready();
  return {
    accountId: ACCOUNT_ID,
    region,
    exclusive: true,
    // No signal: a request abandoned halfway would leave a message that was never announced.
    async request(operation, input) {
      if (operation === "GetQueueAttributes") processTimers();
      const { statusCode, payload } = await app.inject({
        method: "POST",
        url: "/",
        headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${operation}` },
        payload: JSON.stringify(
          operation === "SetQueueAttributes" ? changeable(input) : withoutSupplementary({ ...input }),
        ),
      });
      return withSupplementary(readAnswer(statusCode, payload), { ...input });
    },
    async delaysOf(queue) {
      const { payload } = await app.inject({ method: "GET", url: `/_fauxqs/queues/${queue}` });
      const { messages } = JSON.parse(payload) as { messages: { delayed: { delayUntil: number }[] } };
      return messages.delayed.map(({ delayUntil }) => (delayUntil - Date.now()) / 1000);
    },
    empty,
    close: () => app.close(),
  };
}

function changeable(input: object): object {
  const { Attributes = {} } = input as { Attributes?: Record<string, string> };
  const kept = Object.entries(Attributes).filter(([name]) => !FIXED_ATTRIBUTES.includes(name));
  return { ...input, Attributes: Object.fromEntries(kept) };
}
