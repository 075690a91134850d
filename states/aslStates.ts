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

/**
 * A state machine in the Amazon States Language. This is what Workflow Studio shows under "Code", as an object.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
 */
export interface StateMachineDefinition extends States {
  Comment?: pulumi.Input<string>;
  /** `JSONata` for new work. If absent, AWS assumes `JSONPath`, and so does this program. */
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
  /** JSONata: the arguments of the call. Default: the state's input. */
  Arguments?: InputJson;
  /** JSONPath: the arguments of the call. Default: the state's input. */
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
 * Passes its input on, changed or not.
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
 * Continues with the `Next` of the first rule that matches.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
 */
export interface ChoiceState extends StateFields, Assigns, Outputs, Paths {
  Type: "Choice";
  Choices: readonly ChoiceRule[];
  /** The next state if no rule matches; without it the execution fails with `States.Runtime`, which nothing catches. */
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
 * Ends the state machine, branch or iteration successfully.
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
 * Runs branches in parallel; its result is the list of their outputs.
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

/**
 * Runs its processor once for every item of a list or a data set.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html
 */
export interface MapState
  extends StateFields,
    Transition,
    Assigns,
    Outputs,
    Paths,
    ResultPaths,
    ErrorHandling {
  Type: "Map";
  /** What runs for every item. */
  ItemProcessor?: ItemProcessor;
  /** The older name of `ItemProcessor`. */
  Iterator?: States;
  /** JSONata: the list, or an expression that gives it. Default: the state's input. */
  Items?: InputJson;
  /** JSONPath: where the list is. Default `$`. */
  ItemsPath?: pulumi.Input<string>;
  /** The input of each run. Default: the item. */
  ItemSelector?: InputJson;
  /** The older name of `ItemSelector`. */
  Parameters?: InputJson;
  /** How many items run at once; 0, the default, sets no limit. */
  MaxConcurrency?: NumberField;
  /** JSONPath. */
  MaxConcurrencyPath?: pulumi.Input<string>;
  /** Distributed only: where the items come from. */
  ItemReader?: ItemReader;
  /** Distributed only: passes items on in batches. */
  ItemBatcher?: ItemBatcher;
  /** Distributed only: where the results go. */
  ResultWriter?: ResultWriter;
  /** Distributed only: the percentage of failed items, 0 to 100, that is tolerated. */
  ToleratedFailurePercentage?: NumberField;
  /** JSONPath. */
  ToleratedFailurePercentagePath?: pulumi.Input<string>;
  /** Distributed only: the number of failed items that is tolerated. */
  ToleratedFailureCount?: NumberField;
  /** JSONPath. */
  ToleratedFailureCountPath?: pulumi.Input<string>;
  /** Distributed only: the name of the map run. */
  Label?: pulumi.Input<string>;
}

/** What a Map runs for every item: inside the execution, or distributed over child executions. */
export interface ItemProcessor extends States {
  /** Default `{ Mode: "INLINE" }`. */
  ProcessorConfig?:
    | { readonly Mode?: "INLINE" }
    | { readonly Mode: "DISTRIBUTED"; readonly ExecutionType: "STANDARD" | "EXPRESS" };
  Comment?: pulumi.Input<string>;
}

/**
 * Reads a data set from S3.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
export interface ItemReader {
  /** `arn:aws:states:::s3:getObject` or `arn:aws:states:::s3:listObjectsV2`. */
  Resource: pulumi.Input<string>;
  /** JSONata: `Bucket` with `Key`, or with `Prefix`. */
  Arguments?: InputJson;
  /** JSONPath: `Bucket` with `Key`, or with `Prefix`. */
  Parameters?: InputJson;
  ReaderConfig?: ReaderConfig;
}

/** How a data set is read. */
export interface ReaderConfig {
  InputType?: pulumi.Input<"CSV" | "JSON" | "JSONL" | "MANIFEST" | "PARQUET">;
  /** CSV: `FIRST_ROW`, or `GIVEN` with `CSVHeaders`. */
  CSVHeaderLocation?: pulumi.Input<"FIRST_ROW" | "GIVEN">;
  CSVHeaders?: readonly pulumi.Input<string>[];
  CSVDelimiter?: pulumi.Input<"COMMA" | "PIPE" | "SEMICOLON" | "SPACE" | "TAB">;
  /** JSON: a JSON Pointer to the list. */
  ItemsPointer?: pulumi.Input<string>;
  /** What kind of manifest is read. */
  ManifestType?: pulumi.Input<"ATHENA_DATA" | "S3_INVENTORY">;
  /** `LOAD_AND_FLATTEN` passes on the lines of every listed object instead of the list. */
  Transformation?: pulumi.Input<"NONE" | "LOAD_AND_FLATTEN">;
  MaxItems?: NumberField;
  /** JSONPath. */
  MaxItemsPath?: pulumi.Input<string>;
}

/**
 * Groups items in batches.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
 */
export interface ItemBatcher {
  MaxItemsPerBatch?: NumberField;
  /** JSONPath. */
  MaxItemsPerBatchPath?: pulumi.Input<string>;
  MaxInputBytesPerBatch?: NumberField;
  /** JSONPath. */
  MaxInputBytesPerBatchPath?: pulumi.Input<string>;
  /** Added to every batch, in addition to its items. */
  BatchInput?: InputJson;
}

/**
 * Writes the results to S3, formats them, or both.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 */
export interface ResultWriter {
  /** `arn:aws:states:::s3:putObject`. */
  Resource?: pulumi.Input<string>;
  /** JSONata: `Bucket` and `Prefix`. */
  Arguments?: InputJson;
  /** JSONPath: `Bucket` and `Prefix`. */
  Parameters?: InputJson;
  WriterConfig?: {
    Transformation?: pulumi.Input<"NONE" | "COMPACT" | "FLATTEN">;
    OutputType?: pulumi.Input<"JSON" | "JSONL">;
  };
}
