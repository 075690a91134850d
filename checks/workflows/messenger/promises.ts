import { type Check, countsOf } from "../check";

export const MARKED_WHEN_SENT = "no message is marked sent that was not sent";
export const NOT_LOST = "no message is lost";
export const ONE_STATE = "a message is unsent, sent or set aside";
export const SENT_ONCE = "no message is sent twice";
export const NOT_UNSENT = "no message stays unsent";
export const GOOD_NOT_SET_ASIDE = "an outage sets no message aside";
export const UNCHANGED = "a message arrives as it was written";

/** A message as the table has it. */
export interface MessageMarks {
  id: string;
  sent: boolean;
  unsent: boolean;
  setAside: boolean;
}

/** A message as the table and the queues have it. */
export interface MessageFacts extends MessageMarks {
  /** How often the queue accepted it. */
  timesSent: number;
  /** Whether it was received from the queue. */
  received: boolean;
  /** Whether it was received from the dead-letter queue. */
  deadLetter: boolean;
}

const brokenBy = (
  promise: string,
  messages: readonly MessageFacts[],
  isBroken: (message: MessageFacts) => boolean,
  shown: (message: MessageFacts) => string,
): Check => ({
  promise,
  of: `${messages.length} messages`,
  broken: messages.filter(isBroken).map((message) => `${message.id} ${shown(message)}`),
});

/** What holds whichever calls fail, and whenever a pump is stopped. */
export function checkMessages(messages: readonly MessageFacts[]): Check[] {
  return [
    brokenBy(
      MARKED_WHEN_SENT,
      messages,
      ({ sent, received }) => sent && !received,
      () => "is",
    ),
    brokenBy(
      NOT_LOST,
      messages,
      ({ setAside, deadLetter }) => setAside && !deadLetter,
      () => "is marked as set aside, and is not in the dead-letter queue",
    ),
    brokenBy(
      ONE_STATE,
      messages,
      ({ sent, unsent, setAside }) => [sent, unsent, setAside].filter(Boolean).length !== 1,
      ({ sent, unsent, setAside }) => `is ${JSON.stringify({ sent, unsent, setAside })}`,
    ),
    brokenBy(
      SENT_ONCE,
      messages,
      ({ timesSent }) => timesSent > 1,
      ({ timesSent }) => `was sent ${timesSent} times`,
    ),
  ];
}

/**
 * What holds in addition once a pump has processed every message without a fault.
 *
 * @param isGood whether the queue accepts the message; default: it accepts all
 */
export function checkPumpedMessages(
  messages: readonly MessageFacts[],
  isGood: (id: string) => boolean = () => true,
): Check[] {
  const nowhere = brokenBy(
    NOT_LOST,
    messages,
    ({ received, deadLetter, setAside }) => !received && !deadLetter && !setAside,
    () => "is in no queue",
  );
  return [
    ...checkMessages(messages).map((check) =>
      check.promise === NOT_LOST ? { ...check, broken: [...check.broken, ...nowhere.broken] } : check,
    ),
    brokenBy(
      NOT_UNSENT,
      messages,
      ({ unsent }) => unsent,
      () => "does",
    ),
    brokenBy(
      GOOD_NOT_SET_ASIDE,
      messages,
      ({ id, deadLetter }) => isGood(id) && deadLetter,
      () => "was set aside",
    ),
  ];
}

/** What the table has of each message that was written, and what came out of the queues; each by `user/id`. */
export interface MessageTraces {
  written: ReadonlyMap<string, string>;
  items: readonly MessageMarks[];
  /** Every receipt from the queue, with the text. */
  received: readonly { id: string; text: string }[];
  deadLetters: readonly string[];
}

/** The facts of every message that was written, by its receipts. */
export function messageFacts({ written, items, received, deadLetters }: MessageTraces): MessageFacts[] {
  const marks = new Map(items.map((item) => [item.id, item]));
  const times = countsOf(received.map(({ id }) => id));
  const dead = new Set(deadLetters);
  return [...written.keys()].map((id) => ({
    ...(marks.get(id) ?? { id, sent: false, unsent: false, setAside: false }),
    timesSent: times.get(id) ?? 0,
    received: times.has(id),
    deadLetter: dead.has(id),
  }));
}

/** Every received message was written, with that text. */
export function checkTexts({ written, received }: Pick<MessageTraces, "written" | "received">): Check {
  const broken = received.flatMap(({ id, text }) => {
    if (!written.has(id)) return [`${id} was received, and was not written`];
    return written.get(id) === text ? [] : [`${id} arrived with another text`];
  });
  return { promise: UNCHANGED, of: `${written.size} messages`, broken };
}
