/** A message in the table. */
export interface Message {
  userName: string;
  /** Unique: the queue drops a second message with the same id for five minutes. */
  messageId: string;
  text: string;
}

/** The ids of the demo's messages start with this, so that no other message is mistaken for one of them. */
const DEMO_PREFIX = "demo-";

const TEXTS: readonly [userName: string, text: string][] = [
  ["wills", "Brevity is the soul of wit."],
  ["janea", "Let us never underestimate the power of a well-written letter."],
  [
    "lewisc",
    "I have proved by actual trial that a letter, that takes an hour to write, takes only about 3 minutes to read!",
  ],
];

/** The messages that are written at the start. */
export const firstMessages = (run: string): Message[] =>
  TEXTS.map(([userName, text], index) => ({ userName, text, messageId: demoId(run, index + 1) }));

/** The one that is added while the pump runs. */
export const lateMessage = (run: string): Message => ({
  userName: "wills",
  text: "Action is eloquence.",
  messageId: demoId(run, TEXTS.length + 1),
});

const demoId = (run: string, number: number): string => `${DEMO_PREFIX}${run}-${number}`;

/** Whether a message belongs to any run, or to this one. */
export const isFromDemo = (messageId: string, run?: string): boolean =>
  messageId.startsWith(run === undefined ? DEMO_PREFIX : demoId(run, 0).slice(0, -1));
