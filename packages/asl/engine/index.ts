import { limitBacktracking } from "./regex";
import type { StartOptions } from "./run/host";
import { Run } from "./run/run";
import type { Machine } from "./run/visit";
import type { Execution } from "./types";

export { compile } from "./compile/machine";
export { parseExact } from "./exact/parse";
export { plain } from "./exact/plain";
export { isObject } from "./json";
export { LIMITS } from "./limits";
export type { StartOptions } from "./run/host";
export type { Machine, MachineType } from "./run/visit";
export {
  TestStateError,
  type TestStateRequest,
  type TestStateResponse,
} from "./testState/request";
export { testState } from "./testState/testState";
export * from "./types";

limitBacktracking();

/**
 * Starts an execution of a compiled machine; its first event is recorded before this returns. It runs until it ends,
 * whatever the input, the tasks and the expressions do. Values that go in and out are shared, not copied: do not change
 * them.
 */
export function start(machine: Machine, options: StartOptions): Execution {
  return new Run(machine, options);
}
