import type * as pulumi from "@pulumi/pulumi";
import type { InputJson } from "../asl";
import { isJsonata, isObject, isUnresolved, resolve } from "../inputs";
import { type TaskFields, type TaskOf, task, type Value } from "./task";

/**
 * The arguments of a nested execution.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export interface StartExecutionArguments {
  /** The ARN of the state machine, of a version or of an alias. */
  StateMachineArn: Value<string>;
  /** The nested execution's input. See {@link linked}. */
  Input?: InputJson;
  /** The nested execution's name, unique for 90 days. Default: one that AWS makes. */
  Name?: Value<string>;
}

/** The key that links an execution to the one that started it in the console. */
export const STARTED_BY = "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID";

/** The input of a nested execution, with the link to the execution that starts it. */
export function linked<const Input extends { readonly [name: string]: InputJson }>(
  input: Input,
): Input & { [STARTED_BY]: string } {
  return { ...input, [STARTED_BY]: "{% $states.context.Execution.Id %}" };
}

/** Starts an execution and continues at once; the result has its `ExecutionArn` and `StartDate`. */
export function startExecution<const Fields extends TaskFields>(
  args: StartExecutionArguments,
  fields: Fields,
): TaskOf<Fields> {
  return task("states:startExecution", args, fields);
}

/** Starts an execution and waits for its end; the result's `Output` is text. See {@link startExecutionSync2}. */
export function startExecutionSync<const Fields extends TaskFields>(
  args: StartExecutionArguments,
  fields: Fields,
): TaskOf<Fields> {
  return task("states:startExecution.sync", args, fields);
}

/** Starts an execution and waits for its end; the result's `Output` is what the execution gave. */
export function startExecutionSync2<const Fields extends TaskFields>(
  args: StartExecutionArguments,
  fields: Fields,
): TaskOf<Fields> {
  return task("states:startExecution.sync:2", args, fields);
}

/**
 * Starts an execution, which passes on or stores the token (`{% $states.context.Task.Token %}` in `Input`), and waits for
 * `SendTaskSuccess` or `SendTaskFailure` with it.
 */
export function startExecutionWaitForTaskToken<const Fields extends TaskFields>(
  args: StartExecutionArguments,
  fields: Fields,
): TaskOf<Fields> {
  return task("states:startExecution.waitForTaskToken", args, fields);
}

/** The arguments of an execution of an EXPRESS state machine that is waited for. */
export interface StartSyncExecutionArguments extends StartExecutionArguments {
  TraceHeader?: Value<string>;
}

/**
 * Runs an EXPRESS state machine and waits for its end, 5 minutes at most. The API takes its input as text: an `Input` that
 * is an object of literals and expressions becomes the expression that makes the text of it.
 *
 * The result's `Output` is text (`$parse($states.result.Output)`), and a failed execution is a result too: its `Status` is
 * then not `SUCCEEDED`, and `Error` and `Cause` say why.
 */
export function startSyncExecution<const Fields extends TaskFields>(
  args: StartSyncExecutionArguments,
  fields: Fields,
): TaskOf<Fields> {
  const { Input, ...others } = args;
  const input = Input === undefined ? {} : { Input: asText(Input) };
  return task("aws-sdk:sfn:startSyncExecution", { ...others, ...input }, fields);
}

/** The input as the text that the API takes: made by an expression, or written at deployment. */
function asText(input: InputJson): pulumi.Input<string> {
  if (typeof input === "string" && !isJsonata(input)) return input;
  return whenResolved(input, (resolved) => `{% $string(${expression(resolved)}) %}`);
}

/** A JSON value with JSONata expressions in it, as one JSONata expression. */
function expression(value: unknown): string {
  if (isJsonata(value)) return `(${value.slice(2, -2).trim()})`;
  if (Array.isArray(value)) return `[${value.map(expression).join(", ")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}: ${expression(member)}`).join(", ")}}`;
}

/** Applies `change` at once if no part of the value is only known later. */
function whenResolved(value: unknown, change: (resolved: unknown) => string): pulumi.Input<string> {
  return hasUnresolved(value) ? resolve(value).apply(change) : change(value);
}

function hasUnresolved(value: unknown): boolean {
  if (isUnresolved(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnresolved);
}
