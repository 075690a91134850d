import { randomUUID } from "node:crypto";
import type { Clock } from "../../aws/clock";
import { AwsError } from "../../aws/service";
import { DEFAULT_AGE_SECONDS, DEFAULT_RETRIES, type Schedule } from "./schedule";
import type { Exhausted, Invocation, TargetCaller } from "./targetCaller";

/** The maximum delay between two attempts, in milliseconds. */
const MAX_DELAY = 15 * 60_000;

export interface ScheduledCallsOptions {
  clock: Clock;
  caller: TargetCaller;
  /** 0 ≤ n < 1, for the time within a flexible window. */
  random: () => number;
  /** Called when the schedule is never due again, and its last call has ended. */
  onCompleted(schedule: Schedule): void;
}

/**
 * The calls of one schedule from now on. They run on the clock in the background: a clock that skips time does not skip to a
 * schedule alone. A failed call is retried with increasing delays, and finally sent to the dead-letter queue.
 */
export class ScheduledCalls {
  private readonly cancels = new Set<() => void>();
  private readonly inFlight = new Set<Promise<void>>();
  private ended = false;

  constructor(
    private readonly schedule: Schedule,
    private readonly options: ScheduledCallsOptions,
  ) {
    const due = schedule.next(options.clock.now());
    if (due !== undefined) this.plan(due);
  }

  /** Drops everything that waits. Resolves when the calls in flight have ended. */
  async end(): Promise<void> {
    this.ended = true;
    for (const cancel of this.cancels) cancel();
    await Promise.all(this.inFlight);
  }

  private plan(time: number): void {
    const { clock, random } = this.options;
    const { flexibleWindow, next } = this.schedule;
    const delay = flexibleWindow === 0 ? 0 : Math.floor(random() * flexibleWindow);
    this.after(time + delay - clock.now(), () => {
      const following = next(time);
      const isLast = following === undefined;
      this.start({ time, executionId: randomUUID(), attempt: 1 }, isLast);
      if (!isLast) this.plan(following);
    });
  }

  private start(invocation: Invocation, isLast: boolean): void {
    const work = this.invoke(invocation, isLast).finally(() => this.inFlight.delete(work));
    this.inFlight.add(work);
  }

  private async invoke(invocation: Invocation, isLast: boolean): Promise<void> {
    const { caller, onCompleted } = this.options;
    try {
      await caller.call(this.schedule, invocation);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (this.retry(invocation, isLast)) return;
      await this.giveUp(invocation, error);
    }
    if (isLast && !this.ended) onCompleted(this.schedule);
  }

  /** Whether there is another attempt. */
  private retry(invocation: Invocation, isLast: boolean): boolean {
    if (this.exhausted(invocation)) return false;
    const next = { ...invocation, attempt: invocation.attempt + 1 };
    this.after(delayAfter(invocation), () => this.start(next, isLast));
    return true;
  }

  private exhausted(invocation: Invocation): Exhausted | undefined {
    const { MaximumRetryAttempts = DEFAULT_RETRIES, MaximumEventAgeInSeconds = DEFAULT_AGE_SECONDS } =
      this.schedule.target.RetryPolicy ?? {};
    if (invocation.attempt > MaximumRetryAttempts) return "MaximumRetryAttempts";
    const age = this.options.clock.now() + delayAfter(invocation) - invocation.time;
    return age > MaximumEventAgeInSeconds * 1000 ? "MaximumEventAgeInSeconds" : undefined;
  }

  /** What the queue does not take is lost, as on AWS; the refused call is recorded. */
  private async giveUp(invocation: Invocation, error: AwsError): Promise<void> {
    const exhausted = this.exhausted(invocation) ?? "MaximumRetryAttempts";
    try {
      await this.options.caller.sendToDeadLetterQueue(this.schedule, invocation, error, exhausted);
    } catch (failure) {
      if (!(failure instanceof AwsError)) throw failure;
    }
  }

  private after(ms: number, fn: () => void): void {
    if (this.ended) return;
    const cancel = this.options.clock.after(
      ms,
      () => {
        this.cancels.delete(cancel);
        fn();
      },
      { background: true },
    );
    this.cancels.add(cancel);
  }
}

const delayAfter = ({ attempt }: Invocation) => Math.min(1000 * 2 ** (attempt - 1), MAX_DELAY);
