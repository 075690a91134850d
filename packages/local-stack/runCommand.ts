import { EvaluationError } from "./program/error";
import { complain, UsageError } from "./terminal";

/** A command: given its arguments and a way to say what stops it, resolves to its exit code. */
export type Main = (args: string[], onStop: (stop: () => Promise<void>) => void) => Promise<number>;

/** What Ctrl-C, and being told to end, come to: 128 and the number of the signal. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs a command to its exit code. An error is told without its stack trace, unless `--verbose` is given: exit code 2 for
 * a wrong command line, else 1. A signal stops what the command started; a second one ends it at once.
 */
export async function runCommand(main: Main): Promise<void> {
  const args = process.argv.slice(2);
  let stop: (() => Promise<void>) | undefined;
  let stopping = false;
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      if (stopping) process.exit(code);
      stopping = true;
      process.exitCode = code;
      Promise.resolve(stop?.()).then(
        () => process.exit(code),
        (error) => {
          complain(error);
          process.exit(code);
        },
      );
    });
  }
  try {
    const code = await main(args, (given) => {
      stop = given;
    });
    if (!stopping) process.exitCode = code;
  } catch (error) {
    if (stopping) return;
    complain(error);
    if (args.includes("--verbose")) process.stderr.write(`${traceOf(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

const traceOf = (error: unknown) =>
  (error instanceof EvaluationError && error.details.trace) || (error as Error).stack;
