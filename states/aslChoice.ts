import type * as pulumi from "@pulumi/pulumi";
import type { Assigns, Outputs } from "./asl";

/** A rule of a Choice state: JSONata's or JSONPath's. */
export type ChoiceRule = JsonataChoiceRule | JsonPathChoiceRule;

/** Matches if its condition is true. */
export interface JsonataChoiceRule extends Assigns, Outputs {
  /** A boolean, or a JSONata expression that gives one. */
  Condition: pulumi.Input<string | boolean>;
  Next: string;
  Comment?: pulumi.Input<string>;
}

/** Matches if its comparison, or combination of comparisons, is true. */
export type JsonPathChoiceRule = Comparison & Assigns & { Next: string; Comment?: pulumi.Input<string> };

/** A comparison, or a combination of comparisons. */
export type Comparison =
  | (Comparators & { Variable: pulumi.Input<string> })
  | { And: readonly Comparison[] }
  | { Or: readonly Comparison[] }
  | { Not: Comparison };

/**
 * Every comparison operator of JSONPath; a rule has exactly one.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
 */
export type Comparators = {
  [Operator in
    | `String${Order}`
    | `Timestamp${Order}`
    | "StringMatches"
    | `String${Order}Path`
    | `Timestamp${Order}Path`
    | `Numeric${Order}Path`
    | "BooleanEqualsPath"]?: pulumi.Input<string>;
} & { [Operator in `Numeric${Order}`]?: pulumi.Input<number> } & {
  [Operator in
    | "BooleanEquals"
    | "IsNull"
    | "IsPresent"
    | "IsNumeric"
    | "IsString"
    | "IsBoolean"
    | "IsTimestamp"]?: pulumi.Input<boolean>;
};

type Order = "Equals" | "LessThan" | "GreaterThan" | "LessThanEquals" | "GreaterThanEquals";
