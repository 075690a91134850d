import { parseJson } from "../../../aws/parseJson";
import { toJson } from "../../../aws/protocols/json";
import { AwsError } from "../../../aws/service";
import type { Integration } from "../definition/definition";
import type { Invocation } from "../invocation";
import { type Backend, type BackendResponse, callerOf, withinTimeout } from "./backend";
import type { IntegrationRequest } from "./request";

const JSON_HEADERS: ReadonlyMap<string, string> = new Map([["content-type", "application/x-amz-json-1.0"]]);

/**
 * Calls an operation of an AWS service, `action/StartExecution`, as a session of the integration's role: IAM decides. An
 * error of the service is also its response.
 */
export async function callAction(
  integration: Integration,
  target: { service: string; name: string },
  request: IntegrationRequest,
  invocation: Invocation,
  backend: Backend,
): Promise<BackendResponse> {
  const caller = callerOf(integration, invocation, backend);
  const input = readInput(request);
  if (!input)
    return answer(400, { __type: "SerializationException", message: "The body is not a JSON object" });
  try {
    const work = backend.cloud.call(caller, target.service, target.name, input);
    return answer(200, await withinTimeout(integration, backend, work));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return answer(error.status, { __type: error.code, message: error.message, ...error.details });
  }
}

/** A JSON object, or a form; query parameters are input as well. */
function readInput({ body, query }: IntegrationRequest): Record<string, unknown> | undefined {
  const parameters = Object.fromEntries(query);
  const text = body.trim();
  if (text === "") return parameters;
  if (!/^[[{"]/.test(text)) {
    const { Action: _, Version: __, ...form } = Object.fromEntries(new URLSearchParams(text));
    return { ...parameters, ...form };
  }
  try {
    const input = parseJson(text);
    const isObject = typeof input === "object" && input !== null && !Array.isArray(input);
    return isObject ? { ...parameters, ...input } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const answer = (status: number, output: Record<string, unknown>): BackendResponse => ({
  status,
  headers: JSON_HEADERS,
  body: toJson(output),
  selector: String(status),
});
