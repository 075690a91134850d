import { styleText } from "node:util";

/** Where a command writes: results on stdout, everything else on stderr. */
export interface Output {
  /** Whether results are JSON, one per line. */
  readonly json: boolean;
  /** A result: the value as JSON, or as text for people. */
  result(value: unknown, text: string): void;
  /** A line of progress. */
  progress(line: string): void;
  /** The current state, replaced by the next line; only on a terminal. */
  moment(line: string): void;
  /** How many columns results may have; undefined where they do not go to a terminal, and nothing is cut. */
  readonly width: number | undefined;
}

type Stream = Pick<NodeJS.WriteStream, "write" | "isTTY"> & { columns?: number };

const CLEAR_LINE = "\r\u001b[K";
const DEFAULT_WIDTH = 80;

export function openOutput(
  json: boolean,
  { stdout, stderr }: { stdout: Stream; stderr: Stream } = process,
): Output {
  let moment = "";
  const clear = () => {
    if (moment) stderr.write(CLEAR_LINE);
    moment = "";
  };
  return {
    json,
    width: stdout.isTTY ? (stdout.columns ?? DEFAULT_WIDTH) : undefined,
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
      moment = line.slice(0, (stderr.columns ?? DEFAULT_WIDTH) - 1);
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
  styleText(COLORS[status] ?? "dim", status.padEnd(width), { stream: process.stdout });
