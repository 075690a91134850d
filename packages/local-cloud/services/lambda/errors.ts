import { AwsError } from "../../aws/service";

/** Errors of the Lambda API, with AWS's messages. `Type` says whether the caller or the service is at fault. */
const userError = (code: string, message: string, status = 400, details: Record<string, unknown> = {}) =>
  new AwsError(code, message, status, { Type: "User", ...details });

export const invalidParameter = (message: string) => userError("InvalidParameterValueException", message);

export const validationError = (message: string) => new AwsError("ValidationException", message);

export const functionNotFound = (arn: string) =>
  userError("ResourceNotFoundException", `Function not found: ${arn}`, 404);

export const aliasNotFound = (arn: string) =>
  userError("ResourceNotFoundException", `Cannot find alias arn: ${arn}`, 404);

export const versionNotDeletable = () =>
  invalidParameter("$LATEST version cannot be deleted without deleting the function.");

export const policyNotFound = () =>
  userError("ResourceNotFoundException", "The resource you requested does not exist.", 404);

export const statementNotFound = (statementId: string) =>
  userError("ResourceNotFoundException", `Statement ${statementId} is not found in resource policy.`, 404);

export const eventInvokeConfigNotFound = (arn: string) =>
  userError("ResourceNotFoundException", `The function ${arn} doesn't have an EventInvokeConfig`, 404);

export const wrongRevision = () =>
  userError(
    "PreconditionFailedException",
    "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
    412,
  );

export const notOnThisMachine = (what: string) =>
  invalidParameter(`${what} is not supported on this machine.`);

export const mappingNotFound = () =>
  userError("ResourceNotFoundException", "The resource you requested does not exist.", 404);

export const conflict = (message: string) => userError("ResourceConflictException", message, 409);

export const invalidContent = (reason: string) =>
  userError(
    "InvalidRequestContentException",
    `Could not parse request body into json: Could not parse payload into json: ${reason}`,
  );

export const requestTooLarge = (limit: number, operation: string) =>
  userError(
    "RequestTooLargeException",
    `Request must be smaller than ${limit} bytes for the ${operation} operation`,
    413,
  );

export const tooManyRequests = () =>
  userError("TooManyRequestsException", "Rate Exceeded.", 429, {
    Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
  });

export const environmentKeyDenied = (reason: string) =>
  userError(
    "KMSAccessDeniedException",
    `Lambda was unable to decrypt the environment variables because KMS access was denied. Please check the function's KMS key settings. KMS Exception: AccessDeniedException KMS Message: ${reason}`,
    502,
  );

export const serviceClosing = () =>
  new AwsError("ServiceException", "The local cloud is closing.", 500, { Type: "Service" });
