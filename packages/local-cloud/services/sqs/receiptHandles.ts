import { randomUUID } from "node:crypto";
import { AwsError } from "../../aws/service";

type Shape = Record<string, unknown>;

const INVALID = { code: "ReceiptHandleIsInvalid", message: "The input receipt handle is invalid." };

/** The backend's handles. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A request with the backend's receipt handles, and what of it has none. */
export interface HandledRequest {
  input: Shape;
  /** The ids of a batch's entries whose handle is invalid. Another handle, which fits no message, is in its place. */
  invalid: ReadonlySet<string>;
  /** Whether the handle of the request itself is invalid. */
  isInvalid: boolean;
}

/**
 * fauxqs takes any text for a receipt handle and deletes nothing. Handles of this service name their queue, so that
 * others can be rejected as SQS rejects them ({@link
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html}).
 */
export function withBackendHandles(queue: string, input: Shape): HandledRequest {
  const invalid = new Set<string>();
  const { ReceiptHandle, Entries } = input;
  const handled = { ...input };
  const own = ReceiptHandle === undefined ? undefined : backendHandle(queue, ReceiptHandle);
  if (ReceiptHandle !== undefined) handled.ReceiptHandle = own ?? randomUUID();
  if (Array.isArray(Entries))
    handled.Entries = Entries.map((entry: Shape) => {
      if (entry.ReceiptHandle === undefined) return entry;
      const handle = backendHandle(queue, entry.ReceiptHandle);
      if (handle === undefined) invalid.add(String(entry.Id));
      return { ...entry, ReceiptHandle: handle ?? randomUUID() };
    });
  return { input: handled, invalid, isInvalid: ReceiptHandle !== undefined && own === undefined };
}

/** The answer with this service's handles, and with the entries of a batch that had invalid ones failed. */
export function withOwnHandles(queue: string, output: Shape, invalid: ReadonlySet<string>): Shape {
  const { Messages, Successful, Failed } = output;
  const answer = { ...output };
  if (Array.isArray(Messages))
    answer.Messages = Messages.map((message: Shape) => ({
      ...message,
      ReceiptHandle: ownHandle(queue, String(message.ReceiptHandle)),
    }));
  if (invalid.size > 0) {
    const isValid = ({ Id }: Shape) => !invalid.has(String(Id));
    answer.Successful = ((Successful ?? []) as Shape[]).filter(isValid);
    const failed = [...invalid].map((Id) => ({
      Id,
      SenderFault: true,
      Code: INVALID.code,
      Message: INVALID.message,
    }));
    answer.Failed = [...((Failed ?? []) as Shape[]).filter(isValid), ...failed];
  }
  return answer;
}

export const invalidHandle = () => new AwsError(INVALID.code, INVALID.message);

const ownHandle = (queue: string, handle: string) =>
  Buffer.from(JSON.stringify([queue, handle])).toString("base64");

function backendHandle(queue: string, given: unknown): string | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(String(given), "base64").toString());
    if (Array.isArray(parts) && parts[0] === queue && UUID.test(String(parts[1]))) return String(parts[1]);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return undefined;
}
