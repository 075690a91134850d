import * as pulumi from "@pulumi/pulumi";
import type { InputJson } from "../asl";
import { invocationTimeout } from "../taskDefaults";
import { type TaskFields, type TaskOf, task, type Value } from "./task";

/** A function, as a component or an `aws.lambda.Function`, with its own timeout in seconds. */
export interface LambdaFunction {
  arn: pulumi.Input<string>;
  /** The name of the field in `aws.lambda.Function`. */
  timeout?: pulumi.Input<number | undefined>;
  /** The name of the field in components. */
  timeoutSeconds?: pulumi.Input<number>;
  /**
   * The version that a state machine calls instead of `arn`, if versions of the function are published: a version of the
   * machine then goes with versions of its functions, and an execution ends with the code that it began with.
   */
  published?: PublishedVersion;
}

/** A function and one of its version numbers. */
export interface PublishedVersion {
  functionArn: pulumi.Input<string>;
  version: pulumi.Input<string>;
}

/**
 * The arguments of `lambda:invoke`.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
 */
export interface LambdaInvokeArguments {
  /** The function, or its name or ARN. A function's own timeout determines the Task's. */
  FunctionName: LambdaFunction | Value<string>;
  /** The function's event. Default: `{}`. */
  Payload?: InputJson;
  /**
   * A version or an alias. The permission for a version number covers all versions: running executions and older versions
   * of the machine call older ones.
   */
  Qualifier?: Value<string>;
  /** `Event` does not wait for the function. Default: `RequestResponse`. */
  InvocationType?: Value<"RequestResponse" | "Event" | "DryRun">;
  /** Base64-encoded JSON. */
  ClientContext?: Value<string>;
  LogType?: Value<"None" | "Tail">;
}

/** Lambda's default for a function that sets no timeout, in seconds. */
const LAMBDA_DEFAULT_TIMEOUT_SECONDS = 3;

/**
 * Invokes a function and waits for its response, which is the result's `Payload`. If `FunctionName` is a function rather than
 * a name or an ARN, the Task's `TimeoutSeconds` is the function's own timeout plus the time that a cold start may take.
 */
export function lambdaInvoke<const Fields extends TaskFields>(
  args: LambdaInvokeArguments,
  fields: Fields,
): TaskOf<Fields> {
  const { FunctionName, ...others } = args;
  if (!isFunction(FunctionName)) return task("lambda:invoke", args, fields);
  return task(
    "lambda:invoke",
    { ...targetOf(FunctionName, others.Qualifier), ...others },
    { TimeoutSeconds: timeoutOf(FunctionName), ...fields },
  );
}

/**
 * Invokes a function, which passes on or stores the token (`{% $states.context.Task.Token %}` in `Payload`), and waits for
 * `SendTaskSuccess` or `SendTaskFailure` with it.
 */
export function lambdaInvokeWaitForTaskToken<const Fields extends TaskFields>(
  args: LambdaInvokeArguments,
  fields: Fields,
): TaskOf<Fields> {
  const { FunctionName, ...others } = args;
  const target = isFunction(FunctionName) ? targetOf(FunctionName, others.Qualifier) : { FunctionName };
  return task("lambda:invoke.waitForTaskToken", { ...target, ...others }, fields);
}

function isFunction(value: LambdaInvokeArguments["FunctionName"]): value is LambdaFunction {
  return typeof value === "object" && !pulumi.Output.isInstance(value) && "arn" in value;
}

function targetOf({ arn, published }: LambdaFunction, qualifier: Value<string> | undefined) {
  if (!published || qualifier !== undefined) return { FunctionName: arn };
  return { FunctionName: published.functionArn, Qualifier: published.version };
}

function timeoutOf({ timeout, timeoutSeconds }: LambdaFunction): pulumi.Input<number> {
  if (typeof timeoutSeconds === "number") return invocationTimeout(timeoutSeconds);
  return pulumi
    .all([timeout, timeoutSeconds])
    .apply(([own, ofComponent]) => invocationTimeout(ofComponent ?? own ?? LAMBDA_DEFAULT_TIMEOUT_SECONDS));
}
