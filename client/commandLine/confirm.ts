import { createInterface } from "node:readline/promises";
import { UsageError } from "../../packages/terminal";

/** @throws UsageError unless the user answers yes. */
export async function confirm(question: string, signal: AbortSignal): Promise<void> {
  if (!process.stdin.isTTY) throw new UsageError(`${question} Say so with --yes`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal });
    if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError("nothing was changed");
  } finally {
    terminal.close();
  }
}
