import { type Json, parseExact } from "../../../asl/engine";
import { parseJson } from "../../aws/parseJson";
import { errors } from "./errors";
import type { Execution } from "./execution";
import type { Target } from "./stateMachine";

/** What an execution is started with, in addition to its state machine. */
export interface StartRequest {
  name?: string | undefined;
  input?: string | undefined;
  traceHeader?: string | undefined;
  /** A test case of the fault plan. */
  testCase?: string | undefined;
}

/** The existing execution, if it is running and the request is the same; throws `ExecutionAlreadyExists` otherwise. */
export function sameExecution(
  existing: Execution,
  target: Target,
  input: string,
  testCase?: string,
): Execution {
  const alike =
    existing.status === "RUNNING" &&
    existing.input === input &&
    existing.versionArn === target.version?.arn &&
    existing.aliasArn === target.alias?.arn &&
    existing.testCase === testCase;
  if (!alike) throw errors.executionAlreadyExists(existing.arn);
  return existing;
}

/** Throws `InvalidExecutionInput`. */
export function parseInput(input: string): Json {
  try {
    return parseJson(input, parseExact) as Json;
  } catch (error) {
    throw error instanceof SyntaxError ? errors.invalidExecutionInput(error.message) : error;
  }
}
