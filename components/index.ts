export type { AsynchronousTask, AsynchronousWork, Deferred } from "../handlers/asynchronousWorker";
export type { ApiAuthorization } from "./apiAuthorization";
export { type Audited, AuditTrail, type AuditTrailArgs } from "./auditTrail";
export type { Block } from "./blocks";
export { BookingWorkflow, type BookingWorkflowArgs } from "./bookingWorkflow";
export {
  type FunctionSettings,
  type Handler,
  type HandlerCode,
  InlineFunction,
  type InlineFunctionArgs,
} from "./inlineFunction";
export { MessengerWorkflow, type MessengerWorkflowArgs } from "./messengerWorkflow";
export { ModularBlockPipeline, type ModularBlockPipelineArgs } from "./modularBlockPipeline";
export {
  type CodeDeploySettings,
  defaultOperations,
  type GradualRollout,
  type Operations,
  type Rollout,
} from "./operations";
export { OrderPipeline, type OrderPipelineArgs } from "./orderPipeline";
export { StackFoundation, type StackFoundationArgs } from "./stackFoundation";
export { Workflow, type WorkflowArgs } from "./workflow";
