/** The emulator: one AWS account on this machine, behind one port that serves AWS's APIs. */
export { type Clock, CloudClock, type Duration, ManualClock, type TimeMode } from "./aws/clock";
export { LOCAL_CREDENTIALS } from "./aws/credentials";
export type { PolicyDocument } from "./aws/policyDocument";
export { awsJson } from "./aws/protocols/awsJson";
export type { Route, RouteContext } from "./aws/route";
export {
  AwsError,
  type HttpRequest,
  type HttpResponse,
  type Service,
  type StreamedResponse,
} from "./aws/service";
export { LocalCloud } from "./cloud";
export { controlApi, type OpenStack } from "./controlApi";
export type { CloudEvent, CloudEventData, CloudEventType } from "./events/cloudEvent";
export type { EventStream } from "./events/eventStream";
export {
  type Attempt,
  CALL_FAULTS,
  type CallFault,
  CallFaults,
  type Fault,
  type FaultPlan,
  FaultPlanError,
  type FaultRule,
  type Faults,
  type FaultyCall,
  type InjectedFault,
  isLasting,
  readPlanFile,
} from "./faults";
export { Iam, type IamMode, type PostponedCheck } from "./iam/iam";
export type { Policy } from "./iam/policy";
export { decide } from "./iam/policyDecision";
export { parsePolicy } from "./iam/policyDocument";
export { matchesArn, parseArnPattern } from "./iam/policyPattern";
export { checkManagedPolicyQuota, checkRoleQuotas } from "./iam/quotas";
export type { RoleDefinition } from "./iam/registry";
export { RequestContext } from "./iam/requestContext";
export type { PatternUse, StatementUse } from "./iam/statementUsage";
export { type LocalServices, type LocalServicesOptions, startLocalServices } from "./localCloud";
export type * as apiGateway from "./services/apiGateway/resources";
export { RestApis } from "./services/apiGateway/restApis";
export { GraphqlApis } from "./services/appSync/graphqlApis";
export * as appSync from "./services/appSync/resources";
export { definitionOf } from "./services/dynamodb/tableDefinition";
export type { CodeEntry } from "./services/lambda/code";
export type { CreateFunctionInput } from "./services/lambda/function";
export { permissionDocument } from "./services/lambda/functionPolicy";
export type { Inspection } from "./services/lambda/inspection";
export { findRuntime } from "./services/lambda/worker/runtime";
export { LogsService } from "./services/logs/logs";
export { SCHEDULED_SERVICES, type ScheduleInput } from "./services/scheduler/schedule";
export { type Execution, type StateMachine, StepFunctionsService } from "./services/stepFunctions";
export { TransitionCounter } from "./services/stepFunctions/billing";
