import type { Command, CommandContext, Main } from "./command";
import { EXIT, exitCodeOf, Interrupted, traceOf } from "./exit";
import { onInterruption } from "./interruption";
import { openOutput } from "./output";
import { type NamedCommand, readCommandLine, readOptions } from "./readCommandLine";
import { printError } from "./terminal";

/** A command line with several commands: `workflows`. */
export interface Program {
  name: string;
  purpose: string;
  /** Below the list of commands in the help. */
  epilogue: string;
  commands: readonly NamedCommand[];
}

/** Runs a single command on the arguments of this process, and sets the exit code. See {@link runProcess}. */
export function runCommand<C extends Command>(command: C, main: Main<C>): Promise<void> {
  return runProcess(process.argv.slice(2), async (args, context) => {
    const values = readOptions(command, args);
    return values ? main(values, context("json" in values && values.json === true)) : EXIT.ok;
  });
}

/** Runs a program on the arguments of this process, and sets the exit code. See {@link runProcess}. */
export function runProgram(program: Program): Promise<void> {
  return runProcess(process.argv.slice(2), (args, context) => runArguments(program, args, context));
}

type OpenContext = (json: boolean) => CommandContext;

/** Runs what a program's arguments call for. Resolves to the exit code. @throws UsageError, and what the command throws. */
export async function runArguments(
  { commands, ...program }: Program,
  args: readonly string[],
  context: OpenContext,
): Promise<number> {
  const called = await readCommandLine({ ...program, commands }, args);
  if (!called) return EXIT.ok;
  const { json } = called.values as { json?: boolean };
  const { main } = commands.find(({ name }) => name === called.name)!;
  return main(called.values, context(json === true));
}

/**
 * Runs a command on arguments, and sets the exit code that it resolves to. An error is printed without its stack trace unless
 * `--verbose` is given: exit code 2 for a {@link UsageError} and where credentials are missing, 1 otherwise. SIGINT and SIGTERM abort the signal, stop what
 * the command has started, and end the process; a second one ends it at once. It ends with exit code 0 when no one reads what it prints
 * any more, as in `workflows list payment --local | head -1`.
 */
async function runProcess(
  args: readonly string[],
  main: (args: readonly string[], context: OpenContext) => Promise<number>,
): Promise<void> {
  const interruption = new AbortController();
  const stops: (() => Promise<void>)[] = [];
  const interrupt = (reason: Interrupted) => {
    if (interruption.signal.aborted) return;
    process.exitCode = reason.exitCode;
    interruption.abort(reason);
    void Promise.all(stops.map((stop) => stop()))
      .catch(printError)
      .finally(() => process.exit(reason.exitCode));
  };
  onInterruption((signal, exitCode) => interrupt(new Interrupted(signal, exitCode)));
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      interrupt(new Interrupted("EPIPE", EXIT.ok));
    });
  }
  // The exit code if the process ends before the command does.
  process.exitCode = EXIT.failed;
  const { signal } = interruption;
  try {
    const context = (json: boolean): CommandContext => ({
      signal,
      output: openOutput(json),
      onStop: (stop) => void stops.push(stop),
    });
    const exitCode = await main(args, context);
    if (!signal.aborted) process.exitCode = exitCode;
  } catch (error) {
    if (signal.aborted) return;
    printFailure(error, args.includes("--verbose"));
    process.exitCode = exitCodeOf(error);
  }
}

/** Prints an error, and with `verbose` its stack trace: that of the program where its evaluation failed. */
export function printFailure(error: unknown, verbose: boolean): void {
  printError(error);
  if (verbose) process.stderr.write(`${traceOf(error)}\n`);
}
