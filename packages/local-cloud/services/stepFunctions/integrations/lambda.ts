import { type Json, parseExact, TaskFailure } from "../../../../asl/engine";
import { optimizedStyle } from "./failure";
import { sdkMetadata, toInput, toText } from "./shape";
import type { Answer, TaskCall } from "./taskCall";

export const LAMBDA_STYLE = optimizedStyle("Lambda", "AWSLambdaException", "AWSLambda");

/** A Task whose `Resource` is a function's ARN: the parameters are the event, the function's return value is the result. */
export async function runFunction(call: TaskCall, functionArn: string): Promise<Json> {
  const { output } = await invoke(call, {
    FunctionName: functionArn,
    Payload: JSON.stringify(call.request.exactParameters),
  });
  return payloadOf(output);
}

/**
 * `arn:aws:states:::lambda:invoke`, also with `.waitForTaskToken`
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html}).
 */
export async function runInvoke(call: TaskCall): Promise<Json> {
  const { Payload: payload, ...parameters } = toInput(call.request.exactParameters);
  const { output, requestId } = await invoke(call, {
    ...parameters,
    ...(payload !== undefined && { Payload: toText(payload) }),
  });
  const Payload = payloadOf(output);
  return {
    ExecutedVersion: String(output.ExecutedVersion ?? "$LATEST"),
    ...(output.LogResult !== undefined && { LogResult: String(output.LogResult) }),
    Payload,
    ...sdkMetadata(requestId, "application/json", Payload),
    StatusCode: Number(output.StatusCode ?? 200),
  };
}

async function invoke(call: TaskCall, input: { [key: string]: Json }): Promise<Answer> {
  const answer = await call.invoke("lambda", "Invoke", input, call.request.signal);
  if (answer.output.FunctionError) throw functionFailure(textOf(answer.output.Payload));
  return answer;
}

/** The failure of a function: the error is its error type, the cause is the whole payload. */
function functionFailure(payload: string): TaskFailure {
  const answer = parse(payload);
  const errorType =
    answer !== null && typeof answer === "object" && !Array.isArray(answer) ? answer.errorType : undefined;
  if (typeof errorType === "string" && errorType !== "") return new TaskFailure(errorType, payload);
  return new TaskFailure(
    "Lambda.Unknown",
    `The cause could not be determined because Lambda did not return an error type. Returned payload: ${payload}`,
  );
}

const payloadOf = (output: Record<string, unknown>): Json => parse(textOf(output.Payload));

const textOf = (payload: unknown): string =>
  payload instanceof Uint8Array ? Buffer.from(payload).toString("utf8") : String(payload ?? "");

/** The parsed payload; text that is not JSON is returned as is. */
function parse(payload: string): Json {
  try {
    return parseExact(payload);
  } catch (error) {
    if (error instanceof SyntaxError) return payload;
    throw error;
  }
}
