import { exitError } from "./worker/failure";
import type { InvocationOutcome, Worker } from "./worker/worker";

/** When a function dies: before its handler gets the event, or after the handler did all its work. */
export type FunctionCrash = (typeof FUNCTION_CRASHES)[number];

export const FUNCTION_CRASHES = ["beforeEffect", "afterEffect"] as const;

/** Runs the handler once, with the process killed on the way if a crash is wanted: nobody learns of the handler's result. */
export async function invokeWorker(
  worker: Worker,
  message: Parameters<Worker["invoke"]>[0],
  crash: FunctionCrash | undefined,
): Promise<InvocationOutcome> {
  if (crash === "beforeEffect") await worker.close();
  const outcome = await worker.invoke(message);
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
