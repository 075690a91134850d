import type { InputJson } from "../asl";
import { type TaskFields, type TaskOf, task, type Value } from "./task";

interface ObjectArguments {
  Bucket: Value<string>;
  Key: Value<string>;
}

/**
 * The arguments of `aws-sdk:s3:getObject`.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export interface S3GetObjectArguments extends ObjectArguments {
  VersionId?: Value<string>;
  /** `bytes=0-1023` */
  Range?: Value<string>;
  IfMatch?: Value<string>;
  IfNoneMatch?: Value<string>;
}

/**
 * The arguments of `aws-sdk:s3:putObject`.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export interface S3PutObjectArguments extends ObjectArguments {
  /** Text, or JSON that is written as text. */
  Body?: InputJson;
  ContentType?: Value<string>;
  Metadata?: InputJson;
  /** `*`: only if no such object exists. */
  IfNoneMatch?: Value<string>;
  IfMatch?: Value<string>;
  /** `name=value&…` */
  Tagging?: Value<string>;
  ServerSideEncryption?: Value<"AES256" | "aws:kms" | "aws:kms:dsse">;
  SSEKMSKeyId?: Value<string>;
  StorageClass?: Value<string>;
}

/** Reads an object; its text is the result's `Body`; the whole result is at most 256 KiB. */
export function s3GetObject<const Fields extends TaskFields>(
  args: S3GetObjectArguments,
  fields: Fields,
): TaskOf<Fields> {
  return task("aws-sdk:s3:getObject", args, fields);
}

/** Writes an object. */
export function s3PutObject<const Fields extends TaskFields>(
  args: S3PutObjectArguments,
  fields: Fields,
): TaskOf<Fields> {
  return task("aws-sdk:s3:putObject", args, fields);
}
