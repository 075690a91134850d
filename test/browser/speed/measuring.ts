import * as path from "node:path";
import { type Console, serveConsole } from "../../../packages/console";
import { type LocalStack, startLocalStack } from "../../../packages/local-stack";
import { missing } from "../browser";

const PROGRAM = path.join(__dirname, "program");

/** Runs `measure` with a stack of `program/` in real time, and its console. */
export async function withStack(
  measure: (stack: LocalStack, console: Console) => Promise<void>,
): Promise<void> {
  const why = missing();
  if (why !== undefined) throw new Error(why);
  await using stack = await startLocalStack({
    program: PROGRAM,
    record: false,
    retainedExecutions: 20_000,
  });
  const opened = serveConsole(stack, { program: PROGRAM, costOf: () => 0 });
  try {
    await measure(stack, opened);
  } finally {
    opened.close();
  }
}

/** Starts executions, as many at once as `atOnce`, and waits until they have ended. */
export async function runAll(
  stack: LocalStack,
  machine: string,
  inputs: readonly object[],
  atOnce = 50,
): Promise<string[]> {
  const arns: string[] = [];
  const left = [...inputs].reverse();
  const worker = async () => {
    for (let input = left.pop(); input !== undefined; input = left.pop()) {
      const { arn } = await stack.machine(machine).start(input);
      arns.push(arn);
      await stack.services.stepFunctions.execution(arn)!.ended;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return arns;
}

/** @param part from 0 to 1: 0.5 is the median */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** Ends the process with the error's message, where a script fails. */
export function run(main: () => Promise<void>): void {
  main().catch((error: Error) => {
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = 1;
  });
}
