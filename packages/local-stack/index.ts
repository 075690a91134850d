/** Runs stacks of Pulumi programs on this machine: for the commands of `checks/`, and for tests. */
import type { fingerprint as Fingerprint } from "./deploy/fingerprint";
import type { assetFiles as AssetFiles } from "./program/assetFiles";
import type { marshal as Marshal } from "./program/marshal";

export type {
  Execution,
  FaultRule,
  HttpRequest,
  HttpResponse,
  RouteContext,
  StateMachine,
  StreamedResponse,
} from "../local-cloud";
export { LOCAL_CREDENTIALS } from "../local-cloud/aws/credentials";
export { UsageError } from "../terminal";
export type { Changes } from "./deploy/deployment";
export type { DeploymentError } from "./deploy/deploymentError";
export { definitionOf } from "./history/definitionOf";
export { type Failure, Trace, type TracedAttempt, type TracedMap, type TracedVisit } from "./history/trace";
export type { InspectOptions } from "./inspectedFunctions";
export type { Config, LocalStack, Refusal } from "./localStack";
export { releaseMemory } from "./memory";
export {
  configOption,
  dataOption,
  iamOption,
  inspectOptions,
  mocksOption,
  portOption,
  programOption,
  readInspect,
  readTypecheck,
  retainOption,
  stackOption,
  timeOption,
  typecheckOptions,
  valuesOption,
} from "./options";
export { EvaluationError, type EvaluationFailure } from "./program/error";
export { type EvaluateOptions, evaluate } from "./program/evaluate";
export type { Evaluation, LogEntry, Resource } from "./program/evaluation";
export { checkDashboardBody } from "./program/provider/dashboardBody";
export { listStacks, loadStackConfig, type StackConfig } from "./program/stackConfig";
export type { FunctionAnswer, LocalValues, ParameterValue, StackOutputs } from "./program/values/localValues";
export type { WireObject } from "./program/wire";
export type { Time } from "./settings";
export { type LocalStackOptions, printUnexpected, startLocalStack } from "./startLocalStack";
export type { Machine, StartOptions } from "./testing/machine";
export type { CallFilter, CallRecord, LogLine } from "./testing/recorder";
export { CannotContinueError, type Ended, type EndOptions, type Run } from "./testing/run";
export type { MockAnswer, MockedState, StackFaults } from "./testing/stackFaults";
export type { Attempt, Visit } from "./testing/visits";
export { type Titles, titlesOf } from "./titles";

// Loaded by the first call: these need Pulumi's modules, for which a command that only runs a stack has no use.

/** The files and folders that the assets and archives of a program's resources are made of. */
export const assetFiles: typeof AssetFiles = (...args) =>
  (require("./program/assetFiles") as typeof import("./program/assetFiles")).assetFiles(...args);

/** A digest of a resource's inputs, with the contents of its assets: equal if and only if nothing changed. */
export const fingerprint: typeof Fingerprint = (...args) =>
  (require("./deploy/fingerprint") as typeof import("./deploy/fingerprint")).fingerprint(...args);

/** Properties of a resource as Pulumi's engine sends them to a policy pack. */
export const marshal: typeof Marshal = (...args) =>
  (require("./program/marshal") as typeof import("./program/marshal")).marshal(...args);
