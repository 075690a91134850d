export { AuditTrail, type AuditTrailArgs } from "./auditTrail";
export type { Block } from "./blocks";
export { BookingWorkflow, type BookingWorkflowArgs } from "./bookingWorkflow";
export { type HandlerCode, InlineFunction, type InlineFunctionArgs } from "./inlineFunction";
export { ModularBlockPipeline, type ModularBlockPipelineArgs } from "./modularBlockPipeline";
export type { Operations } from "./operations";
export { OrderPipeline, type OrderPipelineArgs } from "./orderPipeline";
export { StackFoundation, type StackFoundationArgs } from "./stackFoundation";
export { Workflow, type WorkflowArgs } from "./workflow";
