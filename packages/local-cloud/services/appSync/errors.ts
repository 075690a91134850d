/**
 * Ends a request before anything has run; the response is `{"errors":[{"errorType":…,"message":…}]}`
 * ({@link https://docs.aws.amazon.com/appsync/latest/APIReference/CommonErrors.html}).
 */
export class RequestError extends Error {
  override readonly name = "RequestError";
  constructor(
    /** `UnauthorizedException` */
    readonly errorType: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** The body is not a GraphQL request. */
export const malformed = (message: string) => new RequestError("MalformedHttpRequestException", message);

/** Ends one field, whose value is then null; the other fields continue. */
export class FieldError extends Error {
  override readonly name = "FieldError";
  constructor(
    /** `Unauthorized`, `Lambda:Unhandled` */
    readonly errorType: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The value of a field does not have the kind of its type. */
export class TypeMismatch extends Error {
  override readonly name = "TypeMismatch";
  constructor(readonly expected: "LIST" | "OBJECT") {
    super(`type mismatch error, expected type ${expected}`);
  }
}
