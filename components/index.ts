export type { AsynchronousTask, AsynchronousWork, Deferred } from "../handlers/pipeline/asynchronousWorker";
export { BookingWorkflow, type BookingWorkflowArgs } from "./bookingWorkflow";
export { MessengerWorkflow, type MessengerWorkflowArgs } from "./messengerWorkflow";
export { ModularBlockPipeline, type ModularBlockPipelineArgs } from "./modularBlockPipeline";
export { OrderPipeline, type OrderPipelineArgs } from "./orderPipeline";
export type { Block } from "./pipeline/blocks";
export type { ApiAuthorization } from "./shared/apiAuthorization";
export type { Audited } from "./shared/audited";
export { createDashboard, type DashboardArgs } from "./shared/dashboard";
export { createDataBucket, type DataBucketArgs } from "./shared/dataBucket";
export { DataTable, type DataTableArgs } from "./shared/dataTable";
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
export type { DataBucket } from "./shared/privateBucket";
export { type TaskResponse, Workflow, type WorkflowArgs } from "./shared/workflow";
export { createWorkQueue, type WorkQueue, type WorkQueueArgs } from "./shared/workQueue";
export { StackFoundation, type StackFoundationArgs } from "./stackFoundation";
