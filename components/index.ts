export type { AsynchronousTask, AsynchronousWork, Deferred } from "../handlers/pipeline/asynchronousWorker";
export { BookingWorkflow, type BookingWorkflowArgs } from "./bookingWorkflow";
export { MessengerWorkflow, type MessengerWorkflowArgs } from "./messengerWorkflow";
export { ModularBlockPipeline, type ModularBlockPipelineArgs } from "./modularBlockPipeline";
export { OrderPipeline, type OrderPipelineArgs } from "./orderPipeline";
export type { Block } from "./pipeline/blocks";
export type { ApiAuthorization } from "./shared/apiAuthorization";
export { type Audited, AuditTrail, type AuditTrailArgs } from "./shared/auditTrail";
export {
  type FunctionSettings,
  type Handler,
  type HandlerCode,
  InlineFunction,
  type InlineFunctionArgs,
} from "./shared/inlineFunction";
export {
  type CodeDeploySettings,
  defaultOperations,
  type GradualRollout,
  type Operations,
  type Rollout,
} from "./shared/operations";
export { Workflow, type WorkflowArgs } from "./shared/workflow";
export { StackFoundation, type StackFoundationArgs } from "./stackFoundation";
