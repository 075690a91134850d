import { styleText } from "node:util";
import { messageOf } from "./exit";

/** Prints a line on stdout. */
export const say = (line = ""): void => void process.stdout.write(`${line}\n`);

/** Text in color where stdout is a terminal, plain elsewhere. */
export const good = (text: string): string => styleText("green", text, { stream: process.stdout });
export const bad = (text: string): string => styleText("red", text, { stream: process.stdout });
export const faint = (text: string): string => styleText("dim", text, { stream: process.stdout });

/** Prints an error on stderr as users read it: one line or a few, without its stack trace. */
export function printError(error: unknown): void {
  process.stderr.write(
    `${styleText("red", "error:", { stream: process.stderr })} ${messageOf(error).trim()}\n`,
  );
}

/** `96 ms`, `1.4 s`, `3 min 20 s`, `2 h 5 min` */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.floor((ms % 60_000) / 1_000)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
