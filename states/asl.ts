import type * as pulumi from "@pulumi/pulumi";
import type { QueryLanguage } from "../packages/asl";

export type { QueryLanguage };

/** A JSON value in which any part may be a Pulumi output or a promise: `table.name`, `queue.url`. */
export type InputJson =
  | null
  | boolean
  | number
  | string
  | pulumi.Output<unknown>
  | Promise<unknown>
  | readonly InputJson[]
  | { readonly [name: string]: InputJson | undefined };

/** A JSONata expression, evaluated when the state runs: `"{% $states.input.order.id %}"`. */
export type Jsonata = `{%${string}%}`;

/** An ASL number field: a number, or in JSONata an expression that gives one. */
export type NumberField = pulumi.Input<number | Jsonata>;

/**
 * What every state has. `Next`, `End`, `Type` and the names of states shape the graph and are plain; every other value may
 * be a Pulumi `Input`.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
 */
export interface StateFields {
  Comment?: pulumi.Input<string>;
  /** The query language of this state alone, if the state machine's is JSONPath. */
  QueryLanguage?: QueryLanguage;
}

/** What follows a state: exactly one of the two fields. */
export interface Transition {
  /** The name of the next state, in the same `States`. */
  Next?: string;
  /** Ends the execution, or the Map iteration or Parallel branch the state is in. */
  End?: true;
}

/** Variables that later states read as `$name`; a value is any JSON with expressions in it. */
export interface Assigns {
  /** @see https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
  Assign?: { readonly [variable: string]: InputJson };
}

/** JSONata: what the state passes on. */
export interface Outputs {
  /** Replaces the state's result as its output. Default: the result, or the input of a state without one. */
  Output?: InputJson;
}

/** JSONPath: which part of the state's input and output is used. */
export interface Paths {
  /** Default `$`; `null` means an empty input. */
  InputPath?: pulumi.Input<string> | null;
  /** Default `$`; `null` means an empty output. */
  OutputPath?: pulumi.Input<string> | null;
}

/** JSONPath: where a result is put. */
export interface ResultPaths {
  /** Builds the result that `ResultPath` places. */
  ResultSelector?: { readonly [name: string]: InputJson };
  /** Where in the input the result is put: default `$`, which replaces it; `null` drops the result. */
  ResultPath?: pulumi.Input<string> | null;
}

/**
 * A retrier: the first in the list that names the error decides.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export interface Retrier {
  /** Error names. `States.ALL` must be the only name, in the last retrier, and leaves out `States.DataLimitExceeded`. */
  ErrorEquals: readonly pulumi.Input<string>[];
  /** Seconds before the first retry. Default 1. */
  IntervalSeconds?: pulumi.Input<number>;
  /** Default 3; 0 never retries the error. */
  MaxAttempts?: pulumi.Input<number>;
  /** Each interval is multiplied by this to get the next; at least 1. Default 2. */
  BackoffRate?: pulumi.Input<number>;
  /** The longest interval, in seconds. */
  MaxDelaySeconds?: pulumi.Input<number>;
  /** `FULL` waits a random time between 0 and the interval. Default `NONE`. */
  JitterStrategy?: pulumi.Input<"FULL" | "NONE">;
  Comment?: pulumi.Input<string>;
}

/** A catcher: the next state after an error that no retrier resolved. */
export interface Catcher extends Assigns, Outputs {
  /** Error names. `States.ALL` must be the only name, in the last catcher. */
  ErrorEquals: readonly pulumi.Input<string>[];
  Next: string;
  /** JSONPath: where in the state's input the error is put. Default `$`. */
  ResultPath?: pulumi.Input<string> | null;
  Comment?: pulumi.Input<string>;
}

/** The fields of states that can fail, and so can retry and catch. */
export interface ErrorHandling {
  Retry?: readonly Retrier[];
  Catch?: readonly Catcher[];
}
