import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";

/** What an asynchronous block's work knows about the task that waits for it, and can do with it. */
export interface AsynchronousTask {
  /** The task token: anyone who has it can complete the task, from anywhere. */
  token: string;
  /**
   * Returned instead of an output: the task is completed later, by the holder of the token. From then on, the
   * holder must send the heartbeats, too.
   */
  defer(): Deferred;
}

/** See {@link AsynchronousTask.defer}. */
export interface Deferred {
  deferred: true;
}

/** The work of an asynchronous block: from the block's input to its output. */
export type AsynchronousWork<Input = unknown, Output = unknown> = (
  input: Input,
  task: AsynchronousTask,
) => Promise<Output | Deferred>;

/** Bytes. https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html */
const MAX_OUTPUT_BYTES = 262_144;

/**
 * The work's output as JSON; `null` for none.
 *
 * @throws `InvalidOutput` if it cannot be written as JSON, or is too large: to work again would give the same
 */
function serialized(output: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(output ?? null);
  } catch (error) {
    throw invalidOutput(`cannot be written as JSON: ${(error as Error).message}`);
  }
  if (text === undefined) throw invalidOutput(`is a ${typeof output}, which JSON does not know`);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_OUTPUT_BYTES) {
    throw invalidOutput(`is ${bytes} bytes of JSON; allowed: ${MAX_OUTPUT_BYTES}`);
  }
  return text;
}

const invalidOutput = (problem: string) =>
  Object.assign(new Error(`the output of the work ${problem}`), { name: "InvalidOutput" });

/** The body of the messages that the block's state machine sends. */
interface WorkMessage {
  input: unknown;
  taskToken: string;
}

interface QueueEvent {
  Records: { messageId: string; body: string }[];
}

interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

/**
 * Creates the handler of a queue's worker: it does the work of each message, sends heartbeats meanwhile, and completes the
 * waiting task with the work's output, or with the name and message of the error that it threw; with `InvalidOutput` if the
 * output cannot be sent.
 *
 * A message goes back to the queue if the result could not be delivered. If the task no longer waits, because it timed out
 * or was completed before, the message is dropped.
 */
export function asynchronousWorker(
  work: AsynchronousWork<never>,
  heartbeatSeconds: number,
): () => (event: QueueEvent) => Promise<BatchResponse> {
  return () => {
    const client = new SFNClient({});

    const answer = async (taskToken: string, input: unknown) => {
      const task: AsynchronousTask = { token: taskToken, defer: () => ({ deferred: true }) };
      try {
        const output = await work(input as never, task);
        if ((output as Deferred | null | undefined)?.deferred === true) return undefined;
        return new SendTaskSuccessCommand({ taskToken, output: serialized(output) });
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown : { name: "Error", message: String(thrown) };
        return new SendTaskFailureCommand({
          taskToken,
          error: String(error.name).slice(0, 256),
          cause: String(error.message).slice(0, 32_768),
        });
      }
    };

    const process = async (body: string) => {
      const { input, taskToken } = JSON.parse(body) as WorkMessage;
      const heartbeat = setInterval(
        () => {
          client.send(new SendTaskHeartbeatCommand({ taskToken })).catch((error: Error) => {
            console.warn(`heartbeat not delivered: ${error.name}: ${error.message}`);
          });
        },
        (heartbeatSeconds * 1000) / 3,
      );
      try {
        const command = await answer(taskToken, input);
        if (command instanceof SendTaskSuccessCommand) await client.send(command);
        else if (command) await client.send(command);
      } catch (error) {
        const name = (error as Error).name;
        if (name !== "TaskTimedOut" && name !== "TaskDoesNotExist") throw error;
        console.warn(`the task is no longer waiting: ${name}`);
      } finally {
        clearInterval(heartbeat);
      }
    };

    return async (event) => {
      const outcomes = await Promise.allSettled(event.Records.map((record) => process(record.body)));
      return {
        batchItemFailures: outcomes.flatMap((outcome, index) => {
          if (outcome.status === "fulfilled") return [];
          console.error(`message not processed: ${outcome.reason}`);
          return [{ itemIdentifier: event.Records[index]!.messageId }];
        }),
      };
    };
  };
}
