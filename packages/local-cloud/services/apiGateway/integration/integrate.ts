import type { HttpResponse } from "../../../aws/service";
import { ApiError } from "../apiError";
import type { Integration } from "../definition/definition";
import type { Invocation } from "../invocation";
import { callAction } from "./awsAction";
import { type Backend, type BackendResponse, functionOf, parseUri, resolveUri } from "./backend";
import { callFunction, invokeFunction } from "./lambda";
import { proxyEvent } from "./proxyEvent";
import { malformed, proxyResponse } from "./proxyResponse";
import { type IntegrationRequest, mapRequest } from "./request";
import { mapResponse } from "./response";

/** Returns the response of the method's integration. Throws {@link ApiError}. */
export async function integrate(
  integration: Integration,
  invocation: Invocation,
  backend: Backend,
): Promise<HttpResponse> {
  const started = backend.clock.now();
  invocation.integration = { latency: 0 };
  try {
    return integration.type === "AWS_PROXY"
      ? await callProxy(integration, invocation, backend)
      : await callMapped(integration, invocation, backend);
  } catch (error) {
    if (error instanceof ApiError) invocation.integration.error = reasonOf(error);
    throw error;
  } finally {
    invocation.integration.latency = Math.round(backend.clock.now() - started);
  }
}

const reasonOf = (error: ApiError) => (error.cause instanceof Error ? error.cause.message : error.message);

async function callProxy(
  integration: Integration,
  invocation: Invocation,
  backend: Backend,
): Promise<HttpResponse> {
  const functionName = functionOf(targetOf(integration, invocation).name)!;
  const event = JSON.stringify(proxyEvent(invocation));
  const { status, payload, failed } = await invokeFunction(
    integration,
    functionName,
    event,
    invocation,
    backend,
  );
  invocation.integration!.status = status;
  if (failed) throw malformed(`the function failed: ${payload}`);
  return proxyResponse(payload, invocation);
}

async function callMapped(
  integration: Integration,
  invocation: Invocation,
  backend: Backend,
): Promise<HttpResponse> {
  const request = mapRequest(integration, invocation);
  const response = await callBackend(integration, request, invocation, backend);
  invocation.integration!.status = response.status;
  return mapResponse(integration, response, invocation);
}

async function callBackend(
  integration: Integration,
  request: IntegrationRequest,
  invocation: Invocation,
  backend: Backend,
): Promise<BackendResponse> {
  if (integration.type === "MOCK") return mock(request);
  const target = targetOf(integration, invocation);
  const functionName = target.kind === "path" ? functionOf(target.name) : undefined;
  return functionName
    ? callFunction(integration, functionName, request, invocation, backend)
    : callAction(integration, target, request, invocation, backend);
}

/** {@link https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html} */
function mock({ body }: IntegrationRequest): BackendResponse {
  const status = Number(/"?statusCode"?\s*:\s*"?(\d{3})/.exec(body)?.[1]);
  if (!status) {
    const cause = new Error(
      `The request template of a mock integration must give a statusCode, not: ${body}`,
    );
    throw new ApiError("API_CONFIGURATION_ERROR", { cause });
  }
  return { status, headers: new Map(), body: "", selector: String(status) };
}

/** The URI was checked when the API was deployed; the stage's variables are substituted now. */
function targetOf(integration: Integration, invocation: Invocation) {
  const uri = resolveUri(integration.uri, invocation);
  const target = parseUri(uri);
  if (target) return target;
  const cause = new Error(`The integration's URI is malformed with the stage's variables: ${uri}`);
  throw new ApiError("API_CONFIGURATION_ERROR", { cause });
}
