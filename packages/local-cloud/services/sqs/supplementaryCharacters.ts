import { createHash } from "node:crypto";

type Shape = Record<string, unknown>;

/** Introduces the code of a character, and so must itself be escaped: it belongs to no script. */
const MARK = "\uE7FF";
const DISGUISED = /[\u{10000}-\u{10FFFF}\uE7FF]/gu;
const DISGUISE = /\uE7FF([0-9a-f]+);/g;

const disguise = (text: string) =>
  text.replace(DISGUISED, (character) => `${MARK}${character.codePointAt(0)?.toString(16)};`);
const reveal = (text: string) =>
  text.replace(DISGUISE, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)));

const md5 = (text: string) => createHash("md5").update(text).digest("hex");

const bodyOf = ({ MessageBody }: Shape) => (typeof MessageBody === "string" ? MessageBody : undefined);

/**
 * The emulator rejects characters beyond U+FFFF, which SQS accepts ({@link
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html}): they are escaped before
 * messages are sent to it.
 */
export function withoutSupplementary(input: Shape): Shape {
  const { Entries } = input;
  const body = bodyOf(input);
  return {
    ...input,
    ...(body !== undefined && { MessageBody: disguise(body) }),
    ...(Array.isArray(Entries) && { Entries: Entries.map(withoutSupplementary) }),
  };
}

/** The emulator's response as if it had received the original messages; digests are recomputed. */
export function withSupplementary(output: Shape, input: Shape): Shape {
  const { Messages, Successful } = output;
  const body = bodyOf(input);
  return {
    ...output,
    ...(body !== undefined && output.MD5OfMessageBody !== undefined && { MD5OfMessageBody: md5(body) }),
    ...(Array.isArray(Messages) && { Messages: Messages.map(revealMessage) }),
    ...(Array.isArray(Successful) && { Successful: Successful.map((sent) => digestAnew(sent, input)) }),
  };
}

function revealMessage(message: Shape): Shape {
  const { Body } = message;
  if (typeof Body !== "string" || !Body.includes(MARK)) return message;
  const revealed = reveal(Body);
  return { ...message, Body: revealed, MD5OfBody: md5(revealed) };
}

function digestAnew(sent: Shape, { Entries }: Shape): Shape {
  const entry = (Entries as Shape[] | undefined)?.find(({ Id }) => Id === sent.Id);
  const body = entry && bodyOf(entry);
  return body === undefined ? sent : { ...sent, MD5OfMessageBody: md5(body) };
}
