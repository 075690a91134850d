/** Errors that come from what is common to all services, and their names in the query protocol. */
export const COMMON_ERRORS: Readonly<Record<string, string>> = {
  AccessDeniedException: "AccessDenied",
  ExpiredTokenException: "ExpiredToken",
  IncompleteSignatureException: "IncompleteSignature",
  InternalFailure: "InternalFailure",
  InvalidSignatureException: "SignatureDoesNotMatch",
  MissingAuthenticationTokenException: "MissingAuthenticationToken",
  SerializationException: "MalformedInput",
  UnknownOperationException: "InvalidAction",
  UnrecognizedClientException: "InvalidClientTokenId",
};

/** The name in the query protocol of an error in JSON. @param names the service's own; an error that is in neither has the same name */
export const queryErrorName = (code: string, names: Readonly<Record<string, string>>): string =>
  names[code] ?? COMMON_ERRORS[code] ?? code;
