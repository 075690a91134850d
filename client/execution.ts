import { randomUUID } from "node:crypto";
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  DescribeStateMachineForExecutionCommand,
  type HistoryEvent,
  paginateGetExecutionHistory,
  RedriveExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { Connection } from "./connection";
import { explaining, itemsOf } from "./errors";
import { type PollOptions, poll } from "./polling";

interface Described<Input> {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  startDate: Date;
  input: Input;
}

export type RunningExecution<Input> = Described<Input> & { status: "RUNNING" | "PENDING_REDRIVE" };

/** An execution that has ended; `status` determines which other fields it has. */
export type EndedExecution<Input, Output> = Described<Input> & { stopDate: Date } & (
    | { status: "SUCCEEDED"; output: Output }
    | {
        status: "FAILED" | "TIMED_OUT" | "ABORTED";
        error?: string;
        cause?: string;
        /** Why it cannot be redriven; absent if it can. */
        notRedrivable?: string;
      }
  );

export type ExecutionDescription<Input, Output> = RunningExecution<Input> | EndedExecution<Input, Output>;

export interface HistoryOptions {
  /** Newest event first. Default: oldest first. */
  reverseOrder?: boolean;
  /** Whether events hold inputs and outputs. Default: yes. */
  includeExecutionData?: boolean;
  /** Events per call; default and maximum: 1000. */
  pageSize?: number;
}

/** One execution of a Standard workflow. */
export class Execution<Input = unknown, Output = unknown> {
  constructor(
    private readonly connection: Connection,
    readonly arn: string,
  ) {}

  /** @throws ExecutionDoesNotExist */
  async describe(): Promise<ExecutionDescription<Input, Output>> {
    const command = new DescribeExecutionCommand({ executionArn: this.arn });
    return description(await explaining(this.connection.client.send(command)));
  }

  /** The definition that it runs, which an update of its state machine does not change. */
  async definition(): Promise<object> {
    const command = new DescribeStateMachineForExecutionCommand({ executionArn: this.arn });
    const { definition } = await explaining(this.connection.client.send(command));
    return JSON.parse(definition!);
  }

  /** Ends it as ABORTED; has no effect once it has ended. */
  async stop(reason: { error?: string; cause?: string } = {}): Promise<void> {
    const command = new StopExecutionCommand({ ...reason, executionArn: this.arn });
    await explaining(this.connection.client.send(command));
  }

  /**
   * Continues one that failed, from the state that failed.
   * https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
   *
   * @throws ExecutionNotRedrivable
   */
  async redrive(): Promise<void> {
    const command = new RedriveExecutionCommand({ executionArn: this.arn, clientToken: randomUUID() });
    await explaining(this.connection.client.send(command));
  }

  /**
   * Polls until it has ended, less and less often.
   *
   * @throws PollTimeoutError if it has not ended in time; it continues to run.
   */
  waitForEnd(options: PollOptions = {}): Promise<EndedExecution<Input, Output>> {
    const check = async () => {
      const described = await this.describe();
      return hasEnded(described) ? described : undefined;
    };
    return poll(`execution ${this.arn} to end`, check, { timer: this.connection.timer, ...options });
  }

  /** Its events, page by page as they are requested. */
  history({ pageSize = 1000, ...input }: HistoryOptions = {}): AsyncGenerator<HistoryEvent, void> {
    const pages = paginateGetExecutionHistory(
      { client: this.connection.client, pageSize },
      { ...input, executionArn: this.arn },
    );
    return itemsOf(pages, ({ events }) => events);
  }

  /** Its events without their data, from the first one, as they happen; ends when the execution ends. */
  async *follow(options: PollOptions = {}): AsyncGenerator<HistoryEvent, void> {
    const { timer = this.connection.timer, timeoutMs = Number.POSITIVE_INFINITY } = options;
    const deadline = timer.now() + timeoutMs;
    let last = 0;
    for (;;) {
      const fresh = await poll(
        `execution ${this.arn} to continue`,
        async () => {
          const events = await this.eventsAfter(last);
          return events.length > 0 ? events : undefined;
        },
        { maxDelayMs: 1_000, ...options, timer, timeoutMs: deadline - timer.now() },
      );
      yield* fresh;
      const newest = fresh.at(-1)!;
      if (END.test(newest.type!)) return;
      last = newest.id!;
    }
  }

  /** Reads backwards, so that polling a long history costs one small page. */
  private async eventsAfter(id: number): Promise<HistoryEvent[]> {
    const events: HistoryEvent[] = [];
    const pageSize = id === 0 ? 1000 : 100;
    for await (const event of this.history({ reverseOrder: true, includeExecutionData: false, pageSize })) {
      if (event.id! <= id) break;
      events.push(event);
    }
    return events.reverse();
  }
}

const END = /^Execution(Succeeded|Failed|TimedOut|Aborted)$/;

export const hasEnded = <Input, Output>(
  execution: ExecutionDescription<Input, Output>,
): execution is EndedExecution<Input, Output> =>
  execution.status !== "RUNNING" && execution.status !== "PENDING_REDRIVE";

function description<Input, Output>(
  answer: DescribeExecutionCommandOutput,
): ExecutionDescription<Input, Output> {
  const { status, error, cause } = answer;
  const described = {
    executionArn: answer.executionArn!,
    stateMachineArn: answer.stateMachineArn!,
    name: answer.name!,
    startDate: answer.startDate!,
    input: parse(answer.input) as Input,
  };
  if (status === "RUNNING" || status === "PENDING_REDRIVE") return { ...described, status };
  const ended = { ...described, stopDate: answer.stopDate! };
  if (status === "SUCCEEDED") return { ...ended, status, output: parse(answer.output) as Output };
  return {
    ...ended,
    status: status!,
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(answer.redriveStatus === "REDRIVABLE"
      ? {}
      : { notRedrivable: answer.redriveStatusReason ?? answer.redriveStatus ?? "It cannot be redriven." }),
  };
}

const parse = (json: string | undefined): unknown => (json === undefined ? undefined : JSON.parse(json));
