import { onInterruption, printError, say, UsageError } from "../terminal";
import { type Command, helpOf, type OptionsOf, readOptions } from "./command";
import { EvaluationError } from "./program/error";

/** Receives the function that stops what a command has started. */
export type OnStop = (stop: () => Promise<void>) => void;

/**
 * Runs a command on the arguments of this process, and sets the exit code that `main` resolves to. `--help` prints the help
 * instead. An error is printed without its stack trace unless `--verbose` is given: exit code 2 for a {@link UsageError},
 * 1 otherwise. SIGINT and SIGTERM stop what the command has started; a second one ends the process at once.
 */
export async function runCommand<C extends Command>(
  command: C,
  main: (options: OptionsOf<C>, onStop: OnStop) => Promise<number>,
): Promise<void> {
  const args = process.argv.slice(2);
  let stop: (() => Promise<void>) | undefined;
  let stopping = false;
  onInterruption((_signal, exitCode) => {
    stopping = true;
    process.exitCode = exitCode;
    Promise.resolve(stop?.())
      .catch(printError)
      .finally(() => process.exit(exitCode));
  });
  try {
    const options = readOptions(command, args);
    if ((options as { help: boolean }).help) return say(helpOf(command));
    const exitCode = await main(options, (given) => {
      stop = given;
    });
    if (!stopping) process.exitCode = exitCode;
  } catch (error) {
    if (stopping) return;
    printFailure(error, args.includes("--verbose"));
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

/** Prints an error, and with `verbose` its stack trace: that of the program where its evaluation failed. */
export function printFailure(error: unknown, verbose: boolean): void {
  printError(error);
  if (verbose) process.stderr.write(`${traceOf(error)}\n`);
}

const traceOf = (error: unknown) =>
  (error instanceof EvaluationError && error.details.trace) || (error as Error).stack;
