/** The gateway responses, which API Gateway sends itself. */
export type GatewayResponseType = keyof typeof GATEWAY_RESPONSES;

interface GatewayResponse {
  status: number;
  message: string;
  /** `x-amzn-ErrorType` */
  errorType: string;
}

const response = (status: number, message: string, errorType: string): GatewayResponse => ({
  status,
  message,
  errorType,
});

/** {@link https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html} */
const GATEWAY_RESPONSES = {
  ACCESS_DENIED: response(403, "Access Denied", "AccessDeniedException"),
  API_CONFIGURATION_ERROR: response(500, "Internal server error", "InternalServerErrorException"),
  BAD_REQUEST_BODY: response(400, "Invalid request body", "BadRequestException"),
  BAD_REQUEST_PARAMETERS: response(400, "Missing required request parameters", "BadRequestException"),
  DEFAULT_4XX: response(400, "Bad Request", "BadRequestException"),
  DEFAULT_5XX: response(500, "Internal server error", "InternalServerErrorException"),
  EXPIRED_TOKEN: response(
    403,
    "The security token included in the request is expired",
    "ExpiredTokenException",
  ),
  INTEGRATION_FAILURE: response(
    504,
    "Network error communicating with endpoint",
    "InternalServerErrorException",
  ),
  INTEGRATION_TIMEOUT: response(504, "Endpoint request timed out", "InternalServerErrorException"),
  INVALID_API_KEY: response(403, "Forbidden", "ForbiddenException"),
  INVALID_SIGNATURE: response(
    403,
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and " +
      "signing method. Consult the service documentation for details.",
    "InvalidSignatureException",
  ),
  MISSING_AUTHENTICATION_TOKEN: response(
    403,
    "Missing Authentication Token",
    "MissingAuthenticationTokenException",
  ),
  QUOTA_EXCEEDED: response(429, "Limit Exceeded", "LimitExceededException"),
  REQUEST_TOO_LARGE: response(
    413,
    "HTTP content length exceeded 10485760 bytes.",
    "RequestEntityTooLargeException",
  ),
  THROTTLED: response(429, "Too Many Requests", "TooManyRequestsException"),
  UNSUPPORTED_MEDIA_TYPE: response(415, "Unsupported Media Type", "BadRequestException"),
} as const;

/** An error that API Gateway responds with itself, instead of the integration. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly errorType: string;
  /** `$context.error.validationErrorString` */
  readonly validationErrorString?: string;

  constructor(
    readonly responseType: GatewayResponseType,
    options: {
      message?: string;
      status?: number;
      errorType?: string;
      validationErrorString?: string;
      cause?: unknown;
    } = {},
  ) {
    const standard: GatewayResponse = GATEWAY_RESPONSES[responseType];
    super(options.message ?? standard.message, { cause: options.cause });
    this.status = options.status ?? standard.status;
    this.errorType = options.errorType ?? standard.errorType;
    if (options.validationErrorString !== undefined)
      this.validationErrorString = options.validationErrorString;
  }
}
