import { AwsError } from "../../aws/service";

/** An error of S3 with headers of its own. */
export class S3Error extends AwsError {
  constructor(
    code: string,
    message: string,
    status: number,
    details: Record<string, unknown> = {},
    readonly headers: Record<string, string> = {},
  ) {
    super(code, message, status, details);
  }
}

export const noSuchBucket = (BucketName: string) =>
  new AwsError("NoSuchBucket", "The specified bucket does not exist", 404, { BucketName });

export const noSuchKey = (Key: string, headers: Record<string, string> = {}) =>
  new S3Error("NoSuchKey", "The specified key does not exist.", 404, { Key }, headers);

export const noSuchVersion = (Key: string, VersionId: string) =>
  new AwsError("NoSuchVersion", "The specified version does not exist.", 404, { Key, VersionId });

export const noSuchUpload = (UploadId: string) =>
  new AwsError(
    "NoSuchUpload",
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    404,
    { UploadId },
  );

export const malformedXml = () =>
  new AwsError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );

export const invalidArgument = (message: string, ArgumentName?: string, ArgumentValue?: unknown) =>
  new AwsError("InvalidArgument", message, 400, {
    ...(ArgumentName !== undefined && { ArgumentName, ArgumentValue: ArgumentValue ?? "" }),
  });

export const notImplemented = (what: string) =>
  new AwsError(
    "NotImplemented",
    `A header or query you provided requested a function that is not implemented. (${what})`,
    501,
  );

export const preconditionFailed = (Condition: string) =>
  new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412, {
    Condition,
  });
