/**
 * Errors of every service, which their models do not declare:
 * https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html, and SerializationException, which every
 * service that speaks JSON answers to a member of another type.
 */
const OF_ALL = new Set([
  "AccessDeniedException",
  "ExpiredTokenException",
  "InternalFailure",
  "SerializationException",
  "ServiceUnavailable",
  "ThrottlingException",
  "UnknownOperationException",
  "UnrecognizedClientException",
  "ValidationError",
  "ValidationException",
]);

/** By the name that requests are signed for, with where AWS lists them. */
const OF_ONE: Readonly<Record<string, readonly string[]>> = {
  // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
  s3: [
    "AccessDenied",
    "BadDigest",
    "BadRequest",
    "BucketAlreadyOwnedByYou",
    "BucketNotEmpty",
    "EntityTooLarge",
    "EntityTooSmall",
    "IllegalLocationConstraintException",
    "IncompleteBody",
    "InternalError",
    "InvalidArgument",
    "InvalidBucketName",
    "InvalidDigest",
    "InvalidPart",
    "InvalidPartNumber",
    "InvalidPartOrder",
    "InvalidRange",
    "InvalidRequest",
    "InvalidTag",
    "InvalidURI",
    "KeyTooLongError",
    "MalformedPolicy",
    "MalformedTrailerError",
    "MalformedXML",
    "MetadataTooLarge",
    "MethodNotAllowed",
    "NoSuchBucket",
    "NoSuchBucketPolicy",
    "NoSuchKey",
    "NoSuchLifecycleConfiguration",
    "NoSuchPublicAccessBlockConfiguration",
    "NoSuchTagSet",
    "NoSuchUpload",
    "NoSuchVersion",
    "NotImplemented",
    "NotModified",
    "OwnershipControlsNotFoundError",
    "PreconditionFailed",
    "XAmzContentSHA256Mismatch",
  ],
  // https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
  iam: ["AccessDenied", "InvalidAction", "MalformedInput"],
  // https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html
  sns: ["InvalidAction", "MalformedInput", "MissingParameter"],
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
  sqs: ["InvalidParameterCombination", "InvalidParameterValue", "MissingParameter"],
  // https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
  sts: ["AccessDenied", "MissingParameter"],
};

/** Whether a service has an error although its model does not declare it. */
export const isCommonError = (signingName: string, code: string): boolean =>
  OF_ALL.has(code) || (OF_ONE[signingName]?.includes(code) ?? false);
