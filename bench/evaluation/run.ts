import { type ChildProcess, spawn } from "node:child_process";
import { cpuSecondsOfEnded } from "../processTree";
import { peakMemory } from "./peakMemory";

/** The time and memory of a whole process, including the processes that it started. */
export interface ProcessRun {
  seconds: number;
  cpuSeconds: number;
  /** The peak of the total memory of these processes. */
  peakMB: number;
  printed: string;
}

/** Runs a process to its end. Rejects with its output if it fails. */
export async function runProcess(
  args: string[],
  env: Record<string, string>,
  cwd: string,
): Promise<ProcessRun> {
  const begun = performance.now();
  const cpuBefore = cpuSecondsOfEnded();
  const child: ChildProcess = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  let errors = "";
  child.stdout!.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const memory = peakMemory(child.pid!);
  const code = await new Promise((resolve) => child.once("close", resolve));
  const seconds = (performance.now() - begun) / 1000;
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}: ${errors.slice(-2000)}`);
  return { seconds, cpuSeconds: cpuSecondsOfEnded() - cpuBefore, peakMB: memory.end(), printed };
}
