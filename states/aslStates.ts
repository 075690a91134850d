import type * as pulumi from "@pulumi/pulumi";
import type {
  Assigns,
  ErrorHandling,
  InputJson,
  NumberField,
  Outputs,
  Paths,
  QueryLanguage,
  ResultPaths,
  StateFields,
  Transition,
} from "./asl";
import type { ChoiceRule } from "./aslChoice";
import type { MapState } from "./aslMap";

/**
 * A state machine in the Amazon States Language. It is what Workflow Studio shows under "Code", as an object.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
 */
export interface StateMachineDefinition extends States {
  Comment?: pulumi.Input<string>;
  /** `JSONata` for new work. AWS takes `JSONPath` where nothing is said, and so does this. */
  QueryLanguage?: QueryLanguage;
  /** Seconds an execution may take. */
  TimeoutSeconds?: pulumi.Input<number>;
  Version?: "1.0";
}

/** A graph of states: a state machine's, a Parallel branch's or a Map's. */
export interface States {
  /** The name of the first state. */
  StartAt: string;
  States: { [name: string]: State };
}

/** Any state. */
export type State =
  | TaskState
  | PassState
  | ChoiceState
  | WaitState
  | SucceedState
  | FailState
  | ParallelState
  | MapState;

/**
 * Calls a function, a service or a worker.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html
 */
export interface TaskState
  extends StateFields,
    Transition,
    Assigns,
    Outputs,
    Paths,
    ResultPaths,
    ErrorHandling {
  Type: "Task";
  /** What to call: a service integration, or the ARN of a Lambda function or an activity. */
  Resource: pulumi.Input<string>;
  /** JSONata: what the call is given. Default: the state's input. */
  Arguments?: InputJson;
  /** JSONPath: what the call is given. Default: the state's input. */
  Parameters?: InputJson;
  /** Seconds the task may take; then it fails with `States.Timeout`. */
  TimeoutSeconds?: NumberField;
  /** JSONPath: where to find `TimeoutSeconds`. */
  TimeoutSecondsPath?: pulumi.Input<string>;
  /** Seconds between two heartbeats of a callback or an activity, less than `TimeoutSeconds`. */
  HeartbeatSeconds?: NumberField;
  /** JSONPath: where to find `HeartbeatSeconds`. */
  HeartbeatSecondsPath?: pulumi.Input<string>;
  /** The role to assume for this call, instead of the state machine's own. */
  Credentials?: { readonly RoleArn: pulumi.Input<string> } | { readonly "RoleArn.$": pulumi.Input<string> };
}

/**
 * Hands its input on, changed or not.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-pass.html
 */
export interface PassState extends StateFields, Transition, Assigns, Outputs, Paths {
  Type: "Pass";
  /** JSONPath: the state's result, as it is. */
  Result?: InputJson;
  /** JSONPath: the state's result, with paths in it. */
  Parameters?: InputJson;
  /** JSONPath: where in the input the result is put. */
  ResultPath?: pulumi.Input<string> | null;
}

/**
 * Goes on where the first rule that holds says.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
 */
export interface ChoiceState extends StateFields, Assigns, Outputs, Paths {
  Type: "Choice";
  Choices: readonly ChoiceRule[];
  /** Where to go on if no rule holds; without it that fails with `States.NoChoiceMatched`. */
  Default?: string;
}

/**
 * Waits for a time or until a time: exactly one of the four fields.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html
 */
export interface WaitState extends StateFields, Transition, Assigns, Outputs, Paths {
  Type: "Wait";
  Seconds?: NumberField;
  /** RFC 3339: `2026-03-14T01:59:00Z`. */
  Timestamp?: pulumi.Input<string>;
  /** JSONPath. */
  SecondsPath?: pulumi.Input<string>;
  /** JSONPath. */
  TimestampPath?: pulumi.Input<string>;
}

/**
 * Ends well.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-succeed.html
 */
export interface SucceedState extends StateFields, Outputs, Paths {
  Type: "Succeed";
}

/**
 * Ends the execution as failed.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-fail.html
 */
export interface FailState extends StateFields {
  Type: "Fail";
  Error?: pulumi.Input<string>;
  Cause?: pulumi.Input<string>;
  /** JSONPath. */
  ErrorPath?: pulumi.Input<string>;
  /** JSONPath. */
  CausePath?: pulumi.Input<string>;
}

/**
 * Runs branches at once; its result is the list of their outputs.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html
 */
export interface ParallelState
  extends StateFields,
    Transition,
    Assigns,
    Outputs,
    Paths,
    ResultPaths,
    ErrorHandling {
  Type: "Parallel";
  Branches: readonly (States & { Comment?: pulumi.Input<string> })[];
  /** JSONata: the input of every branch. Default: the state's input. */
  Arguments?: InputJson;
  /** JSONPath: the input of every branch. */
  Parameters?: InputJson;
}
