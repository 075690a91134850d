import { createHash } from "node:crypto";

type Input = Record<string, unknown>;

/** Stands between a group and an id; neither may contain one. */
const SEPARATOR = " ";

/**
 * The backend remembers deduplication ids for a queue as a whole. In a queue whose `DeduplicationScope` is `messageGroup`, ids
 * that it gets name their group too ({@link
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html}).
 *
 * @param contentBased whether a message without an id has the SHA-256 of its body
 */
export function scopeToGroups(input: Input, contentBased: boolean): Input {
  const { Entries } = input;
  if (Array.isArray(Entries))
    return { ...input, Entries: Entries.map((entry: Input) => scoped(entry, contentBased)) };
  return scoped(input, contentBased);
}

function scoped(message: Input, contentBased: boolean): Input {
  const { MessageGroupId: group, MessageBody: body, MessageDeduplicationId: given } = message;
  const id = given ?? (contentBased ? createHash("sha256").update(String(body)).digest("hex") : undefined);
  if (group === undefined || id === undefined) return message;
  return { ...message, MessageDeduplicationId: `${group}${SEPARATOR}${id}` };
}

/** A received message, with the id that its sender gave. */
export function withoutScope(message: { Attributes?: Record<string, string> }): object {
  const id = message.Attributes?.MessageDeduplicationId;
  if (id === undefined || !id.includes(SEPARATOR)) return message;
  const MessageDeduplicationId = id.slice(id.indexOf(SEPARATOR) + SEPARATOR.length);
  return { ...message, Attributes: { ...message.Attributes, MessageDeduplicationId } };
}
