import type { RuntimeError } from "./protocol";

/** How a process that reported no error exited. */
export interface ProcessExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The end of its output to stderr. */
  errorOutput: string;
}

/** Lambda's names for signals. */
const SIGNAL_NAMES: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: "aborted",
  SIGBUS: "bus error",
  SIGFPE: "floating point exception",
  SIGHUP: "hangup",
  SIGILL: "illegal instruction",
  SIGINT: "interrupt",
  SIGKILL: "killed",
  SIGPIPE: "broken pipe",
  SIGQUIT: "quit",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
  SIGTRAP: "trace/breakpoint trap",
};

/** The error of an invocation whose process ended: a crash, `process.exit`, a signal, or running out of memory. */
export function exitError(exit: ProcessExit, requestId: string): RuntimeError {
  if (ranOutOfMemory(exit)) {
    return failure("Runtime.OutOfMemory", requestId, "Runtime exited with error: signal: killed");
  }
  return failure("Runtime.ExitError", requestId, exitReason(exit));
}

/** @param timeout the function's timeout in seconds */
export function timeoutError(timeout: number, requestId: string): RuntimeError {
  return failure("Sandbox.Timedout", requestId, timeoutMessage(timeout));
}

export const timeoutMessage = (timeout: number) => `Task timed out after ${timeout.toFixed(2)} seconds`;

const exitReason = ({ code, signal }: ProcessExit) => {
  if (signal) return `Runtime exited with error: signal: ${SIGNAL_NAMES[signal] ?? signal}`;
  return code === 0
    ? "Runtime exited without providing a reason"
    : `Runtime exited with error: exit status ${code}`;
};

/** V8 aborts when its heap is full; here its limit is based on the function's memory. */
const ranOutOfMemory = (exit: ProcessExit) => exit.errorOutput.includes("JavaScript heap out of memory");

const failure = (errorType: string, requestId: string, message: string): RuntimeError => ({
  errorType,
  errorMessage: `RequestId: ${requestId} Error: ${message}`,
});
