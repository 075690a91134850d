export type { Definition } from "./connection";
export {
  type EndedExecution,
  Execution,
  type ExecutionDescription,
  type HistoryOptions,
  hasEnded,
  type RunningExecution,
} from "./execution";
export { type PollOptions, PollTimeoutError, poll, systemTimer, type Timer } from "./polling";
export {
  StateMachine,
  type StateMachineDescription,
  type UpdateStateMachineArgs,
} from "./stateMachine";
export { type CreateStateMachineArgs, StateMachines } from "./stateMachines";
