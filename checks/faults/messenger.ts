import type { Execution } from "../../packages/local-cloud";
import type { Evaluation } from "../../packages/local-stack";
import { violationsOf } from "../workflows/check";
import { MessengerClient } from "../workflows/messenger/client";
import { checkMessages, checkPumpedMessages, type MessageFacts } from "../workflows/messenger/promises";
import { type FaultedWorkflow, type Path, StartedExecutions, type Testbed, type Verdict } from "./workflow";

/**
 * How many seconds of the clock a pump may run. With a fault that lasts, they are few, so that the next pump, without the
 * fault, runs within SQS's five minutes of deduplication; with one that passes, only the pump itself decides how long it takes.
 */
const LASTING_SECONDS = 150;
const PASSING_SECONDS = 3_000;
/** A little more than from one start of the schedule to the next. */
const SCHEDULE_SECONDS = 301;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html */
const DEDUPLICATION_MS = 300_000;

/** The messages of one trial, and the pumps that send them. */
class Mail {
  readonly client: MessengerClient;
  private readonly received: string[] = [];
  private readonly deadLetters: string[] = [];
  /** When the queue accepted each message, by the clock; without those that it dropped as duplicates. */
  private readonly accepted = new Map<string, number[]>();
  private readonly stopWatching: () => void;

  constructor(
    private readonly testbed: Testbed,
    private readonly messages: { user: string; id: string }[],
  ) {
    this.client = new MessengerClient(testbed);
    const { faults, services, outputs } = testbed;
    this.stopWatching = faults.onEffect(({ operation, input }) => {
      if (operation !== "SendMessage" || input.QueueUrl !== outputs.messengerQueueUrl) return;
      const id = String(input.MessageDeduplicationId);
      const before = this.accepted.get(id) ?? [];
      const now = services.clock.now();
      if (now - (before.at(-1) ?? 0) >= DEDUPLICATION_MS) this.accepted.set(id, [...before, now]);
    });
  }

  close(): void {
    this.stopWatching();
  }

  put(): Promise<void> {
    return this.client.put(this.messages.map((message) => ({ ...message, text: `text of ${message.id}` })));
  }

  /** Skips time until `isDone`, or until none of the `started` pumps is running, but no more seconds of the clock than given. */
  async letPump(seconds: number, isDone: () => Promise<boolean>, started?: StartedExecutions): Promise<void> {
    const { clock } = this.testbed.services;
    let isOver = false;
    const cancel = clock.after(seconds * 1000, () => {
      isOver = true;
    });
    const watch = async () => {
      const isRunning = () => !started || started.all().some(({ status }) => status === "RUNNING");
      while (!isOver && isRunning() && !(await isDone())) {
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    };
    await clock.skipWhile(watch());
    cancel();
  }

  /** Whether no message is unsent. */
  async isDone(): Promise<boolean> {
    return (await this.marks()).every(({ unsent }) => !unsent);
  }

  async facts(): Promise<MessageFacts[]> {
    this.received.push(...(await this.client.drain()).map(({ id }) => String(id)));
    const deadLetters = await this.client.drainDeadLetterIds();
    this.deadLetters.push(...deadLetters.map((key) => key.slice(key.lastIndexOf("/") + 1)));
    return (await this.marks()).map((marks) => ({
      ...marks,
      timesSent: Math.max(this.timesAccepted(marks.id), this.received.filter((id) => id === marks.id).length),
      received: this.received.includes(marks.id),
      deadLetter: this.deadLetters.includes(marks.id),
    }));
  }

  /** The local cloud's queue would drop a duplicate by real time; this counts by the clock. */
  private timesAccepted(id: string): number {
    return this.accepted.get(id)?.length ?? 0;
  }

  private async marks() {
    return Promise.all(
      this.messages.map(async (message) => {
        const { sent, unsent, setAside } = await this.client.item(message);
        return { id: message.id, sent, unsent, setAside: setAside !== undefined };
      }),
    );
  }
}

const isContinued = ({ name }: Execution) => name.startsWith("continued-");

const GOOD = ["anna", "ben"];
/** The queue does not accept such a message group. */
const BAD = "a group cannot have spaces";

interface PathOptions {
  /** When a pump has done what the path is for. Default: once nothing is unsent. */
  isDone?: (mail: Mail, started: StartedExecutions) => Promise<boolean>;
  /** Whether the schedule starts the first pump. Default: the client does. */
  scheduled?: boolean;
}

const path = (
  title: string,
  users: string[],
  { isDone = (mail) => mail.isDone(), scheduled = false }: PathOptions = {},
): Path => ({
  title,
  /** An operator stops the pump, and starts another. */
  async act(testbed) {
    const client = new MessengerClient(testbed);
    await client.stopPumps();
    await client.startPump();
  },
  async play(testbed, key, lasts) {
    const started = new StartedExecutions(testbed);
    const messages = users.map((user, index) => ({ user, id: `${key}-${index}` }));
    const mail = new Mail(testbed, messages);
    await mail.put();
    const isPathDone = () => isDone(mail, started);
    if (scheduled) {
      await mail.letPump(lasts ? SCHEDULE_SECONDS : PASSING_SECONDS, isPathDone);
    } else {
      await mail.client.startPump();
      await mail.letPump(lasts ? LASTING_SECONDS : PASSING_SECONDS, isPathDone, started);
    }
    await mail.client.stopPumps();
    return async (): Promise<Verdict> => {
      const early = violationsOf(checkMessages(await mail.facts()));
      const again = new StartedExecutions(testbed);
      await mail.client.startPump();
      await mail.letPump(LASTING_SECONDS, () => mail.isDone(), again);
      await mail.client.stopPumps();
      mail.close();
      const good = new Set(messages.filter(({ user }) => user !== BAD).map(({ id }) => id));
      const late = violationsOf(checkPumpedMessages(await mail.facts(), (id) => good.has(id)));
      return { violations: [...early, ...late] };
    };
  },
});

/** A pump continues as a new execution after this many events, instead of after 20,000. */
const LONG_HISTORY = 100;

function withShortHistory(evaluation: Evaluation): Evaluation {
  const resources = evaluation.resources.map((resource) => {
    if (resource.type !== "aws:sfn/stateMachine:StateMachine") return resource;
    const definition = String(resource.inputs.definition).replace(
      /\$events > \d+/,
      `$events > ${LONG_HISTORY}`,
    );
    return { ...resource, inputs: { ...resource.inputs, definition } };
  });
  return { ...evaluation, resources };
}

export const messenger: FaultedWorkflow = {
  name: "messenger",
  config: { workflows: '["messenger"]', messengerKeepRunning: "true" },
  adapt: withShortHistory,
  // A pump fails once it skipped messages, or with the error of its table or function.
  errors:
    /^(MessagesSkipped|(DynamoDB|Lambda|SQS|Sfn|StepFunctions)\.\w+|States\.Timeout|Runtime\.ExitError|Sandbox\.Timedout|\w+Exception|\w+Error)$/,
  paths: [
    path("sent, and continued as a new execution", GOOD, {
      isDone: async (mail, started) => started.all().some(isContinued) && (await mail.isDone()),
    }),
    path("set aside", [...GOOD, BAD]),
    path("started by the schedule", GOOD, { scheduled: true }),
  ],
};
