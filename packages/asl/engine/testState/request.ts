import { parseExact } from "../exact/parse";
import { isObject, type JsonObject } from "../json";
import type { Json } from "../types";

/** A request of the `TestState` API ({@link https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html}). */
export interface TestStateRequest {
  /** A state, or a state machine with `stateName`. JSON. */
  definition: string;
  stateName?: string;
  /** JSON; an empty object if absent. */
  input?: string;
  roleArn?: string;
  inspectionLevel?: "INFO" | "DEBUG" | "TRACE";
  /** The context object, JSON. */
  context?: string;
  /** The workflow's variables, JSON. */
  variables?: string;
  revealSecrets?: boolean;
  mock?: {
    result?: string;
    errorOutput?: { error?: string; cause?: string };
    fieldValidationMode?: "STRICT" | "PRESENT" | "NONE";
  };
  stateConfiguration?: {
    retrierRetryCount?: number;
    errorCausedByState?: string;
    mapIterationFailureCount?: number;
    mapItemReaderData?: string;
  };
}

export interface TestStateResponse {
  status: "SUCCEEDED" | "FAILED" | "RETRIABLE" | "CAUGHT_ERROR";
  /** JSON. */
  output?: string;
  error?: string;
  cause?: string;
  nextState?: string;
  /** The data between the steps, as JSON texts; from `DEBUG` on. */
  inspectionData?: Record<string, unknown>;
}

/** A request that `TestState` rejects. */
export class TestStateError extends Error {
  override readonly name = "TestStateError";
  constructor(
    readonly code: "InvalidDefinition" | "InvalidExecutionInput" | "ValidationException",
    message: string,
  ) {
    super(message);
  }
}

export const invalid = (message: string) => new TestStateError("ValidationException", message);

export function parseObject(text: string, code: TestStateError["code"], message: string): JsonObject {
  const value = parseJson(text, code, message);
  if (!isObject(value)) throw new TestStateError(code, message);
  return value;
}

export function parseJson(text: string, code: TestStateError["code"], message: string): Json {
  try {
    return parseExact(text);
  } catch {
    throw new TestStateError(code, message);
  }
}
