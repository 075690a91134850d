import { ExecutionDoesNotExist, type ExecutionListItem, InvalidArn } from "@aws-sdk/client-sfn";
import type { StackNames } from "../../packages/names";
import { type CommandContext, type Output, UsageError } from "../../packages/terminal";
import { executionArn, isExecutionArn, regionOf } from "../arns";
import type { Execution } from "../execution";
import type { StateMachine } from "../stateMachine";
import { StateMachines } from "../stateMachines";
import { LocalPlace } from "./localPlace";
import { namesAt, type Place } from "./place";

/** The options of every command that say where it works. */
export interface PlaceOptions {
  stack?: string | undefined;
  local?: boolean | undefined;
  program?: string | undefined;
  endpoint?: string | undefined;
}

/** One running command. */
export class Session {
  private readonly opened: StateMachines[] = [];
  private named: Promise<StackNames> | undefined;

  private constructor(
    readonly place: Place,
    readonly output: Output,
    /** Aborted by Ctrl-C. */
    readonly signal: AbortSignal,
  ) {}

  /**
   * Runs a command where its options say, and leaves nothing open.
   *
   * @param mayStart whether a local stack is started for the command if none runs
   */
  static async run(
    options: PlaceOptions,
    { output, signal, onStop }: CommandContext,
    mayStart: boolean,
    command: (session: Session) => Promise<number>,
  ): Promise<number> {
    const run = Session.open(options, output, signal, mayStart, command);
    // The process waits until the command has cleaned up.
    onStop(() =>
      run.then(
        () => {},
        () => {},
      ),
    );
    return run;
  }

  private static async open(
    options: PlaceOptions,
    output: Output,
    signal: AbortSignal,
    mayStart: boolean,
    command: (session: Session) => Promise<number>,
  ): Promise<number> {
    const place = await openPlace(options, mayStart, output, signal);
    const session = new Session(place, output, signal);
    try {
      return await command(session);
    } finally {
      output.moment("");
      for (const machines of session.opened) machines.close();
      await place.close();
    }
  }

  /** A client for the region of this ARN. */
  machines(arn: string): StateMachines {
    const region = regionOf(arn);
    if (!region) throw new UsageError(`'${arn}' is not an ARN`);
    const machines = new StateMachines({ ...this.place.access, region });
    this.opened.push(machines);
    return machines;
  }

  /** What can be named, read once. */
  names(): Promise<StackNames> {
    this.named ??= namesAt(this.place);
    return this.named;
  }

  /** The state machine that is named by an output, a resource, its name in AWS or its ARN. @throws UsageError */
  async machine(name: string): Promise<StateMachine> {
    const { arn } = (await this.names()).stateMachine(name);
    return this.machines(arn).at(arn);
  }

  /** The execution with this ARN or name, or a state machine's newest. @throws UsageError */
  execution(which: string): Promise<Execution> {
    return this.newest(which, () => true, "no execution");
  }

  /** The execution with this ARN or name, or a state machine's newest that did not succeed. @throws UsageError */
  failedExecution(which: string): Promise<Execution> {
    const failed = ({ status }: ExecutionListItem) => ["FAILED", "TIMED_OUT", "ABORTED"].includes(status!);
    return this.newest(which, failed, "no execution that failed");
  }

  private async newest(
    which: string,
    fits: (item: ExecutionListItem) => boolean,
    none: string,
  ): Promise<Execution> {
    if (isExecutionArn(which)) return this.machines(which).execution(which);
    const machineArn = (await this.names()).findStateMachine(which)?.arn;
    if (machineArn === undefined) return this.executionNamed(which);
    const machine = this.machines(machineArn).at(machineArn);
    for await (const item of machine.executions())
      if (fits(item)) return machine.execution(item.executionArn!);
    throw new Error(`${which} has ${none} at ${this.place.title}`);
  }

  /** The execution with this ARN or name, or a state machine's only running one. @throws UsageError */
  async runningExecution(which: string): Promise<Execution> {
    const machineArn = isExecutionArn(which) ? undefined : (await this.names()).findStateMachine(which)?.arn;
    if (machineArn === undefined) return this.execution(which);
    const machine = this.machines(machineArn).at(machineArn);
    const arns: string[] = [];
    for await (const { executionArn: arn } of machine.executions({ status: "RUNNING" })) arns.push(arn!);
    const [only, ...others] = arns;
    if (!only) throw new Error(`no execution of ${which} is running at ${this.place.title}`);
    if (others.length === 0) return machine.execution(only);
    throw new UsageError(
      `${arns.length} executions of ${which} are running; give one by its ARN: ${arns.join(", ")}`,
    );
  }

  /** Asks each state machine for an execution of this name. */
  private async executionNamed(name: string): Promise<Execution> {
    const names = await this.names();
    const found: Execution[] = [];
    for (const { type, arn } of names.resources) {
      if (type !== "stateMachine" || name.startsWith("arn:")) continue;
      const execution = this.machines(arn).execution(executionArn(arn, name));
      if (await exists(execution)) found.push(execution);
    }
    const [only, ...others] = found;
    if (only && others.length === 0) return only;
    if (!only) {
      const machines = names.stateMachines().join(", ");
      throw new UsageError(
        `execution is '${name}'; allowed: the name or ARN of one, or a state machine: ${machines}`,
      );
    }
    const arns = found.map(({ arn }) => arn);
    throw new UsageError(
      `execution is '${name}', which ${found.length} are called; allowed: ${arns.join(", ")}`,
    );
  }
}

async function exists(execution: Execution): Promise<boolean> {
  try {
    await execution.describe();
    return true;
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist || error instanceof InvalidArn) return false;
    throw error;
  }
}

async function openPlace(
  { stack, local, program, endpoint }: PlaceOptions,
  mayStart: boolean,
  output: Output,
  signal: AbortSignal,
): Promise<Place> {
  const progress = (line: string) => output.progress(line);
  if (stack !== undefined && local) throw new UsageError("--stack and --local exclude each other");
  if (endpoint !== undefined && !local) throw new UsageError("--endpoint goes with --local only");
  if (local) return LocalPlace.open({ program, endpoint, mayStart }, progress, signal);
  if (!stack) {
    throw new UsageError("say where: --local (on this machine) or --stack NAME (deployed by Pulumi)");
  }
  // Loaded only when needed: it takes longer than everything else.
  const { PulumiPlace } = require("./pulumiPlace") as typeof import("./pulumiPlace");
  return PulumiPlace.open(stack, program ?? process.cwd(), progress, signal);
}
