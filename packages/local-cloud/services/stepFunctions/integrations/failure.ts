import { TaskFailure } from "../../../../asl/engine";
import { AwsError } from "../../../aws/service";

/** How the errors of one service are named and told to a state. */
export interface ErrorStyle {
  /** `Lambda` of `Lambda.TooManyRequestsException` */
  prefix: string;
  /** The name of an error that the service's API does not model: `AWSLambdaException`. */
  base: string;
  cause(error: AwsError, requestId: string): string;
}

/** Error codes that no API models as an error of its own: they come from authentication, IAM and parsing. */
const NOT_MODELED = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "ExpiredTokenException",
  "IncompleteSignature",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "MissingAuthenticationToken",
  "MissingParameter",
  "SerializationException",
  "UnknownOperationException",
  "UnrecognizedClientException",
  "ValidationError",
]);

/** Codes that a service answers under another name than its clients give the error. */
const RENAMED: Record<string, string> = {
  "AWS.SimpleQueueService.NonExistentQueue": "QueueDoesNotExist",
  AuthorizationError: "AuthorizationErrorException",
};

/** Services whose API models `ValidationException`. */
const MODELS_VALIDATION = new Set(["StepFunctions", "Sfn"]);

/** The style of an optimized integration, whose errors read like those of the AWS SDK for Java 1. */
export const optimizedStyle = (prefix: string, base: string, service: string): ErrorStyle => ({
  prefix,
  base,
  cause: (error, requestId) =>
    `${error.message} (Service: ${service}; Status Code: ${error.status}; Error Code: ${error.code}; ` +
    `Request ID: ${requestId}; Proxy: null)`,
});

/** The style of an SDK integration, whose errors read like those of the AWS SDK for Java 2. */
export const sdkStyle = (client: string): ErrorStyle => ({
  prefix: client,
  base: `${client}Exception`,
  cause: (error, requestId) =>
    `${error.message} (Service: ${client}, Status Code: ${error.status}, Request ID: ${requestId})`,
});

/** What a failed call means to the state that made it. An error that no service and no network gave is thrown again. */
export function toTaskFailure(error: unknown, style: ErrorStyle, requestId: string): TaskFailure {
  if (error instanceof AwsError) {
    return new TaskFailure(`${style.prefix}.${errorName(error, style)}`, style.cause(error, requestId));
  }
  if (error instanceof Error && "code" in error) {
    const cause = `Unable to execute HTTP request: ${error.message}`;
    return new TaskFailure(`${style.prefix}.SdkClientException`, cause);
  }
  throw error;
}

function errorName(error: AwsError, style: ErrorStyle): string {
  const code = RENAMED[error.code] ?? error.code;
  if (NOT_MODELED.has(code)) return style.base;
  if (code === "ValidationException" && !MODELS_VALIDATION.has(style.prefix)) return style.base;
  return code.endsWith("Exception") ? code : `${code}Exception`;
}
