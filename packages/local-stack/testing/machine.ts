import type { LocalServices } from "../../local-cloud";
import { UsageError } from "../../terminal";
import type { Interruptions } from "./interruptions";
import { type Ended, type EndOptions, Run } from "./run";

export interface StartOptions {
  /** The execution's name. Default: a random one. */
  name?: string;
  /** The test case of a mock file or fault plan that it runs in. Default: none. */
  testCase?: string;
}

/** A state machine of a local stack. */
export class Machine {
  /** @internal */
  constructor(
    /** The ARN that it is started by: its own, or that of a version or an alias. */
    readonly arn: string,
    /** Its physical name: `payment-1a2b3c4`. */
    readonly name: string,
    private readonly services: LocalServices,
    private readonly interruptions: Interruptions,
  ) {}

  /**
   * Starts an execution, Standard or Express, as the stack's administrator.
   *
   * @param input any JSON value. Default: `{}`
   * @throws AwsError as StartExecution does, `ExecutionAlreadyExists` for example
   */
  async start(input: unknown = {}, { name, testCase }: StartOptions = {}): Promise<Run> {
    const { cloud, stepFunctions } = this.services;
    const text = JSON.stringify(input);
    if (text === undefined) throw new UsageError(`input is ${String(input)}; allowed: a JSON value`);
    const { executionArn } = await cloud.call(cloud.administrator, "states", "StartExecution", {
      stateMachineArn: testCase === undefined ? this.arn : `${this.arn}#${testCase}`,
      input: text,
      ...(name !== undefined && { name }),
    });
    // It is retained at least until the next one ends.
    return new Run(stepFunctions.execution(String(executionArn))!, this.services, this.interruptions);
  }

  /**
   * Starts an execution of an Express state machine and waits until it has ended, as StartSyncExecution does.
   *
   * @throws UsageError for a Standard state machine
   * @throws CannotContinueError as {@link Run.end}
   */
  async startSync<Output = unknown>(
    input: unknown = {},
    { idleMs, ...options }: StartOptions & EndOptions = {},
  ): Promise<Ended<Output> & { run: Run }> {
    const machine = this.services.stepFunctions.stateMachines().find(({ name }) => name === this.name);
    if (machine?.type !== "EXPRESS")
      throw new UsageError(`startSync is for Express state machines; '${this.name}' is Standard: use start`);
    const run = await this.start(input, options);
    return { ...(await run.end<Output>(idleMs === undefined ? {} : { idleMs })), run };
  }
}
