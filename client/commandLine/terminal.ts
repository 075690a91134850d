import { styleText } from "node:util";

/** Where a command writes: results on stdout, everything else on stderr. */
export interface Terminal {
  /** Whether results are JSON, one per line. */
  readonly json: boolean;
  /** A result: the value as JSON, or as text for people. */
  result(value: unknown, text: string): void;
  /** A line of progress. */
  progress(line: string): void;
  /** The current state, replaced by the next line; only on a terminal. */
  moment(line: string): void;
}

type Stream = Pick<NodeJS.WriteStream, "write" | "isTTY"> & { columns?: number };

const CLEAR_LINE = "\r\u001b[K";

export function openTerminal(
  json: boolean,
  { stdout, stderr }: { stdout: Stream; stderr: Stream } = process,
): Terminal {
  let moment = "";
  const clear = () => {
    if (moment) stderr.write(CLEAR_LINE);
    moment = "";
  };
  return {
    json,
    result(value, text) {
      clear();
      stdout.write(`${json ? JSON.stringify(value) : text}\n`);
    },
    progress(line) {
      clear();
      stderr.write(`${line}\n`);
    },
    moment(line) {
      if (!stderr.isTTY) return;
      clear();
      moment = line.slice(0, (stderr.columns ?? 80) - 1);
      stderr.write(moment);
    },
  };
}

type Color = "green" | "red" | "yellow" | "dim";

const COLORS: Readonly<Record<string, Color>> = {
  SUCCEEDED: "green",
  CAUGHT: "yellow",
  FAILED: "red",
  TIMED_OUT: "red",
  ABORTED: "red",
};

/** A status, padded to a width, in its color where stdout is a terminal. */
export const colored = (status: string, width = 0): string =>
  process.stdout.isTTY
    ? styleText(COLORS[status] ?? "dim", status.padEnd(width), { stream: process.stdout })
    : status.padEnd(width);
