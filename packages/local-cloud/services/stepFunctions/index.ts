import { randomUUID } from "node:crypto";
import type { HistoryEvent, MapRun } from "../../../asl/engine";
import type { Clock } from "../../aws/clock";
import { awsJson } from "../../aws/protocols/awsJson";
import {
  type CallContext,
  type Caller,
  type Cloud,
  notServed,
  type Requirement,
  type Service,
  type ServiceCall,
} from "../../aws/service";
import type { DataDirectory } from "../../data/dataDirectory";
import { Activities } from "./activities";
import { activityOperations } from "./activityOperations";
import { aliasOperations } from "./aliasOperations";
import { checkInput, withoutNulls } from "./constraints";
import { encryptionOf } from "./encryption";
import type { StepFunctions } from "./environment";
import type { Execution } from "./execution";
import { executionOperations } from "./executionOperations";
import { ExecutionRunner } from "./executionRunner";
import { Executions } from "./executions";
import { historyOperations } from "./historyOperations";
import { INPUTS, isOperation, type OperationName } from "./inputs";
import { TaskTokens } from "./integrations";
import { mapRunOperations } from "./mapRunOperations";
import { Pages } from "./pages";
import { ExecutionStore } from "./persistence/executionStore";
import { Restoration } from "./persistence/restoration";
import { redriveOperations } from "./redrive";
import { requirementsOf } from "./requirements";
import type { StateMachine } from "./stateMachine";
import { stateMachineOperations } from "./stateMachineOperations";
import { StateMachines } from "./stateMachines";
import { tagOperations } from "./tagOperations";
import { Tags } from "./tags";
import { noFaults, type TaskFaults } from "./taskFaults";
import { taskOperations } from "./taskOperations";
import { testStateOperations } from "./testStateOperations";
import { versionOperations } from "./versionOperations";

export { compileDefinition } from "./definition";
export type { Execution } from "./execution";
export { logExecutions } from "./executionLog";
export type { StateMachine } from "./stateMachine";
export { statusChangeEvent } from "./statusChange";
export type { FaultedExecution, TaskFaults } from "./taskFaults";

export interface StepFunctionsOptions {
  cloud: Cloud;
  clock: Clock;
  /**
   * How many ended executions are retained, with their histories; the one that ended first is dropped first. At least 1.
   * Default 10,000.
   */
  retainedExecutions?: number;
  /** Their estimated total size in bytes; dropped in the same order. Default 256 MiB. */
  retainedBytes?: number;
  /** Where executions are persisted. Default: nowhere. */
  data?: DataDirectory;
  /** How many nested executions may wait for one another: stops a state machine that starts itself. Default 50. */
  maxNesting?: number;
  /** Default `Math.random`: for jitter, and for routing between the versions of an alias. */
  random?: () => number;
  /** Default `crypto.randomUUID`. */
  uuid?: () => string;
  /** Injects faults into Tasks. Default: none. */
  faults?: TaskFaults;
  /** Receives every event of every execution as it happens. */
  onEvent?(execution: Execution, event: HistoryEvent): void;
  /** Receives every execution once it has ended. */
  onEnd?(execution: Execution): void;
  /** Receives every Standard execution that has started, was redriven or has ended. */
  onStatusChange?(execution: Execution): void;
  /** Receives problems that can be reported to neither a state nor a caller. Default: a process warning. */
  warn?(message: string): void;
}

type Operation = (
  input: never,
  caller: Caller,
  context: CallContext,
) => Record<string, unknown> | Promise<Record<string, unknown>>;

/** The Step Functions API of the local cloud. */
export class StepFunctionsService implements Service {
  readonly signingName = "states";
  readonly operationNames: ReadonlySet<string> = new Set(Object.keys(INPUTS));
  private readonly codec = awsJson({ version: "1.0", targetPrefix: "AWSStepFunctions" });
  readonly decode = this.codec.decode;
  readonly encode = this.codec.encode;
  readonly encodeError = this.codec.encodeError;
  private readonly shared: StepFunctions;
  private readonly restoration: Restoration | undefined;
  private readonly operations: Record<OperationName, Operation>;

  constructor(options: StepFunctionsOptions) {
    const { cloud, clock, random = Math.random, uuid = randomUUID } = options;
    const { retainedExecutions = 10_000, retainedBytes = 2 ** 28, maxNesting = 50 } = options;
    const { onEvent, onEnd, onStatusChange } = options;
    const warn = options.warn ?? ((message) => process.emitWarning(message));
    const store = options.data && new ExecutionStore(options.data);
    const taskServices = {
      cloud,
      clock,
      uuid,
      faults: options.faults ?? noFaults(cloud),
      activities: new Activities(clock),
      tokens: new TaskTokens((token, answer) => store?.answered(token, answer)),
    };
    const resources = {
      machines: new StateMachines(),
      executions: new Executions({ executions: retainedExecutions, bytes: retainedBytes }, store),
      tags: new Tags(),
    };
    this.shared = {
      ...taskServices,
      ...resources,
      random,
      runner: new ExecutionRunner({
        ...taskServices,
        ...resources,
        random,
        maxNesting,
        warn,
        ...(onEvent && { onEvent }),
        ...(onEnd && { onEnd }),
        ...(onStatusChange && { onStatusChange }),
      }),
      pages: new Pages(),
      restore: (machine) => this.restoration?.restore(machine),
    };
    this.restoration = store && new Restoration(this.shared, store);
    this.operations = {
      ...stateMachineOperations(this.shared),
      ...versionOperations(this.shared),
      ...aliasOperations(this.shared),
      ...executionOperations(this.shared),
      ...historyOperations(this.shared),
      ...redriveOperations(this.shared),
      ...mapRunOperations(this.shared),
      ...taskOperations(this.shared),
      ...testStateOperations(this.shared),
      ...activityOperations(this.shared),
      ...tagOperations(this.shared),
    };
  }

  requirements(call: ServiceCall): Requirement[] {
    const { cloud, tokens } = this.shared;
    return requirementsOf(call, cloud, tokens, (arn) => encryptionOf(this.shared, arn));
  }

  async invoke(call: ServiceCall, caller: Caller, context: CallContext): Promise<Record<string, unknown>> {
    const { operation } = call;
    const input = withoutNulls(call.input);
    if (!isOperation(operation))
      throw notServed(operation, Object.keys(INPUTS), "UnknownOperationException", 400);
    checkInput(input, INPUTS[operation]);
    // The input has its operation's shape: every member has been checked.
    return this.operations[operation](input as never, caller, context);
  }

  /** Every state machine, in the order of creation. */
  stateMachines(): StateMachine[] {
    return this.shared.machines.list();
  }

  /** An execution that is running or retained, with its history and billed transitions; Express executions too. */
  execution(executionArn: string): Execution | undefined {
    return this.shared.executions.find(executionArn);
  }

  /** Every execution that is running or retained, the latest first. */
  executions(): Execution[] {
    return this.shared.executions.list();
  }

  /** The Map Runs of an execution, in the order in which they started. */
  mapRuns(executionArn: string): MapRun[] {
    return this.shared.executions.mapRuns.listOf(executionArn);
  }

  /**
   * Resumes the executions of an earlier process. Call it once every state machine that their definitions need exists;
   * executions that cannot be resumed have ended with an error.
   */
  resumeExecutions(): void {
    this.restoration?.resume();
  }

  /** Stops every running execution, and forgets all, with their Map Runs. State machines and activities stay. */
  async reset(): Promise<void> {
    await this.shared.runner.stopAll("The stack was reset.");
    this.shared.executions.clear();
  }

  /** Stops every running execution. */
  async close(): Promise<void> {
    await this.shared.runner.close();
  }
}
