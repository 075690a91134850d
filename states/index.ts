export type * from "./asl";
export type * from "./aslChoice";
export type * from "./aslStates";
export * from "./checkDefinition";
export * from "./definitionError";
export * from "./integrations";
export { callsItself } from "./permissions/callsItself";
export * from "./permissions/requiredPermissions";
export type { Scope } from "./permissions/scope";
export * from "./policy";
export * from "./render";
export { definitionFromJson, stateMachine } from "./stateMachine";
export {
  DEFAULT_HEARTBEAT_SECONDS,
  DEFAULT_TIMEOUT_SECONDS,
  LAMBDA_RETRIERS,
  withTaskDefaults,
} from "./taskDefaults";
