/** For tests of Pulumi programs with Step Functions, in any test framework: local stacks, and mocks for components. */
import type { only as Only, register as Register, resolved as Resolved } from "./pulumiMocks";

export type { CloudEvent, CloudEventType, Duration, Fault, FaultRule } from "../../local-cloud";
export type { InspectOptions } from "../inspectedFunctions";
export type { LocalStack, Refusal } from "../localStack";
export { type LocalStackOptions, startLocalStack } from "../startLocalStack";
export type { Machine, StartOptions } from "./machine";
export type { MockOptions, Registered, Registration } from "./pulumiMocks";
export type { CallFilter, CallRecord, LogLine } from "./recorder";
export { CannotContinueError, type Ended, type EndOptions, type Run } from "./run";
export type { MockAnswer, MockedState, StackFaults } from "./stackFaults";
export type { Attempt, Visit } from "./visits";

// Loaded by the first call: these need Pulumi, for which a test that only runs a stack has no use.

type PulumiMocks = typeof import("./pulumiMocks");

/**
 * Runs a part of a Pulumi program, such as the constructor of a component, against Pulumi's mocks: see {@link MockOptions} and
 * {@link Registered}. Outputs are what the AWS provider would give, with realistic ARNs.
 *
 * @example const { registrations } = await register(() => new Shop("shop"));
 */
export const register: typeof Register = (...args) =>
  (require("./pulumiMocks") as PulumiMocks).register(...args);

/** The only registration of a type and name. Throws an error that lists the registrations if there is none, or more than one. */
export const only: typeof Only = (...args) => (require("./pulumiMocks") as PulumiMocks).only(...args);

/** An output's value. */
export const resolved: typeof Resolved = (...args) =>
  (require("./pulumiMocks") as PulumiMocks).resolved(...args);
