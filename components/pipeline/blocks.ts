import type * as pulumi from "@pulumi/pulumi";
import type { AsynchronousWork } from "../../handlers/pipeline/asynchronousWorker";
import type { PolicyStatement, StateMachineDefinition } from "../../states";
import type { FunctionSettings, HandlerCode } from "../shared/inlineFunction";

/** What every block can set. */
export interface BlockSettings {
  /**
   * Seconds until the block, and with it the pipeline, fails with `States.Timeout`. Default: 300, which is also the most
   * that an EXPRESS block can have.
   */
  timeoutSeconds?: number;
}

/** A block with its own state machine, which may be an EXPRESS one. Default: `STANDARD`. */
export interface InnerBlockSettings extends BlockSettings {
  type?: "STANDARD" | "EXPRESS";
}

/** Passes its input through: `{}`. */
export interface PassBlock extends InnerBlockSettings {
  definition?: undefined;
  stateMachineArn?: undefined;
  callback?: undefined;
  callbackFactory?: undefined;
  asynchronous?: undefined;
}

/** Any state machine that takes and returns `{"input": X}`. */
export interface DefinitionBlock extends InnerBlockSettings {
  definition: StateMachineDefinition;
  /** See `WorkflowArgs.permissions`. */
  permissions?: pulumi.Input<PolicyStatement[]>;
}

/** A state machine that exists already and takes and returns `{"input": X}`. */
export interface StateMachineBlock extends InnerBlockSettings {
  stateMachineArn: pulumi.Input<string>;
}

/** A TypeScript function from X to X, run as a Lambda function. */
export type FunctionBlock = InnerBlockSettings &
  Omit<FunctionSettings, "operations" | "timeoutSeconds"> &
  HandlerCode<never, unknown> & {
    /** Seconds until Lambda stops an invocation. Default: 10. */
    functionTimeoutSeconds?: number;
  };

/** Work that is queued and completed later, by a TypeScript function that reads the queue or by whatever it passes the token to. */
export interface AsynchronousBlock extends BlockSettings {
  asynchronous: AsynchronousWork<never>;
  /** Seconds without a heartbeat after which the block fails with `States.Timeout`. Default: 60. */
  heartbeatSeconds?: number;
  /** The function that reads the queue: it must end within its own `timeoutSeconds` (default 10). */
  worker?: Omit<FunctionSettings, "operations">;
}

/** A step of a pipeline; its kind is determined by which field is present. */
export type Block = PassBlock | DefinitionBlock | StateMachineBlock | FunctionBlock | AsynchronousBlock;

const DEFAULT_BLOCK_TIMEOUT_SECONDS = 300;
const EXPRESS_TIMEOUT_SECONDS = 300;

/** The fields that determine the kind of a block; a block with none of them is a {@link PassBlock}. */
const DISCRIMINANT_FIELDS = [
  "definition",
  "stateMachineArn",
  "callback",
  "callbackFactory",
  "asynchronous",
] as const;

export const isDefinitionBlock = (block: Block): block is DefinitionBlock =>
  "definition" in block && block.definition !== undefined;
export const isStateMachineBlock = (block: Block): block is StateMachineBlock =>
  "stateMachineArn" in block && block.stateMachineArn !== undefined;
export const isFunctionBlock = (block: Block): block is FunctionBlock =>
  ("callback" in block && block.callback !== undefined) ||
  ("callbackFactory" in block && block.callbackFactory !== undefined);
export const isAsynchronousBlock = (block: Block): block is AsynchronousBlock =>
  "asynchronous" in block && block.asynchronous !== undefined;

/** Whether the pipeline runs the block with StartSyncExecution. */
export const isExpress = (block: Block): boolean => "type" in block && block.type === "EXPRESS";

export const timeoutOf = (block: Block): number => block.timeoutSeconds ?? DEFAULT_BLOCK_TIMEOUT_SECONDS;

/** @throws Error that names the pipeline, the block and the field. */
export function checkBlock(pipeline: string, name: string, block: Block): void {
  const fail = (problem: string): never => {
    throw new Error(`ModularBlockPipeline '${pipeline}', block '${name}': ${problem}`);
  };
  if (!/^[A-Za-z][A-Za-z0-9-]{0,29}$/.test(name)) {
    fail("a block's name is a letter followed by up to 29 letters, digits and hyphens");
  }
  const given = DISCRIMINANT_FIELDS.filter(
    (field) => (block as Record<string, unknown>)[field] !== undefined,
  );
  if (given.length > 1)
    fail(`give at most one of ${DISCRIMINANT_FIELDS.join(", ")}; given: ${given.join(", ")}`);
  const seconds = timeoutOf(block);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 31_536_000) {
    fail(`timeoutSeconds must be a whole number from 1 to 31536000; given: ${seconds}`);
  }
  if (isExpress(block) && seconds > EXPRESS_TIMEOUT_SECONDS) {
    fail(
      `an EXPRESS block runs for ${EXPRESS_TIMEOUT_SECONDS} seconds at most; given timeoutSeconds: ${seconds}`,
    );
  }
  if (isAsynchronousBlock(block)) {
    const heartbeat = heartbeatOf(block);
    if (!Number.isInteger(heartbeat) || heartbeat < 1 || heartbeat >= seconds) {
      fail(`heartbeatSeconds must be a whole number below timeoutSeconds (${seconds}); given: ${heartbeat}`);
    }
  }
}

const DEFAULT_HEARTBEAT_SECONDS = 60;

export const heartbeatOf = (block: AsynchronousBlock): number =>
  block.heartbeatSeconds ?? Math.min(DEFAULT_HEARTBEAT_SECONDS, Math.max(1, timeoutOf(block) - 1));
