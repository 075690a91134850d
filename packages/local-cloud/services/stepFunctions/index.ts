import { randomUUID } from "node:crypto";
import type { HistoryEvent } from "../../../asl/engine/types";
import type { Clock } from "../../aws/clock";
import { awsJson } from "../../aws/protocols/awsJson";
import {
  AwsError,
  type CallContext,
  type Caller,
  type Cloud,
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
import { Executions } from "./executions";
import { historyOperations } from "./historyOperations";
import { INPUTS, isOperation, type OperationName } from "./inputs";
import { TaskTokens } from "./integrations";
import { KeptExecutions } from "./kept/keptExecutions";
import { Restoration } from "./kept/restoration";
import { mapRunOperations } from "./mapRunOperations";
import { Pages } from "./pages";
import { redriveOperations } from "./redriveOperations";
import { requirementsOf } from "./requirements";
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
export type { FaultedExecution, TaskFaults } from "./taskFaults";

export interface StepFunctionsOptions {
  cloud: Cloud;
  clock: Clock;
  /**
   * How many ended executions are kept, with their histories; the one that ended first goes first. At least 1. Default
   * 10,000.
   */
  retainedExecutions?: number;
  /** What these may hold together, in bytes, estimated; the same goes first. Default 256 MiB. */
  retainedBytes?: number;
  /** Where executions are kept. Default: nowhere. */
  data?: DataDirectory;
  /** How many executions may wait for each other in a row, so that no state machine starts itself for ever. Default 50. */
  maxNesting?: number;
  /** Default `Math.random`: for jitter, and for routing between the versions of an alias. */
  random?: () => number;
  /** Default `crypto.randomUUID`. */
  uuid?: () => string;
  /** Injects faults into Tasks. Default: none. */
  faults?: TaskFaults;
  /** Receives every event of every execution as it happens. */
  onEvent?(execution: Execution, event: HistoryEvent): void;
  /** Receives what no state and no caller can be told. Default: a process warning. */
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
  private readonly codec = awsJson({ version: "1.0", targetPrefix: "AWSStepFunctions" });
  readonly decode = this.codec.decode;
  readonly encode = this.codec.encode;
  readonly encodeError = this.codec.encodeError;
  private readonly shared: StepFunctions;
  private readonly restoration: Restoration | undefined;
  private readonly operations: Record<OperationName, Operation>;

  constructor(options: StepFunctionsOptions) {
    const { cloud, clock, random = Math.random, uuid = randomUUID } = options;
    const { retainedExecutions = 10_000, retainedBytes = 2 ** 28, maxNesting = 50, onEvent } = options;
    const warn = options.warn ?? ((message) => process.emitWarning(message));
    const kept = options.data && new KeptExecutions(options.data);
    this.shared = {
      cloud,
      clock,
      random,
      uuid,
      faults: options.faults ?? noFaults(cloud),
      machines: new StateMachines(),
      executions: new Executions(() => this.shared, {
        retention: { executions: retainedExecutions, bytes: retainedBytes },
        maxNesting,
        warn,
        ...(kept && { kept }),
        ...(onEvent && { onEvent }),
      }),
      activities: new Activities(clock),
      tokens: new TaskTokens((token, answer) => kept?.answered(token, answer)),
      tags: new Tags(),
      pages: new Pages(),
      restore: (machine) => this.restoration?.restore(machine),
    };
    this.restoration = kept && new Restoration(this.shared, kept);
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
    if (!isOperation(operation)) {
      const known = Object.keys(INPUTS).join(", ");
      throw new AwsError(
        "UnknownOperationException",
        `Operation ${operation} is not served; served are ${known}`,
      );
    }
    checkInput(input, INPUTS[operation]);
    // The input has the shape of its operation: it was checked member by member.
    return this.operations[operation](input as never, caller, context);
  }

  /** An execution that runs or is kept, with its history and billed transitions; of Express state machines too. */
  execution(executionArn: string): Execution | undefined {
    return this.shared.executions.find(executionArn);
  }

  /** Every execution that runs or is kept, the latest first. */
  executions(): Execution[] {
    return this.shared.executions.list();
  }

  /**
   * Lets the executions of an earlier process go on, once all state machines are there that their definitions need; those
   * that cannot have ended with an error.
   */
  continueKept(): void {
    this.restoration?.continue();
  }

  /** Stops every execution that runs. */
  async close(): Promise<void> {
    await this.shared.executions.close();
  }
}
