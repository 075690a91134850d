import { UsageError } from "../../packages/terminal";
import type { WorkflowName } from "../../workflows";
import { regionOf } from "../arns";
import type { Execution } from "../execution";
import type { StateMachine } from "../stateMachine";
import { StateMachines } from "../stateMachines";
import { LocalPlace } from "./localPlace";
import { machineOf, type Place } from "./place";
import { openTerminal, type Terminal } from "./terminal";

export interface ExecutionArn {
  executionArn: string;
}

/** The options of every command that say where it works. */
export interface PlaceOptions {
  stack?: string | undefined;
  local?: boolean | undefined;
  endpoint?: string | undefined;
  json?: boolean | undefined;
}

/** One running command. */
export class Session {
  private readonly opened: StateMachines[] = [];

  private constructor(
    readonly place: Place,
    readonly terminal: Terminal,
    /** Aborted by Ctrl-C. */
    readonly signal: AbortSignal,
  ) {}

  /** Runs a command where its options say, and leaves nothing open. */
  static async run(
    options: PlaceOptions,
    signal: AbortSignal,
    command: (session: Session) => Promise<number>,
  ): Promise<number> {
    const terminal = openTerminal(options.json ?? false);
    const place = await openPlace(options, terminal, signal);
    const session = new Session(place, terminal, signal);
    try {
      return await command(session);
    } finally {
      terminal.moment("");
      for (const machines of session.opened) machines.close();
      await place.close();
    }
  }

  /** A client for the region of this ARN. */
  machines(arn: string): StateMachines {
    const region = regionOf(arn);
    if (!region) throw new UsageError(`"${arn}" is not an ARN`);
    const machines = new StateMachines({ ...this.place.access, region });
    this.opened.push(machines);
    return machines;
  }

  /** The state machine of a workflow. */
  async machine(workflow: WorkflowName): Promise<StateMachine> {
    const arn = await machineOf(this.place, workflow);
    return this.machines(arn).at(arn);
  }

  /** The execution with this ARN, or the workflow's newest. */
  async execution(which: WorkflowName | ExecutionArn): Promise<Execution> {
    if (typeof which === "object") return this.machines(which.executionArn).execution(which.executionArn);
    const machine = await this.machine(which);
    for await (const { executionArn } of machine.executions()) return machine.execution(executionArn!);
    throw new Error(
      `${which} has no execution at ${this.place.title} yet; start one: workflows start ${which}`,
    );
  }

  /** The execution with this ARN, or the workflow's only running one. */
  async runningExecution(which: WorkflowName | ExecutionArn): Promise<Execution> {
    if (typeof which === "object") return this.execution(which);
    const machine = await this.machine(which);
    const arns: string[] = [];
    for await (const { executionArn } of machine.executions({ status: "RUNNING" })) arns.push(executionArn!);
    const [only, ...others] = arns;
    if (!only) throw new Error(`no execution of ${which} is running at ${this.place.title}`);
    if (others.length === 0) return machine.execution(only);
    throw new UsageError(
      `${arns.length} executions of ${which} are running; name one by its ARN: ${arns.join(", ")}`,
    );
  }
}

async function openPlace(
  { stack, local, endpoint }: PlaceOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Place> {
  const progress = (line: string) => terminal.progress(line);
  if (stack !== undefined && local) throw new UsageError("--stack and --local exclude each other");
  if (endpoint !== undefined && !local) throw new UsageError("--endpoint goes with --local only");
  if (local) return LocalPlace.open(endpoint, progress, signal);
  if (!stack) {
    throw new UsageError("say where: --stack NAME (deployed by Pulumi) or --local (on this machine)");
  }
  // Loaded only when needed: it takes longer than everything else.
  const { PulumiPlace } = require("./pulumiPlace") as typeof import("./pulumiPlace");
  return PulumiPlace.open(stack, progress, signal);
}
