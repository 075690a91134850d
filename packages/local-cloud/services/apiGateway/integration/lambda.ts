import { AwsError } from "../../../aws/service";
import { ApiError } from "../apiError";
import type { Integration } from "../definition/definition";
import type { Invocation } from "../invocation";
import { type Backend, type BackendResponse, callerOf, withinTimeout } from "./backend";
import type { IntegrationRequest } from "./request";

export interface FunctionAnswer {
  status: number;
  payload: string;
  /** True if the function threw, crashed or took too long. */
  failed: boolean;
}

/**
 * Invokes the function as the integration's role, or as API Gateway, which the function's own policy must then allow. Throws
 * {@link ApiError}: `REQUEST_TOO_LARGE` for a payload above Lambda's limit, 500 for every other refusal.
 */
export async function invokeFunction(
  integration: Integration,
  functionName: string,
  payload: string,
  invocation: Invocation,
  backend: Backend,
  invocationType = "RequestResponse",
): Promise<FunctionAnswer> {
  const caller = callerOf(integration, invocation, backend);
  const input = { FunctionName: functionName, InvocationType: invocationType, Payload: Buffer.from(payload) };
  try {
    const work = backend.cloud.call(caller, "lambda", "Invoke", input);
    const output = await withinTimeout(integration, backend, work);
    return {
      status: Number(output.StatusCode),
      payload: output.Payload instanceof Uint8Array ? Buffer.from(output.Payload).toString("utf8") : "",
      failed: output.FunctionError !== undefined,
    };
  } catch (error) {
    throw error instanceof AwsError ? asApiError(error) : error;
  }
}

function asApiError(error: AwsError): ApiError {
  return error.code === "RequestTooLargeException"
    ? new ApiError("REQUEST_TOO_LARGE", { message: "Request Too Long", cause: error })
    : new ApiError("API_CONFIGURATION_ERROR", { cause: error });
}

/** A Lambda integration without proxy: the error message of the function selects the response. */
export async function callFunction(
  integration: Integration,
  functionName: string,
  request: IntegrationRequest,
  invocation: Invocation,
  backend: Backend,
): Promise<BackendResponse> {
  const { status, payload } = await invokeFunction(
    integration,
    functionName,
    request.body,
    invocation,
    backend,
    request.headers.get("x-amz-invocation-type"),
  );
  return { status, headers: new Map(), body: payload, selector: errorMessageOf(payload) };
}

function errorMessageOf(payload: string): string {
  if (payload === "") return "";
  const output: unknown = JSON.parse(payload);
  if (typeof output !== "object" || output === null || !("errorMessage" in output)) return "";
  return String(output.errorMessage);
}
