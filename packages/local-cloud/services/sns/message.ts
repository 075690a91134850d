import { createHash } from "node:crypto";
import { AwsError } from "../../aws/service";

export type Input = Record<string, unknown>;

export interface MessageAttribute {
  /** `String`, `Number`, `String.Array`, `Binary` */
  DataType: string;
  StringValue?: string;
  /** Base64. */
  BinaryValue?: string;
}

export type MessageAttributes = Record<string, MessageAttribute>;

/** A message as it was published. */
export interface Message {
  text: string;
  /** The text for each protocol, if the message has several (`MessageStructure: json`). */
  byProtocol: Record<string, string>;
  subject?: string;
  attributes: MessageAttributes;
  groupId?: string;
  deduplicationId?: string;
}

/** {@link https://docs.aws.amazon.com/sns/latest/api/API_Publish.html} */
const MAXIMUM_BYTES = 262_144;
const MAXIMUM_SUBJECT = 100;

export const invalidParameter = (reason: string) =>
  new AwsError("InvalidParameter", `Invalid parameter: ${reason}`);

/** Reads a message published to a topic with these attributes. Throws `InvalidParameter`. */
export function readMessage(input: Input, topicAttributes: Record<string, string>): Message {
  const { Message: text, Subject, MessageStructure, MessageGroupId, MessageDeduplicationId } = input;
  if (typeof text !== "string" || text === "") throw invalidParameter("Empty message");
  const attributes = readAttributes(input.MessageAttributes);
  if (sizeOf(text, attributes) > MAXIMUM_BYTES) throw invalidParameter("Message too long");
  if (Subject !== undefined && !isSubject(String(Subject))) throw invalidParameter("Subject");
  const byProtocol = MessageStructure === "json" ? readStructure(text) : {};
  return {
    text: byProtocol.default ?? text,
    byProtocol,
    ...(Subject !== undefined && { subject: String(Subject) }),
    attributes,
    ...(topicAttributes.FifoTopic === "true" &&
      ordering(text, topicAttributes, MessageGroupId, MessageDeduplicationId)),
  };
}

function readAttributes(given: unknown): MessageAttributes {
  const attributes: MessageAttributes = {};
  for (const [name, attribute] of Object.entries((given ?? {}) as Record<string, Input>)) {
    const { DataType, StringValue, BinaryValue } = attribute;
    if (!DataType || (StringValue === undefined && BinaryValue === undefined)) {
      throw new AwsError(
        "ParameterValueInvalid",
        `The message attribute '${name}' must contain non-empty message attribute value.`,
      );
    }
    attributes[name] = {
      DataType: String(DataType),
      ...(StringValue !== undefined && { StringValue: String(StringValue) }),
      ...(BinaryValue !== undefined && { BinaryValue: base64(BinaryValue) }),
    };
  }
  return attributes;
}

const base64 = (bytes: unknown) =>
  bytes instanceof Uint8Array ? Buffer.from(bytes).toString("base64") : String(bytes);

const isSubject = (text: string) => text.length > 0 && text.length <= MAXIMUM_SUBJECT && !/[\r\n]/.test(text);

function sizeOf(text: string, attributes: MessageAttributes): number {
  const parts = Object.entries(attributes).flatMap(
    ([name, { DataType, StringValue = "", BinaryValue = "" }]) => [name, DataType, StringValue, BinaryValue],
  );
  return [text, ...parts].reduce((size, part) => size + Buffer.byteLength(part), 0);
}

function readStructure(text: string): Record<string, string> {
  const reason = "Message Structure - No default entry in JSON message body";
  try {
    const structure = JSON.parse(text) as Record<string, string>;
    if (typeof structure?.default === "string") return structure;
  } catch {
    throw invalidParameter("Message Structure - JSON message body failed to parse");
  }
  throw invalidParameter(reason);
}

function ordering(
  text: string,
  { ContentBasedDeduplication }: Record<string, string>,
  groupId: unknown,
  deduplicationId: unknown,
): { groupId: string; deduplicationId: string } {
  if (typeof groupId !== "string" || groupId === "") {
    throw invalidParameter("The MessageGroupId parameter is required for FIFO topics");
  }
  if (typeof deduplicationId === "string") return { groupId, deduplicationId };
  if (ContentBasedDeduplication === "true") {
    return { groupId, deduplicationId: createHash("sha256").update(text).digest("hex") };
  }
  throw invalidParameter(
    "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  );
}

/** The message as a subscriber receives it. */
export interface Notification {
  Type: "Notification";
  MessageId: string;
  TopicArn: string;
  Subject?: string;
  Message: string;
  Timestamp: string;
  SignatureVersion: "1";
  /** Messages are not signed. */
  Signature: "EXAMPLE";
  MessageAttributes?: Record<string, { Type: string; Value: string }>;
}

export function notification(
  message: Message,
  protocol: string,
  { messageId, topicArn, time }: { messageId: string; topicArn: string; time: number },
): Notification {
  const attributes = Object.entries(message.attributes).map(([name, attribute]) => [
    name,
    { Type: attribute.DataType, Value: attribute.StringValue ?? attribute.BinaryValue },
  ]);
  return {
    Type: "Notification",
    MessageId: messageId,
    TopicArn: topicArn,
    ...(message.subject !== undefined && { Subject: message.subject }),
    Message: message.byProtocol[protocol] ?? message.text,
    Timestamp: new Date(time).toISOString(),
    SignatureVersion: "1",
    Signature: "EXAMPLE",
    ...(attributes.length > 0 && { MessageAttributes: Object.fromEntries(attributes) }),
  };
}
