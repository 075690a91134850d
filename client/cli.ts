#!/usr/bin/env node
import { EXIT, exitCodeOf, Interrupted, lineOf } from "./commandLine/exit";
import { runProgram } from "./commandLine/program";

/** 128 and the number of the signal. */
const SIGNALS: [NodeJS.Signals, number][] = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
];

/** Runs the command line. A signal has the command clean up and end; a second one ends it at once. */
async function main(): Promise<void> {
  const interruption = new AbortController();
  for (const [signal, exitCode] of SIGNALS) {
    process.on(signal, () => {
      if (interruption.signal.aborted) process.exit(exitCode);
      interruption.abort(new Interrupted(signal, exitCode));
    });
  }
  // What never comes to an end is no success.
  process.exitCode = EXIT.failed;
  try {
    process.exitCode = await runProgram(process.argv.slice(2), interruption.signal);
  } catch (error) {
    const { aborted, reason } = interruption.signal;
    if (error !== reason) process.stderr.write(`error: ${lineOf(error)}\n`);
    process.exitCode = exitCodeOf(aborted ? reason : error);
  }
}

void main();
