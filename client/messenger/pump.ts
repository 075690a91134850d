import { randomUUID } from "node:crypto";
import { ExecutionDoesNotExist } from "@aws-sdk/client-sfn";
import { executionArn } from "../arns";
import type { Execution } from "../execution";
import { hasEnded } from "../execution";
import { type PollOptions, poll } from "../polling";
import type { StateMachine } from "../stateMachine";

/** How many checks in a row must find none running: an execution may start its successor while it is being stopped. */
const QUIET_LOOKS = 2;

/** The messenger's state machine, which runs until it is stopped and continues as a new execution from time to time. */
export class Pump {
  private readonly started: Execution[] = [];

  constructor(readonly machine: StateMachine) {}

  /** Starts an execution. Its name is recorded first, so that it is stopped even if the response is lost. */
  async start(): Promise<Execution> {
    const name = randomUUID();
    this.started.push(this.machine.execution(executionArn(this.machine.arn, name)));
    return this.machine.start({}, { name });
  }

  /** The ARNs of its running executions. */
  async running(): Promise<string[]> {
    const arns = new Set<string>();
    for await (const { executionArn } of this.machine.executions({ status: "RUNNING" }))
      arns.add(executionArn!);
    // A list may be seconds behind.
    for (const execution of this.started) {
      if (await runs(execution)) arns.add(execution.arn);
      else arns.delete(execution.arn);
    }
    return [...arns];
  }

  /** Stops all its executions, and those that they continue as. */
  async stop(cause: string, options: PollOptions): Promise<void> {
    let quiet = 0;
    await poll(
      "the pump to stop",
      async () => {
        const running = await this.running();
        quiet = running.length === 0 ? quiet + 1 : 0;
        for (const arn of running) await this.machine.execution(arn).stop({ cause });
        return quiet === QUIET_LOOKS || undefined;
      },
      options,
    );
  }
}

async function runs(execution: Execution): Promise<boolean> {
  try {
    return !hasEnded(await execution.describe());
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return false;
    throw error;
  }
}

/** Whether a definition sends to the queue. */
export const sendsToQueue = (definition: object): boolean =>
  /:sqs:sendMessage\b/.test(JSON.stringify(definition));
