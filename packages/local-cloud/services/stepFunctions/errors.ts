import { AwsError } from "../../aws/service";

/** The errors of the Step Functions API, with AWS's messages. */
export const errors = {
  stateMachineDoesNotExist: (arn: string) =>
    new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`),
  stateMachineAlreadyExists: (arn: string) =>
    new AwsError("StateMachineAlreadyExists", `State Machine Already Exists: '${arn}'`),
  stateMachineDeleting: (arn: string) =>
    new AwsError("StateMachineDeleting", `State Machine Is Being Deleted: '${arn}'`),
  stateMachineTypeNotSupported: () =>
    new AwsError(
      "StateMachineTypeNotSupported",
      "This operation is not supported by this type of state machine",
    ),
  executionDoesNotExist: (arn: string) =>
    new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`),
  executionAlreadyExists: (arn: string) =>
    new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`),
  executionNotRedrivable: (reason: string) =>
    new AwsError("ExecutionNotRedrivable", `Execution Not Redrivable: '${reason}'`),
  executionLimitExceeded: (message: string) => new AwsError("ExecutionLimitExceeded", message),
  activityDoesNotExist: (arn: string) =>
    new AwsError("ActivityDoesNotExist", `Activity Does Not Exist: '${arn}'`),
  activityAlreadyExists: (arn: string) =>
    new AwsError("ActivityAlreadyExists", `Activity Already Exists: '${arn}'`),
  invalidName: (name: string) => new AwsError("InvalidName", `Invalid Name: '${name}'`),
  invalidArn: (reason: string) => new AwsError("InvalidArn", `Invalid Arn: '${reason}'`),
  /** The message is the whole text, as `formatDiagnostics` returns it. */
  invalidDefinition: (message: string) => new AwsError("InvalidDefinition", message),
  invalidExecutionInput: (reason: string) =>
    new AwsError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${reason}'`),
  invalidOutput: (reason: string) => new AwsError("InvalidOutput", `Invalid Output: '${reason}'`),
  invalidToken: () => new AwsError("InvalidToken", "Invalid Token: 'Invalid token'"),
  taskTimedOut: () => new AwsError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'"),
  taskDoesNotExist: () =>
    new AwsError("TaskDoesNotExist", "Task Does Not Exist: 'Provided task does not exist anymore'"),
  invalidLoggingConfiguration: (reason: string) =>
    new AwsError("InvalidLoggingConfiguration", `Invalid Logging Configuration: ${reason}`),
  invalidEncryptionConfiguration: (reason: string) =>
    new AwsError("InvalidEncryptionConfiguration", `Invalid Encryption Configuration: ${reason}`),
  resourceNotFound: (arn: string) =>
    new AwsError("ResourceNotFound", `Resource not found: '${arn}'`, 400, { resourceName: arn }),
  tooManyTags: (arn: string) =>
    new AwsError("TooManyTags", `Too Many Tags: '${arn}'`, 400, { resourceName: arn }),
  conflict: (message: string) => new AwsError("ConflictException", message),
  quotaExceeded: (message: string) => new AwsError("ServiceQuotaExceededException", message),
  validation: (message: string, reason?: string) =>
    new AwsError("ValidationException", message, 400, reason ? { reason } : {}),
  missingRequiredParameter: (message: string) => new AwsError("MissingRequiredParameter", message),
  accessDenied: (message: string) => new AwsError("AccessDeniedException", message),
};
