/** The emulator: one AWS account on this machine, behind one port that speaks AWS. */
export { type Clock, CloudClock, ManualClock, type TimeMode } from "./aws/clock";
export type { PolicyDocument } from "./aws/policyDocument";
export { AwsError, type Service } from "./aws/service";
export { LocalCloud } from "./cloud";
export { controlApi, type OpenStack } from "./controlApi";
export {
  CALL_FAULTS,
  type CallFault,
  CallFaults,
  type Fault,
  type FaultPlan,
  FaultPlanError,
  type FaultRule,
  type FaultyCall,
  isLasting,
  readPlanFile,
} from "./faults";
export { Iam, type IamMode } from "./iam/iam";
export type { Policy } from "./iam/policy";
export { decide } from "./iam/policyDecision";
export { parsePolicy } from "./iam/policyDocument";
export { matchesArn, parseArnPattern } from "./iam/policyPattern";
export { checkManagedPolicyQuota, checkRoleQuotas } from "./iam/quotas";
export type { RoleDefinition } from "./iam/registry";
export { RequestContext } from "./iam/requestContext";
export type { PatternUse, StatementUse } from "./iam/statementUsage";
export { type LocalServices, type LocalServicesOptions, startLocalServices } from "./localCloud";
export { type Execution, StepFunctionsService } from "./services/stepFunctions";
export { TransitionCounter } from "./services/stepFunctions/billing";
