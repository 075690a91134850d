/**
 * What is wrong with a definition, in the shape of the Step Functions API
 * ({@link https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html}).
 */
export interface Diagnostic {
  severity: "ERROR" | "WARNING";
  /** AWS's own code: `INVALID_JSON_DESCRIPTION`, `MISSING_TRANSITION_TARGET`, `SCHEMA_VALIDATION_FAILED`, …, or one of {@link strictCodes}. */
  code: Code;
  /** What is wrong and what is allowed. */
  message: string;
  /** Where, as AWS writes it: `/States/Charge order/Catch[0]/Next`. Absent where AWS names no location. */
  location?: string;
}

/** Codes that Step Functions itself reports. */
export const awsCodes = [
  "INVALID_JSON_DESCRIPTION",
  "SCHEMA_VALIDATION_FAILED",
  "MISSING_TRANSITION_TARGET",
  "MISSING_END_STATE",
  "DUPLICATE_STATE_NAME",
  "INVALID_STATE_NAME",
  "DUPLICATE_LABEL_NAME",
  "INVALID_LABEL_NAME",
  "INVALID_JSONATA_EXPRESSION",
  "UNSUPPORTED_JSONATA_EXPRESSION",
  "NO_DOLLAR",
  "NO_PATH",
  "PASS_RESULT_IS_STATIC",
] as const;

/** Codes of the rules that Step Functions does not have: what it would only find while an execution runs. */
export const strictCodes = [
  /** A name that appears twice in the JSON text; JSON parsers keep the last one silently. */
  "DUPLICATE_FIELD",
  /** A variable that no state on any way here assigns. */
  "UNDEFINED_VARIABLE",
  /** A variable of an enclosing scope assigned inside a Map or Parallel. */
  "SHADOWED_VARIABLE",
  /** A string that starts or ends like a JSONata expression, but is none. */
  "UNTERMINATED_EXPRESSION",
  /** A regular expression that Java, on which Step Functions runs, reads differently. */
  "JAVA_REGULAR_EXPRESSION",
  /** A known service integration without an argument that it needs. */
  "MISSING_ARGUMENT",
  /** A known service integration with an argument that it does not have. */
  "UNKNOWN_ARGUMENT",
  /** A callback that does not pass its task token on. */
  "MISSING_TASK_TOKEN",
  /** A Choice that fails if none of its rules matches. */
  "NO_DEFAULT",
  /** A field of a Map that only a distributed Map heeds. */
  "DISTRIBUTED_ONLY",
  /** A JSONPath that Step Functions reads in another way than it looks. */
  "SURPRISING_PATH",
  /** A `States.…` error name that Step Functions never raises. */
  "UNKNOWN_ERROR_NAME",
] as const;

export type StrictCode = (typeof strictCodes)[number];
export type Code = (typeof awsCodes)[number] | StrictCode;

/** Whether Step Functions itself reports this (`aws`), or only this library (`strict`). */
export function levelOf(diagnostic: Diagnostic): "aws" | "strict" {
  return (strictCodes as readonly string[]).includes(diagnostic.code) ? "strict" : "aws";
}

/**
 * The message of the `InvalidDefinition` exception that CreateStateMachine and UpdateStateMachine answer with,
 * `undefined` if none of the diagnostics is an error.
 */
export function formatDiagnostics(diagnostics: readonly Diagnostic[]): string | undefined {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "ERROR");
  if (errors.length === 0) return undefined;
  const lines = errors.map(({ code, message, location }) => `${code}: ${message} at ${location ?? "null"}`);
  return `Invalid State Machine Definition: '${lines.join(", ")}'`;
}
