import { createHash } from "node:crypto";

interface AttributeValue {
  DataType: string;
  StringValue?: string;
  /** In base64. */
  BinaryValue?: string;
}

interface Message {
  MessageAttributes?: Record<string, AttributeValue>;
  MD5OfMessageAttributes?: string;
}

/**
 * A received message with the digest of the attributes that it has: clients check it. fauxqs returns all attributes where
 * none are asked for, and always with the digest of all.
 */
export function withAskedAttributes<T extends Message>(message: T, names: unknown): T {
  const { MessageAttributes, MD5OfMessageAttributes: _, ...rest } = message;
  const asked = Array.isArray(names) && names.length > 0;
  if (!asked || !MessageAttributes) return rest as T;
  return { ...message, MD5OfMessageAttributes: md5OfAttributes(MessageAttributes) };
}

/** {@link https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation} */
function md5OfAttributes(attributes: Record<string, AttributeValue>): string {
  const hash = createHash("md5");
  const update = (value: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(value.length);
    hash.update(length).update(value);
  };
  for (const name of Object.keys(attributes).sort()) {
    const { DataType, StringValue, BinaryValue } = attributes[name]!;
    update(Buffer.from(name));
    update(Buffer.from(DataType));
    hash.update(Buffer.of(DataType.startsWith("Binary") ? 2 : 1));
    update(BinaryValue === undefined ? Buffer.from(StringValue ?? "") : Buffer.from(BinaryValue, "base64"));
  }
  return hash.digest("hex");
}
