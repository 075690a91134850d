#!/usr/bin/env node
import { onInterruption } from "../packages/terminal";
import { EXIT, exitCodeOf, Interrupted, lineOf } from "./commandLine/exit";
import { runProgram } from "./commandLine/program";

/** Runs the command line. At a signal the command cleans up and ends; a second signal ends it at once. */
async function main(): Promise<void> {
  const interruption = new AbortController();
  onInterruption((signal, exitCode) => interruption.abort(new Interrupted(signal, exitCode)));
  // The exit code if the process ends before the command does.
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
