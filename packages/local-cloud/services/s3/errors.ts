import { AwsError, type HttpResponse } from "../../aws/service";
import { element } from "./bucketSettings";
import type { S3Request } from "./request";

/** AWS's messages where the backend has others. */
const MESSAGES: Readonly<Record<string, string>> = {
  NoSuchBucket: "The specified bucket does not exist",
  NoSuchKey: "The specified key does not exist.",
};

/** The error of a failed request to the backend, with AWS's message and members. */
export function readFailure(operation: string, request: S3Request, response: HttpResponse): AwsError {
  const { bucket, key } = request;
  const { status, body } = response;
  if (status === 413) {
    return new AwsError("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
  }
  const code = element(String(body), "Code") ?? bodilessCode(operation, status);
  const message = MESSAGES[code] ?? element(String(body), "Message") ?? "";
  const details = code === "NoSuchBucket" ? { BucketName: bucket } : code === "NoSuchKey" ? { Key: key } : {};
  return new AwsError(code, message, status, details);
}

/** The response to `HEAD` has only a status. */
function bodilessCode(operation: string, status: number): string {
  if (status !== 404) return status === 412 ? "PreconditionFailed" : "InternalError";
  return operation === "HeadBucket" ? "NoSuchBucket" : "NoSuchKey";
}
