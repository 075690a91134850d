import { PassThrough } from "node:stream";
import type { Execution, LocalStack, Titles } from "../../local-stack";
import type { Live } from "../api";
import { unqualified } from "./arns";
import { countsOf, rowOf } from "./executionRows";

/** How long changes are collected before pages get them. */
const INTERVAL_MS = 100;
/** In real time: a proxy or a browser closes a connection on which nothing is sent. */
const HEARTBEAT_MS = 15_000;
/** Of one event; a page that shows more asks for them. */
const MOST_ROWS = 1000;
/** A page that does not read is disconnected; it connects again. */
const MOST_BUFFERED_BYTES = 4 * 1024 * 1024;

/** Sends pages what changes, by Server-Sent Events. Nothing is collected while no page is open. */
export class LiveUpdates {
  private readonly pages = new Set<PassThrough>();
  private changed = new Set<string>();
  private stackChanged = false;
  private logs = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private unsubscribe: (() => void) | undefined;
  private lastMode: string;

  constructor(
    private readonly stack: LocalStack,
    private readonly title: Titles,
  ) {
    this.lastMode = stack.clock.mode.kind;
  }

  /** @param signal ends it */
  open(signal: AbortSignal): PassThrough {
    const page = new PassThrough();
    page.write(": the stack is open\n\n");
    this.pages.add(page);
    this.unsubscribe ??= this.subscribe();
    this.heartbeat ??= setInterval(() => this.write(": still open\n\n"), HEARTBEAT_MS).unref();
    const close = () => {
      this.pages.delete(page);
      page.destroy();
      if (this.pages.size === 0) this.stop();
    };
    signal.addEventListener("abort", close, { once: true });
    page.once("close", close);
    return page;
  }

  close(): void {
    for (const page of this.pages) page.end();
    this.pages.clear();
    this.stop();
  }

  /** Tells pages that the stack's view has changed. */
  noteStack(): void {
    this.stackChanged = true;
    this.schedule();
  }

  private subscribe(): () => void {
    const noteExecution = ({ executionArn }: { executionArn: string }) => {
      this.changed.add(executionArn);
      this.schedule();
    };
    const noteStack = () => this.noteStack();
    const { events } = this.stack;
    const unsubscribes = [
      events.subscribe(noteExecution, ["executionStarted", "executionEnded", "history"]),
      events.subscribe(noteStack, ["deployed", "refusal", "deadLetter"]),
      events.subscribe(
        ({ functionArn }) => {
          this.logs.add(unqualified(functionArn));
          this.schedule();
        },
        ["functionLog"],
      ),
    ];
    return () => {
      for (const each of unsubscribes) each();
    };
  }

  private schedule(): void {
    if (this.pages.size > 0) this.timer ??= setTimeout(() => this.send(), INTERVAL_MS).unref();
  }

  private send(): void {
    this.timer = undefined;
    const { stepFunctions } = this.stack.services;
    const executions = [...this.changed].flatMap((arn) => stepFunctions.execution(arn) ?? []);
    const mode = this.stack.clock.mode.kind;
    const live: Live = {
      executions: executions.slice(-MOST_ROWS).map((each) => rowOf(each, this.title)),
      counts: this.countsFor(executions),
      ...(mode !== this.lastMode && { clock: { now: this.stack.clock.now(), mode } }),
      stack: this.stackChanged || executions.length > MOST_ROWS,
      logs: [...this.logs],
    };
    this.lastMode = mode;
    this.changed = new Set();
    this.logs = new Set();
    this.stackChanged = false;
    this.write(`data: ${JSON.stringify(live)}\n\n`);
  }

  private countsFor(executions: readonly Execution[]): Live["counts"] {
    if (executions.length === 0) return {};
    const machines = new Set(executions.map(({ machine }) => machine.arn));
    const counts = countsOf(
      this.stack.services.stepFunctions.executions().filter(({ machine }) => machines.has(machine.arn)),
    );
    return Object.fromEntries(counts);
  }

  private write(text: string): void {
    for (const page of this.pages) {
      page.write(text);
      if (page.writableLength > MOST_BUFFERED_BYTES) page.destroy();
    }
  }

  private stop(): void {
    this.unsubscribe?.();
    this.unsubscribe = undefined;
    clearTimeout(this.timer);
    clearInterval(this.heartbeat);
    this.timer = undefined;
    this.heartbeat = undefined;
  }
}
