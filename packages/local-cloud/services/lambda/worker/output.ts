import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { endOfOutput, LINE_BREAK } from "./protocol";

export interface OutputLine {
  /** Milliseconds since the epoch. */
  time: number;
  message: string;
}

/** The output of a worker's process, by invocation. */
export class ProcessOutput {
  private lines: OutputLine[] = [];
  private print: ((message: string) => void) | undefined;
  private readonly ends = new Map<string, number>();
  private waiting: { marker: string; resolve: () => void } | undefined;
  private open: number;

  /** @param isSkipped whether a line is not the function's */
  constructor(
    private readonly streams: Readable[],
    private readonly now: () => number,
    isSkipped: (line: string) => boolean,
  ) {
    this.open = streams.length;
    for (const stream of streams) {
      const reader = createInterface({ input: stream });
      reader.on("line", (line) => isSkipped(line) || this.add(line));
      reader.on("close", () => {
        this.open--;
        this.check();
      });
    }
  }

  /** Waits until all output of the invocation has arrived: its end is marked, or the process has exited. */
  async endOf(requestId: string): Promise<void> {
    const marker = endOfOutput(requestId);
    if (!this.isComplete(marker)) {
      await new Promise<void>((resolve) => {
        this.waiting = { marker, resolve };
      });
    }
    this.ends.delete(marker);
  }

  /** Calls `print` with each line until {@link take}, first with those that have arrived. */
  printTo(print: (message: string) => void): void {
    this.print = print;
    for (const { message } of this.lines) print(message);
  }

  take(): OutputLine[] {
    const taken = this.lines;
    this.lines = [];
    this.print = undefined;
    return taken;
  }

  /** Stops reading: after a process exits, its own child processes may still hold its streams open. */
  abandon(): void {
    for (const stream of this.streams) stream.destroy();
  }

  private isComplete(marker: string): boolean {
    return this.open === 0 || this.ends.get(marker) === this.streams.length;
  }

  private add(line: string): void {
    const marker = /\0[^\0]+\0$/.exec(line)?.[0];
    const message = marker === undefined ? line : line.slice(0, -marker.length);
    if (message !== "") this.addLine(message.replaceAll(LINE_BREAK, "\n"));
    if (marker === undefined) return;
    this.ends.set(marker, (this.ends.get(marker) ?? 0) + 1);
    this.check();
  }

  private addLine(message: string): void {
    this.lines.push({ time: this.now(), message });
    this.print?.(message);
  }

  private check(): void {
    if (!this.waiting || !this.isComplete(this.waiting.marker)) return;
    this.waiting.resolve();
    this.waiting = undefined;
  }
}
