import { readFields } from "./fields";
import { readJsonCondition } from "./json";
import { type Matcher, PatternReader } from "./pattern";
import { readTerms } from "./terms";

/**
 * Which messages a filter pattern of CloudWatch Logs matches ({@link
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html}): terms, `{ $.field = value }` for
 * messages that are JSON, or `[field, field = value, ...]` for fields between spaces. An empty pattern matches all. Throws
 * `InvalidParameterException` for a pattern that is none.
 */
export function filterPattern(text: string): Matcher {
  const reader = new PatternReader(text);
  reader.skipSpaces();
  if (reader.take("{")) return readJsonCondition(reader);
  if (reader.take("[")) return readFields(reader);
  return readTerms(reader);
}
