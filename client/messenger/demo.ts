import { randomUUID } from "node:crypto";
import type { Execution } from "../execution";
import { type PollOptions, poll, type Timer } from "../polling";
import { firstMessages, isFromDemo, lateMessage, type Message } from "./message";
import type { MessageQueue, ReceivedMessage } from "./messageQueue";
import type { MessageTable } from "./messageTable";
import { type Pump, sendsToQueue } from "./pump";

/** What the demo works with. */
export interface Stage {
  table: MessageTable;
  queue: MessageQueue;
  pump: Pump;
  /** Sets, in the stack's configuration, whether the pump sends to the queue, and updates the stack. */
  deliverToQueue(on: boolean, signal?: AbortSignal): Promise<void>;
}

export interface DemoOptions {
  /** Ends the demo; it cleans up first. */
  signal: AbortSignal;
  /** The next step, one line. */
  progress(line: string): void;
  /** A message received from the queue. */
  received(message: Message): void;
  /** The longest that each step may wait, in milliseconds. Default: one minute. */
  timeoutMs?: number;
  timer?: Timer;
}

/** A step did not have the expected result. */
export class DemoError extends Error {
  override readonly name = "DemoError";
}

const RECEIVE_SECONDS = 2;

/**
 * Shows the pump in its two forms, and asserts each step. However the demo ends, no pump runs afterwards, the demo's messages
 * are deleted from the table, and the pump has its original form.
 *
 * @throws DemoError, PollTimeoutError, the signal's reason, or an error of AWS.
 */
export async function runDemo(stage: Stage, options: DemoOptions): Promise<void> {
  const demo = new Demo(stage, options);
  try {
    await demo.play();
  } catch (error) {
    options.progress("cleaning up: stopping every pump");
    await demo.cleanUp().catch((failure) => {
      throw new AggregateError(
        [error, failure],
        `${(error as Error).message} The cleanup failed as well, so a pump may still be running: ${failure.message}`,
      );
    });
    throw error;
  }
  await demo.cleanUp();
}

class Demo {
  private readonly run = randomUUID().slice(0, 8);
  private readonly messages = firstMessages(this.run);
  private readonly late = lateMessage(this.run);
  private readonly waiting: PollOptions;
  /** Set as soon as there is something to clean up: whether the pump sent to the queue before. */
  private sentBefore: boolean | undefined;

  constructor(
    private readonly stage: Stage,
    private readonly options: DemoOptions,
  ) {
    const { timeoutMs = 60_000, timer } = options;
    this.waiting = { timeoutMs, maxDelayMs: 2_000, ...(timer && { timer }) };
  }

  async play(): Promise<void> {
    const { table, pump } = this.stage;
    await this.step("checking that no pump runs", () => this.assertIdle());
    this.sentBefore = await this.sends();
    await this.step("having the pump mark messages only", () => this.deliverToQueue(false));
    await this.step("writing three messages", () => this.each((message) => table.put(message)));
    const marking = await this.step("running the pump without the queue", () => pump.start());
    await this.step("verifying that they are marked sent", () => this.untilSent(this.messages));
    await this.step("verifying that none arrived in the queue", () => this.assertNothingArrives());
    await this.stop(marking, "Stop to update for demo.");
    await this.step("updating the pump, so that it sends to the queue", () => this.deliverToQueue(true));
    const sending = await this.step("marking the messages unsent, running the pump", () =>
      this.startUpdated(),
    );
    await this.step("receiving them from the queue", () => this.receive(this.messages));
    await this.step("verifying that they are marked sent", () => this.untilSent(this.messages));
    await this.step("adding a message", () => table.put(this.late));
    await this.step("receiving it from the queue", () => this.receive([this.late]));
    await this.step("verifying that it is marked sent", () => this.untilSent([this.late]));
    await this.step("verifying that none arrived twice", () => this.assertNothingArrives());
    await this.stop(sending, "Done with demo.");
  }

  /** Ignores the signal: it is called because of Ctrl-C. */
  async cleanUp(): Promise<void> {
    if (this.sentBefore === undefined) return;
    await this.stage.pump.stop("The demo was interrupted.", this.waiting);
    for (const message of [...this.messages, this.late]) await this.stage.table.remove(message);
    if ((await this.sends()) !== this.sentBefore) await this.stage.deliverToQueue(this.sentBefore);
  }

  private async step<T>(title: string, action: () => Promise<T>): Promise<T> {
    this.options.signal.throwIfAborted();
    this.options.progress(title);
    return action();
  }

  private async deliverToQueue(on: boolean): Promise<void> {
    if ((await this.sends()) === on) return;
    await this.stage.deliverToQueue(on, this.options.signal);
    const wrong = on ? "does not send to the queue" : "still sends to the queue";
    if ((await this.sends()) !== on) throw new DemoError(`the updated definition ${wrong}`);
  }

  private stop(execution: Execution, cause: string): Promise<void> {
    return this.step(`stopping the pump: ${cause}`, async () => {
      await this.stage.pump.stop(cause, this.polling());
      const ended = await execution.describe();
      if (ended.status === "ABORTED" && ended.cause === cause) return;
      throw new DemoError(`the pump ended as ${ended.status} before it was stopped: ${execution.arn}`);
    });
  }

  private polling(): PollOptions {
    return { ...this.waiting, signal: this.options.signal };
  }

  private async each(action: (message: Message) => Promise<void>): Promise<void> {
    for (const message of this.messages) await action(message);
  }

  private async sends(): Promise<boolean> {
    return sendsToQueue((await this.stage.pump.machine.describe()).definition);
  }

  private async assertIdle(): Promise<void> {
    const running = await this.stage.pump.running();
    if (running.length > 0)
      throw new DemoError(`a pump is already running; stop it first: ${running.join(", ")}`);
  }

  private async untilSent(messages: Message[]): Promise<void> {
    for (const message of messages) {
      const check = async () => (await this.stage.table.isSent(message)) || undefined;
      await poll(`message ${message.messageId} to be marked sent`, check, this.polling());
    }
  }

  /** For some seconds after an update, AWS may start executions with the previous definition. */
  private startUpdated(): Promise<Execution> {
    const { table, pump } = this.stage;
    const check = async (): Promise<Execution | undefined> => {
      await this.each((message) => table.markUnsent(message));
      const execution = await pump.start();
      if (sendsToQueue(await execution.definition())) return execution;
      await pump.stop("It runs the definition from before the update.", this.polling());
      return undefined;
    };
    return poll("an execution of the updated pump", check, this.polling());
  }

  private async receive(expected: Message[]): Promise<void> {
    const missing = new Map(expected.map((message) => [message.messageId, message]));
    const check = async () => {
      for (const received of await this.take()) {
        const wanted = missing.get(received.messageId);
        if (!wanted)
          throw new DemoError(`message ${received.messageId} arrived unexpectedly, or more than once`);
        if (wanted.userName !== received.userName || wanted.text !== received.text) {
          throw new DemoError(
            `message ${wanted.messageId} arrived as "${received.text}" from "${received.userName}"`,
          );
        }
        missing.delete(received.messageId);
        this.options.received(wanted);
      }
      return missing.size === 0 || undefined;
    };
    await poll(`${expected.length} message(s) to arrive`, check, this.polling());
  }

  private async assertNothingArrives(): Promise<void> {
    const [message] = await this.take();
    if (message) throw new DemoError(`message ${message.messageId} arrived unexpectedly`);
  }

  /** This run's messages in the queue; an earlier run's are deleted. */
  private async take(): Promise<ReceivedMessage[]> {
    const messages = await this.stage.queue.receive(RECEIVE_SECONDS);
    const foreign = messages.find(({ messageId }) => !isFromDemo(messageId));
    if (foreign) {
      throw new DemoError(
        `the queue holds a message that is not the demo's (${foreign.messageId}); run the demo on a separate stack`,
      );
    }
    for (const message of messages) await this.stage.queue.delete(message);
    return messages.filter(({ messageId }) => isFromDemo(messageId, this.run));
  }
}
