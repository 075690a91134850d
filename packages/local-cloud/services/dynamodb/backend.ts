import { AwsError } from "../../aws/service";
import type { Input, Item } from "./item";

/** A write that names its item by the whole key, or puts the whole item. */
export interface Write {
  operation: "PutItem" | "DeleteItem";
  input: Input;
}

/** Where the tables are: an emulator in this process, or any endpoint that accepts DynamoDB's protocol unsigned. */
export interface TableBackend {
  /** True for the emulator in this process, which has no transactions. */
  readonly inProcess: boolean;
  /** Throws {@link AwsError} for an error of the API. */
  request(operation: string, input: Input, signal?: AbortSignal): Promise<Input>;
  /** Carries out writes of different items that cannot fail. */
  writeAll(writes: readonly Write[]): Promise<void>;
  /** Recreates a table with these items; absent where the requests for it are enough. */
  redefine?(definition: Input, items: readonly Item[]): Promise<void>;
  close(): Promise<void>;
}

/** The output in the body of a response. Throws the {@link AwsError} that it reports. */
export function outputOf(status: number, body: Input): Input {
  if (status < 300) return body;
  throw errorOf(status, body);
}

/** The error in the body of a response. */
export function errorOf(status: number, body: Input): AwsError {
  const { __type = "InternalServerError", message, Message, ...details } = body;
  return new AwsError(String(__type).replace(/^.*#/, ""), String(message ?? Message ?? ""), status, details);
}

export async function writeEach(tables: TableBackend, writes: readonly Write[]): Promise<void> {
  await Promise.all(writes.map(({ operation, input }) => tables.request(operation, input)));
}

export const canceled = () => new AwsError("RequestCanceled", "The request was canceled.", 499);
