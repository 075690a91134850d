import { AwsError, type HttpResponse } from "../../aws/service";
import type { S3Request } from "./request";

/**
 * Decides a write with `If-None-Match` or `If-Match`, given the current object ({@link
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html}). Throws `PreconditionFailed`,
 * `NoSuchKey` or `NotImplemented`.
 *
 * @param head requests the current object
 */
export async function checkConditions(
  { headers, bucket, key }: S3Request,
  head: () => Promise<HttpResponse>,
): Promise<void> {
  const { "if-none-match": ifNoneMatch, "if-match": ifMatch } = headers;
  if (ifNoneMatch === undefined && ifMatch === undefined) return;
  if (ifNoneMatch !== undefined && ifNoneMatch !== "*") throw onlyAnyIsAccepted();
  const there = await head();
  const exists = there.status === 200;
  if (ifNoneMatch !== undefined && exists) throw preconditionFailed("If-None-Match");
  if (ifMatch === undefined) return;
  if (!exists) {
    throw new AwsError("NoSuchKey", "The specified key does not exist.", 404, {
      Key: key,
      BucketName: bucket,
    });
  }
  if (unquoted(there.headers.etag) !== unquoted(ifMatch)) throw preconditionFailed("If-Match");
}

const unquoted = (etag: string | undefined) => etag?.replace(/^"|"$/g, "");

const preconditionFailed = (Condition: string) =>
  new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412, {
    Condition,
  });

const onlyAnyIsAccepted = () =>
  new AwsError("NotImplemented", "A header you provided implies functionality that is not implemented", 501, {
    Header: "If-None-Match",
    additionalMessage: "We don't accept the provided value of If-None-Match header for this API",
  });
