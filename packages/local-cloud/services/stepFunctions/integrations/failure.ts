import { TaskFailure } from "../../../../asl/engine";
import { AwsError } from "../../../aws/service";

/** How the errors of one service are named and described to a state. */
export interface ErrorStyle {
  /** `Lambda` of `Lambda.TooManyRequestsException` */
  prefix: string;
  /** The name of an error that the service's API does not model: `AWSLambdaException`. */
  base: string;
  cause(error: AwsError, requestId: string): string;
}

/** Error codes that no API models: they come from authentication, IAM and parsing. */
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

/** Codes that differ from the names that a service's clients give the errors. */
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

/** The failure of the state that made a call. An error that comes from neither a service nor the network is rethrown. */
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
