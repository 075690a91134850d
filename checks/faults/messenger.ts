import type { Execution } from "../../packages/local-cloud";
import type { Evaluation } from "../../packages/local-stack";
import { type FaultedWorkflow, type Path, StartedExecutions, type Testbed, type Verdict } from "./workflow";

/**
 * Seconds of the clock that a pump gets with a fault that lasts, so that another one, without, is within SQS's five minutes;
 * and with one that passes, in which nobody but the pump itself decides how long it takes.
 */
const LASTING_SECONDS = 150;
const PASSING_SECONDS = 3_000;
/** A little more than from one start of the schedule to the next. */
const SCHEDULE_SECONDS = 301;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html */
const DEDUPLICATION_MS = 300_000;

interface Message {
  user: string;
  id: string;
}

/** The pump, and the messages of one trial. */
class Mail {
  private readonly sent: string[] = [];
  private readonly deadLetters: string[] = [];
  /** When the queue took each message, by the clock; what it dropped as a duplicate not among them. */
  private readonly taken = new Map<string, number[]>();
  private readonly stopWatching: () => void;

  constructor(
    private readonly ground: Testbed,
    private readonly messages: Message[],
  ) {
    const { faults, services, outputs } = ground;
    this.stopWatching = faults.onEffect(({ operation, input }) => {
      if (operation !== "SendMessage" || input.QueueUrl !== outputs.messengerQueueUrl) return;
      const id = String(input.MessageDeduplicationId);
      const before = this.taken.get(id) ?? [];
      const now = services.clock.now();
      if (now - (before.at(-1) ?? 0) >= DEDUPLICATION_MS) this.taken.set(id, [...before, now]);
    });
  }

  /** How often the queue took a message. The queue of the local cloud would drop a duplicate by real time. */
  private timesTaken(id: string): number {
    return this.taken.get(id)?.length ?? 0;
  }

  close(): void {
    this.stopWatching();
  }

  async put(): Promise<void> {
    for (const { user, id } of this.messages) {
      await this.call("dynamodb", "PutItem", {
        TableName: this.table,
        Item: {
          user_name: { S: user },
          message_id: { S: id },
          message: { S: `text of ${id}` },
          sent: { BOOL: false },
          unsent: { S: "yes" },
        },
      });
    }
  }

  async start(): Promise<Execution> {
    const { executionArn } = await this.call("states", "StartExecution", {
      stateMachineArn: this.ground.outputs.messengerArn,
    });
    return this.ground.services.stepFunctions.execution(String(executionArn))!;
  }

  /** Lets time pass until `isSo`, or until no pump runs that was `started`, but only for so many seconds of the clock. */
  async letPump(seconds: number, isSo: () => Promise<boolean>, started?: StartedExecutions): Promise<void> {
    const { clock } = this.ground.services;
    let isOver = false;
    const cancel = clock.after(seconds * 1000, () => {
      isOver = true;
    });
    const watch = async () => {
      const goesOn = () => !started || started.all().some(({ status }) => status === "RUNNING");
      while (!isOver && goesOn() && !(await isSo())) {
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    };
    await clock.skipWhile(watch());
    cancel();
  }

  /** Stops what runs; one that hands over meanwhile is stopped too. */
  async stop(started: StartedExecutions): Promise<void> {
    for (;;) {
      const running = started.all().filter(({ status }) => status === "RUNNING");
      if (running.length === 0) return;
      await Promise.all(running.map((each) => each.stop(undefined, "the trial is over")));
    }
  }

  /** What the table says of each message. */
  private async items(): Promise<{ id: string; sent: boolean; unsent: boolean; setAside: boolean }[]> {
    return Promise.all(
      this.messages.map(async ({ user, id }) => {
        const { Item = {} } = await this.call("dynamodb", "GetItem", {
          TableName: this.table,
          Key: { user_name: { S: user }, message_id: { S: id } },
          ConsistentRead: true,
        });
        const { sent, unsent, setAside } = Item as Record<string, { BOOL?: boolean; S?: string }>;
        return {
          id,
          sent: sent?.BOOL === true,
          unsent: unsent !== undefined,
          setAside: setAside !== undefined,
        };
      }),
    );
  }

  async areDone(): Promise<boolean> {
    return (await this.items()).every(({ unsent }) => !unsent);
  }

  async facts(): Promise<MessageFacts[]> {
    await this.receive();
    return (await this.items()).map((item) => ({
      ...item,
      taken: Math.max(this.timesTaken(item.id), this.sent.filter((id) => id === item.id).length),
      received: this.sent.includes(item.id),
      deadLetter: this.deadLetters.includes(item.id),
    }));
  }

  private async receive(): Promise<void> {
    const { messengerQueueUrl, messengerDeadLetterQueueUrl } = this.ground.outputs;
    for (const { attributes } of await this.drain(messengerQueueUrl)) this.sent.push(attributes);
    for (const { body } of await this.drain(messengerDeadLetterQueueUrl)) {
      this.deadLetters.push(String((JSON.parse(body) as { message_id?: string }).message_id));
    }
  }

  private async drain(QueueUrl: unknown): Promise<{ body: string; attributes: string }[]> {
    const received: { body: string; attributes: string }[] = [];
    for (;;) {
      const { Messages = [] } = await this.call("sqs", "ReceiveMessage", {
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ["All"],
      });
      const batch = Messages as {
        Body: string;
        ReceiptHandle: string;
        MessageAttributes?: Record<string, { StringValue: string }>;
      }[];
      if (batch.length === 0) return received;
      for (const { Body, ReceiptHandle, MessageAttributes } of batch) {
        received.push({ body: Body, attributes: MessageAttributes?.message_id?.StringValue ?? "" });
        await this.call("sqs", "DeleteMessage", { QueueUrl, ReceiptHandle });
      }
    }
  }

  private get table(): string {
    return String(this.ground.outputs.messengerTable);
  }

  private call(service: string, operation: string, input: object) {
    const { cloud } = this.ground.services;
    return cloud.call(cloud.administrator, service, operation, input);
  }
}

/** A message as the table and the queues know it. */
export interface MessageFacts {
  id: string;
  sent: boolean;
  unsent: boolean;
  setAside: boolean;
  /** How often the queue took it. */
  taken: number;
  /** Whether it came out of the queue, and out of that of dead letters. */
  received: boolean;
  deadLetter: boolean;
}

/** What is broken of what holds whenever a pump stops: nothing is lost, and nothing marked that is not in a queue. */
export function violationsOf({ id, sent, unsent, setAside, ...found }: MessageFacts): string[] {
  const violations: string[] = [];
  if (sent && !found.received) {
    violations.push(`no message is marked sent that was not sent: ${id} is`);
  }
  if (setAside && !found.deadLetter) {
    violations.push(`no message is lost: ${id} is marked as set aside, and is not among the dead letters`);
  }
  if ([sent, unsent, setAside].filter(Boolean).length !== 1) {
    violations.push(
      `a message is unsent, sent or set aside: ${id} is ${JSON.stringify({ sent, unsent, setAside })}`,
    );
  }
  if (found.taken > 1) violations.push(`none is sent twice: ${id} was, ${found.taken} times`);
  return violations;
}

/** As {@link violationsOf}, and of what holds once another pump went over it. */
export function violationsAtTheEnd(facts: MessageFacts, isGood: boolean): string[] {
  const { id, unsent, received, deadLetter } = facts;
  const violations = violationsOf(facts);
  if (unsent) violations.push(`no message stays unsent: ${id} does`);
  if (!received && !deadLetter) violations.push(`no message is lost: ${id} is nowhere`);
  if (isGood && deadLetter) violations.push(`an outage sets nothing aside: ${id} is`);
  return violations;
}

const isContinued = ({ name }: Execution) => name.startsWith("continued-");

const GOOD = ["anna", "ben"];
/** A queue takes no such group. */
const BAD = "a group cannot have spaces";

/**
 * @param isDone when a pump has come to what the path is for; default: once nothing is unsent
 * @param scheduled whether the schedule starts the first pump; default: the client does
 */
const path = (
  title: string,
  users: string[],
  {
    isDone = (mail) => mail.areDone(),
    scheduled = false,
  }: { isDone?: (mail: Mail, started: StartedExecutions) => Promise<boolean>; scheduled?: boolean } = {},
): Path => ({
  title,
  async play(ground, key, lasts) {
    const started = new StartedExecutions(ground);
    const messages = users.map((user, index) => ({ user, id: `${key}-${index}` }));
    const mail = new Mail(ground, messages);
    await mail.put();
    const isSo = () => isDone(mail, started);
    if (scheduled) {
      await mail.letPump(lasts ? SCHEDULE_SECONDS : PASSING_SECONDS, isSo);
    } else {
      await mail.start();
      await mail.letPump(lasts ? LASTING_SECONDS : PASSING_SECONDS, isSo, started);
    }
    await mail.stop(started);
    return async (): Promise<Verdict> => {
      const early = (await mail.facts()).flatMap(violationsOf);
      const again = new StartedExecutions(ground);
      await mail.start();
      await mail.letPump(LASTING_SECONDS, () => mail.areDone(), again);
      await mail.stop(again);
      mail.close();
      const good = new Set(messages.filter(({ user }) => user !== BAD).map(({ id }) => id));
      const late = (await mail.facts()).flatMap((facts) => violationsAtTheEnd(facts, good.has(facts.id)));
      return { violations: [...early, ...late] };
    };
  },
});

/** Lets the pump's history be long after this many of the events that it counts, instead of after 20,000. */
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
  // A pump that gives up has nothing of its own to say: it ends with what its table, queue or function answered.
  errors:
    /^((DynamoDB|Lambda|SQS|Sfn|StepFunctions)\.\w+|States\.Timeout|Runtime\.ExitError|Sandbox\.Timedout|\w+Exception|\w+Error)$/,
  paths: [
    path("sent, and gone on as a new execution", GOOD, {
      isDone: async (mail, started) => started.all().some(isContinued) && (await mail.areDone()),
    }),
    path("set aside", [...GOOD, BAD]),
    path("started by the schedule", GOOD, { scheduled: true }),
  ],
};
