/** The emulator: one AWS account on this machine behind one port. */

export type { PolicyDocument } from "./aws/policyDocument";
export { AwsError } from "./aws/service";
export type { LocalCloud } from "./cloud";
export type { RoleDefinition } from "./iam/registry";
export type { LocalServices } from "./localCloud";
export type * as apiGateway from "./services/apiGateway/resources";
export * as appSync from "./services/appSync/resources";
export { definitionOf } from "./services/dynamodb/tableDefinition";
export type { CodeEntry } from "./services/lambda/code";
export type { CreateFunctionInput } from "./services/lambda/function";
export type { Schedule } from "./services/scheduler/schedules";
