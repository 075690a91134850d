import type { LocalStack } from "../../local-stack";
import type { DeploymentView, LogLineView } from "../api";
import { unqualified } from "./arns";
import { Invocations } from "./invocations";

/** How many lines of all functions together are kept: the latest. */
const KEPT_LINES = 20_000;
/** Smaller differences between the clock and real time are no skip. */
const LEAST_SKIP_MS = 20;

interface Line extends LogLineView {
  functionArn: string;
}

/** What the stack does not keep itself and pages show: from when the console was opened with the stack. */
export class Journal {
  deployment: DeploymentView | undefined;
  private readonly invocations = new Invocations();
  private lines: Line[] = [];
  /** How far the clock is ahead of real time, from a time of the clock on. */
  private readonly leads: { from: number; lead: number }[] = [];
  private readonly unsubscribe: () => void;

  constructor({ events, clock }: Pick<LocalStack, "events" | "clock">) {
    const unsubscribes = [
      events.subscribe(({ time }) => this.noteLead(time), ["history"]),
      events.subscribe((start) => this.invocations.note(start), ["functionStarted"]),
      events.subscribe(
        ({ time, message, requestId, functionArn }) => {
          this.lines.push({ time, message, requestId, functionArn: unqualified(functionArn) });
          // Not one at a time, which would move all others each time.
          if (this.lines.length >= KEPT_LINES * 1.1) this.lines.splice(0, this.lines.length - KEPT_LINES);
        },
        ["functionLog"],
      ),
      events.subscribe(
        ({ time, created, updated, deleted, unchanged }) => {
          this.deployment = {
            time,
            created: [...created],
            updated: [...updated],
            deleted: [...deleted],
            unchanged: unchanged.length,
          };
        },
        ["deployed"],
      ),
    ];
    this.noteLead(clock.now());
    this.unsubscribe = () => {
      for (const each of unsubscribes) each();
    };
  }

  /**
   * The lines that a function printed, the first first.
   *
   * @param from whole milliseconds, as histories have them
   * @param to whole milliseconds; the lines of the rest of that millisecond are among them
   */
  linesOf(
    functionArn: string,
    from = Number.NEGATIVE_INFINITY,
    to = Number.POSITIVE_INFINITY,
  ): LogLineView[] {
    const arn = unqualified(functionArn);
    return this.lines
      .filter((line) => line.functionArn === arn && line.time >= from && Math.floor(line.time) <= to)
      .map(({ functionArn: _, ...line }) => line);
  }

  /**
   * The lines of the invocation with a payload between two times; if there are several such, or none is known, all of that time.
   *
   * @param from whole milliseconds, as `to`
   */
  linesOfInvocation(functionArn: string, payload: unknown, from: number, to?: number): LogLineView[] {
    const lines = this.linesOf(functionArn, from, to);
    const end = to ?? Number.POSITIVE_INFINITY;
    const wanted = this.invocations.requestIdOf(functionArn, payload, from, end);
    return wanted === undefined ? lines : lines.filter(({ requestId }) => requestId === wanted);
  }

  /** How much of the time between two times of the clock was skipped, in milliseconds. */
  skippedBetween(from: number, to: number): number {
    return Math.max(0, Math.round(this.leadAt(to) - this.leadAt(from)));
  }

  /** @param error why a deployment failed */
  noteFailedDeployment(error: string, time: number): void {
    const before = this.deployment ?? { time, created: [], updated: [], deleted: [], unchanged: 0 };
    this.deployment = { ...before, error };
  }

  close(): void {
    this.unsubscribe();
  }

  private noteLead(time: number): void {
    const lead = time - (performance.timeOrigin + performance.now());
    const last = this.leads.at(-1);
    // Histories have whole milliseconds: what ended at this time ended after the skip.
    if (!last || Math.abs(lead - last.lead) >= LEAST_SKIP_MS)
      this.leads.push({ from: Math.floor(time), lead });
  }

  private leadAt(time: number): number {
    let low = 0;
    let high = this.leads.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.leads[middle]!.from <= time) low = middle;
      else high = middle - 1;
    }
    return this.leads[low]!.lead;
  }
}
