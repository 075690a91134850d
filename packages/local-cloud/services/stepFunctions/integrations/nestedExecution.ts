import type { TaskPattern } from "../../../../asl";
import { type Json, parseExact, TaskFailure } from "../../../../asl/engine";
import { optimizedStyle } from "./failure";
import { sdkMetadata, toCamelCase, toInput, toJson, toPascalCase, toText } from "./shape";
import type { TaskCall } from "./taskCall";

export const STEP_FUNCTIONS_STYLE = optimizedStyle(
  "StepFunctions",
  "AWSStepFunctionsException",
  "AWSStepFunctions",
);

/**
 * `arn:aws:states:::states:startExecution` in all its patterns
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html}).
 */
export async function runStartExecution(call: TaskCall, pattern: TaskPattern): Promise<Json> {
  switch (pattern) {
    case "requestResponse":
      return (await start(call)).result;
    case "waitForTaskToken":
      return call.untilAnswered(async () => (await start(call)).result);
    case "sync":
      return described(await untilEnded(call), (text) => text);
    case "sync:2":
      return described(await untilEnded(call), parseExact);
  }
}

interface Started {
  executionArn: string;
  result: Json;
}

async function start(call: TaskCall): Promise<Started> {
  const { Input, ...parameters } = toInput(call.request.exactParameters);
  const input = { ...parameters, ...(Input === undefined ? {} : { Input: toText(Input) }) };
  const { output, requestId } = await call.invoke("states", "StartExecution", toCamelCase(input) as object);
  const result = toPascalCase(toJson(output, "epochMilliseconds")) as { [key: string]: Json };
  return {
    executionArn: String(output.executionArn),
    result: { ...result, ...sdkMetadata(requestId, "application/x-amz-json-1.0", result) },
  };
}

/** Starts the execution, waits until it has ended and describes it; stops it if this Task is aborted first. */
async function untilEnded(call: TaskCall): Promise<Record<string, unknown>> {
  const { environment, request } = call;
  const before = request.submittedBefore as { ExecutionArn: string } | undefined;
  const { executionArn, result } = before
    ? { executionArn: before.ExecutionArn, result: before }
    : await start(call);
  request.submitted(result);
  if (!(await endedFirst(environment.executionEnded(executionArn), request.signal))) {
    await stopChild(call, executionArn);
    throw new TaskFailure("States.Timeout", `The task was aborted; it requested to stop '${executionArn}'.`);
  }
  return (await call.invoke("states", "DescribeExecution", { executionArn })).output;
}

/** Whether the execution ended before the Task was aborted. */
function endedFirst(ended: Promise<void>, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve, reject) => {
    const abort = () => resolve(false);
    signal.addEventListener("abort", abort, { once: true });
    ended.then(() => resolve(true), reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** The role must allow this too; if it does not, the child keeps running, as on AWS, and the problem becomes a warning. */
async function stopChild(call: TaskCall, executionArn: string): Promise<void> {
  try {
    await call.invoke("states", "StopExecution", { executionArn });
  } catch (error) {
    if (!(error instanceof TaskFailure)) throw error;
    const { executionArn: parent } = call.environment;
    call.environment.warn(`${parent} aborted a Task, but could not stop ${executionArn}: ${error.message}`);
  }
}

/** The child's description as the Task's result, its input and output converted by `parse`; or the Task's failure. */
function described(output: Record<string, unknown>, parse: (text: string) => Json): Json {
  const description = toPascalCase(toJson(output, "epochMilliseconds")) as { [key: string]: Json };
  if (description.Status !== "SUCCEEDED") {
    throw new TaskFailure("States.TaskFailed", JSON.stringify(description));
  }
  return {
    ...description,
    Input: parse(String(description.Input ?? "{}")),
    Output: parse(String(description.Output ?? "null")),
  };
}
