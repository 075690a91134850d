/**
 * What is wrong with a definition, in the shape of the Step Functions API
 * ({@link https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html}).
 */
export interface Diagnostic {
  severity: "ERROR" | "WARNING";
  /** AWS's own code: `INVALID_JSON_DESCRIPTION`, `MISSING_TRANSITION_TARGET`, `SCHEMA_VALIDATION_FAILED`, … */
  code: string;
  /** What is wrong and what is allowed. */
  message: string;
  /** Where, as a JSON Pointer: `/States/Charge order/Next`. */
  location?: string;
}
