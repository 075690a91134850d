import type { Json } from "../../asl/engine";
import type { FunctionCrash } from "../services/lambda/crash";

/** The faults to inject into the Tasks of executions: plain data, in a test or in a JSON file. */
export interface FaultPlan {
  rules: FaultRule[];
  /** Test cases that have no rule of their own; those that rules name need not be listed. Default: none. */
  testCases?: TestCase[];
}

export interface TestCase {
  stateMachine: string;
  name: string;
}

/**
 * Which attempts of which Tasks a fault affects. If several rules match an attempt, all their delays apply, and the
 * first other fault.
 */
export interface FaultRule {
  /** The state machine's name, or the one that it has in the Pulumi program. Default: every state machine. */
  stateMachine?: string;
  /**
   * Only executions that were started for this test case, as Step Functions Local does it: StartExecution with
   * `stateMachineArn#TestCase`. Default: every execution.
   */
  testCase?: string;
  /** The state's name. Default: every Task. */
  state?: string;
  /**
   * Attempts of one visit of the state, counted from 0 as `$states.context.State.RetryCount` counts them: `"0"`, or
   * `"1-2"` for the first and second retry. Default: every attempt.
   */
  attempts?: string;
  fault: Fault;
}

export type Fault =
  /** The Task fails, and calls nothing. `error` is what `Retry` and `Catch` match: `Lambda.TooManyRequestsException`. */
  | { kind: "error"; error: string; cause?: string }
  /** The Task has this result, and calls nothing; also the final result of a callback or a `.sync` Task. */
  | { kind: "result"; output: Json }
  /** The Task starts so many seconds of the clock later. */
  | { kind: "delay"; seconds: number }
  /** The Lambda function that the Task invokes dies: before its handler runs, or after it did all its work. */
  | { kind: "crash"; when: FunctionCrash }
  /** The service that the Task calls answers `AccessDeniedException`. */
  | { kind: "refusal" };

/** A plan, or a file with one, is invalid: the message names the location, what was given and what is allowed. */
export class FaultPlanError extends Error {
  override readonly name = "FaultPlanError";
}

export interface Attempts {
  first: number;
  last: number;
}

export const ATTEMPTS_ALLOWED = 'an attempt counted from 0 such as "0", or a range such as "1-2"';

/** Reads `"0"` or `"1-2"`; undefined for anything else. */
export function parseAttempts(text: string): Attempts | undefined {
  const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text);
  if (!match) return undefined;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  return last < first ? undefined : { first, last };
}
