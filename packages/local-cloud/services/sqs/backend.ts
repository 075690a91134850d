import { AwsError } from "../../aws/service";

/** The queues themselves: an emulator in this process, or any endpoint that accepts SQS's JSON protocol. */
export interface QueueBackend {
  /** The account and region in the backend's ARNs. */
  readonly accountId: string;
  readonly region: string;
  /** False if messages may also arrive other than through {@link request}. */
  readonly exclusive: boolean;
  /** Throws {@link AwsError} for an error of the API. */
  request(operation: string, input: object, signal?: AbortSignal): Promise<Record<string, unknown>>;
  /** In how many seconds the delayed messages of a queue become available; absent if no caller needs it. */
  delaysOf?(queue: string): Promise<number[]>;
  /** Removes all messages and deduplication ids; absent where that is not possible. */
  empty?(): void;
  close(): Promise<void>;
}

/** The output in the backend's response. Throws its error. */
export function readAnswer(status: number, text: string): Record<string, unknown> {
  const body = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
  if (status < 300) return body;
  const code = String(body.__type ?? body.code ?? "InternalFailure").replace(/^.*#/, "");
  throw new AwsError(code, String(body.message ?? body.Message ?? ""), status);
}
