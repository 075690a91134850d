import type { Execution } from "../../packages/local-cloud";
import type { Check } from "./check";

/** How an execution of any state machine ended, or that it is still running. */
export interface ExecutionFacts {
  arn: string;
  status: string;
  error?: string | undefined;
}

export interface AllowedEnds {
  /** The errors that an execution may fail with. Default: none. */
  errors?: RegExp;
  /** Whether an execution may be stopped. Default: no. */
  mayBeStopped?: boolean;
}

export const EXECUTIONS_END = "every execution ends, and a failed one with a named error";

export const factsOf = ({ arn, status, result }: Execution): ExecutionFacts => ({
  arn,
  status,
  ...(result && "error" in result && { error: result.error }),
});

/** `SUCCEEDED`, or the status and error that an execution ended with: `FAILED OrderActive`. */
export function resultOf({ status, result }: Execution): string {
  return result && "error" in result ? `${result.status} ${result.error}` : status;
}

/** No execution is still running, and each one that failed has an error that the documentation names. */
export function checkExecutions(
  executions: readonly ExecutionFacts[],
  { errors, mayBeStopped = false }: AllowedEnds = {},
): Check {
  const broken = executions.flatMap(({ arn, status, error }) => {
    if (status === "RUNNING") return [`${arn} is still running`];
    if (status === "SUCCEEDED" || (status === "ABORTED" && mayBeStopped)) return [];
    if (error && errors?.test(error)) return [];
    return [`${arn} ended as ${status} with ${error ? `the error ${error}` : "no error"}`];
  });
  return { promise: EXECUTIONS_END, of: `${executions.length} executions`, broken };
}
