import { styleText } from "node:util";

/** Where people read along: colored on a terminal, plain text elsewhere. */
export const say = (line = ""): void => void process.stdout.write(`${line}\n`);

export const good = (text: string): string => styleText("green", text, { stream: process.stdout });
export const bad = (text: string): string => styleText("red", text, { stream: process.stdout });
export const faint = (text: string): string => styleText("dim", text, { stream: process.stdout });

/** `96 ms`, `1.4 s` */
export const duration = (ms: number): string =>
  ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;

/** An error as a user reads it: one line or a few, no stack trace. */
export function complain(error: unknown): void {
  process.stderr.write(
    `${styleText("red", "error:", { stream: process.stderr })} ${(error as Error).message}\n`,
  );
}

/** An error of whoever typed the command: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
