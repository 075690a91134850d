import { AwsError } from "../../aws/service";
import type { S3Input } from "./input";
import type { Tag } from "./store/objects";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
const MAX_TAGS = 10;

/** The tags of a header (`a=1&b=2`) or a document. */
export function readTagging(given: S3Input["Tagging"]): Tag[] {
  if (typeof given !== "string")
    return (given?.TagSet ?? []).map(({ Key = "", Value = "" }) => ({ Key, Value }));
  return [...new URLSearchParams(given)].map(([Key, Value]) => ({ Key, Value }));
}

/** Reads an object's tags. Throws `InvalidTag` or `BadRequest` for those that an object cannot have. */
export function objectTags(given: S3Input["Tagging"]): Tag[] {
  const tags = readTagging(given);
  if (tags.length > MAX_TAGS) throw new AwsError("BadRequest", "Object tags cannot be greater than 10");
  const names = new Set<string>();
  for (const { Key, Value } of tags) {
    if (Key.length === 0 || Key.length > 128)
      throw new AwsError("InvalidTag", "The TagKey you have provided is invalid", 400, { TagKey: Key });
    if (Value.length > 256)
      throw new AwsError("InvalidTag", "The TagValue you have provided is invalid", 400, { TagValue: Value });
    if (names.has(Key))
      throw new AwsError("InvalidTag", "Cannot provide multiple Tags with the same key", 400, {
        TagKey: Key,
      });
    names.add(Key);
  }
  return tags;
}
