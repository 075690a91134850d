import type { Execution } from "./execution";
import { redriveStatusOf } from "./redrive";

/** Bytes of the input and output as JSON strings; beyond, the input is left out, and then the output. */
const MAX_BYTES = 248 * 1024;

/**
 * The event that Step Functions sends to EventBridge when the status of a Standard execution changes
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html}): its detail has the
 * information of `DescribeExecution`.
 *
 * @param now milliseconds since the epoch
 */
export function statusChangeEvent(execution: Execution, now: number) {
  return {
    source: "aws.states",
    detailType: "Step Functions Execution Status Change",
    resources: [execution.arn],
    detail: detailOf(execution, now),
  };
}

function detailOf(execution: Execution, now: number): object {
  const { result } = execution;
  const output = result?.status === "SUCCEEDED" ? JSON.stringify(result.output) : null;
  const { error = null, cause = null } = result && "error" in result ? result : {};
  const { redriveStatus, redriveStatusReason = null } = redriveStatusOf(execution, now);
  const includesOutput = escapedBytes(output) <= MAX_BYTES;
  const includesInput =
    escapedBytes(execution.input) + (includesOutput ? escapedBytes(output) : 0) <= MAX_BYTES;
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.stateMachineArn,
    name: execution.name,
    status: execution.status,
    startDate: execution.startDate.getTime(),
    stopDate: execution.stopDate?.getTime() ?? null,
    input: includesInput ? execution.input : null,
    output: includesOutput ? output : null,
    stateMachineVersionArn: execution.versionArn ?? null,
    stateMachineAliasArn: execution.aliasArn ?? null,
    redriveCount: execution.redriveCount,
    redriveDate: execution.redriveDate?.getTime() ?? null,
    redriveStatus,
    redriveStatusReason,
    inputDetails: { included: includesInput },
    outputDetails: output === null ? null : { included: includesOutput },
    error,
    cause,
  };
}

const escapedBytes = (text: string | null) => (text === null ? 0 : Buffer.byteLength(JSON.stringify(text)));
