import type * as pulumi from "@pulumi/pulumi";
import type {
  Assigns,
  ErrorHandling,
  InputJson,
  NumberField,
  Outputs,
  Paths,
  ResultPaths,
  StateFields,
  Transition,
} from "./asl";
import type { States } from "./aslStates";

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
  /** How many items run at once; 0, the default, sets no limit of its own. */
  MaxConcurrency?: NumberField;
  /** JSONPath. */
  MaxConcurrencyPath?: pulumi.Input<string>;
  /** Distributed only: where the items come from. */
  ItemReader?: ItemReader;
  /** Distributed only: hands items on in batches. */
  ItemBatcher?: ItemBatcher;
  /** Distributed only: where the results go. */
  ResultWriter?: ResultWriter;
  /** Distributed only: the share of failed items, 0 to 100, that is still a success. */
  ToleratedFailurePercentage?: NumberField;
  /** JSONPath. */
  ToleratedFailurePercentagePath?: pulumi.Input<string>;
  /** Distributed only: the number of failed items that is still a success. */
  ToleratedFailureCount?: NumberField;
  /** JSONPath. */
  ToleratedFailureCountPath?: pulumi.Input<string>;
  /** Distributed only: what the map run is called. */
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
  /** `LOAD_AND_FLATTEN` hands on the lines of every listed object instead of the list. */
  Transformation?: pulumi.Input<"NONE" | "LOAD_AND_FLATTEN">;
  MaxItems?: NumberField;
  /** JSONPath. */
  MaxItemsPath?: pulumi.Input<string>;
}

/**
 * Puts items together in batches.
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
  /** Given to every batch, beside its items. */
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
