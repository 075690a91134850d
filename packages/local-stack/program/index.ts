export { EvaluationError, type EvaluationFailure } from "./error";
export { type EvaluateOptions, evaluate } from "./evaluate";
export type { Evaluation, LogEntry, Resource } from "./evaluation";
export { listStacks, loadStackConfig, type StackConfig } from "./stackConfig";
