import type { Json } from "../types";
import type { ChildResult } from "./results";

/** A child execution as a result describes it. */
export function describe(child: ChildResult): Json {
  const { result } = child;
  return {
    ExecutionArn: child.executionArn,
    Input: JSON.stringify(child.input),
    InputDetails: { Included: true },
    Name: child.name,
    ...(result.status === "SUCCEEDED"
      ? { Output: JSON.stringify(result.output), OutputDetails: { Included: true } }
      : { Error: result.error ?? null, Cause: result.cause ?? null }),
    RedriveCount: child.redriveCount,
    StartDate: child.startDate,
    StateMachineArn: child.stateMachineArn,
    Status: result.status,
    StopDate: child.stopDate,
  };
}
