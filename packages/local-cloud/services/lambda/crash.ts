import { exitError } from "./worker/failure";
import type { InvocationOutcome, Worker } from "./worker/worker";

/** When a function crashes: before its handler receives the event, or after the handler has done its work. */
export type FunctionCrash = (typeof FUNCTION_CRASHES)[number];

export const FUNCTION_CRASHES = ["beforeEffect", "afterEffect"] as const;

/**
 * Runs the handler once and, if a crash is wanted, kills the process: the handler's result is lost.
 *
 * @param print receives each line that the function prints, as it prints it
 */
export async function invokeWorker(
  worker: Worker,
  message: Parameters<Worker["invoke"]>[0],
  crash: FunctionCrash | undefined,
  print: (line: string) => void,
): Promise<InvocationOutcome> {
  if (crash === "beforeEffect") await worker.close();
  const outcome = await worker.invoke(message, print);
  if (crash !== "afterEffect") return outcome;
  await worker.close();
  const { durationMs, initDurationMs, maxMemoryMB, output } = outcome;
  return {
    error: exitError({ code: null, signal: "SIGKILL", errorOutput: "" }, message.requestId),
    durationMs,
    ...(initDurationMs !== undefined && { initDurationMs }),
    maxMemoryMB,
    timedOut: false,
    output,
  };
}
