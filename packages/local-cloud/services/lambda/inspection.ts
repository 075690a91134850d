import type { FunctionConfiguration } from "./function";

/** How functions are debugged. */
export interface Inspection {
  /** Whether a function is debugged, by its name. It is asked when code is unpacked and when a process starts. */
  includes(functionName: string): boolean;
  /** Each process's debugger listens on the first free port of 127.0.0.1 from this one on; 0 is any free port. */
  port: number;
  /** Whether a process loads the function's code only when a client is attached to its debugger. */
  wait: boolean;
}

/** Whether a function is debugged: only Node.js has the debugger. */
export const isInspected = (
  inspection: Inspection | undefined,
  { functionName, runtime }: Pick<FunctionConfiguration, "functionName" | "runtime">,
): inspection is Inspection =>
  inspection !== undefined && runtime.startsWith("nodejs") && inspection.includes(functionName);
