import type { RouteContext } from "../../aws/route";
import type { Cloud, HttpResponse } from "../../aws/service";
import { ApiError } from "./apiError";
import { authorize } from "./authorization";
import { gatewayResponse } from "./gatewayResponse";
import type { Backend } from "./integration/backend";
import { integrate } from "./integration/integrate";
import type { Invocation } from "./invocation";
import { validateRequest } from "./requestValidation";
import { findRoute } from "./routing";
import type { Usage } from "./usage/usage";

/** Bytes. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const MAX_BODY_BYTES = 10_485_760;

export interface Server extends Omit<Backend, "cloud"> {
  cloud: Backend["cloud"] & Pick<Cloud, "authorize">;
  context: RouteContext;
  usage: Usage;
  /** Receives the cause of a 5xx, which is not disclosed to the client. */
  warn(message: string): void;
}

/** Serves a request to a stage; an error becomes one of the API's gateway responses. */
export async function serveRequest(invocation: Invocation, server: Server): Promise<HttpResponse> {
  const response = await answer(invocation, server);
  return {
    ...response,
    headers: {
      ...response.headers,
      "x-amz-apigw-id": invocation.extendedRequestId,
      "x-amzn-trace-id": `Root=${invocation.traceId}`,
    },
  };
}

async function answer(invocation: Invocation, server: Server): Promise<HttpResponse> {
  try {
    return await respond(invocation, server);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { message, responseType, validationErrorString, status, cause } = error;
    invocation.error = {
      message,
      responseType,
      ...(validationErrorString === undefined ? {} : { validationErrorString }),
    };
    if (status >= 500) {
      const { request, definition, stageName } = invocation;
      const reason = cause instanceof Error ? `${message}: ${cause.message}` : message;
      server.warn(
        `${request.method} ${request.path} of API ${definition.apiId}/${stageName}: ${status} ${reason}`,
      );
    }
    return gatewayResponse(error, invocation);
  }
}

/** The steps of API Gateway, in its order. */
async function respond(invocation: Invocation, server: Server): Promise<HttpResponse> {
  const { request, definition } = invocation;
  if (request.body.length > MAX_BODY_BYTES) throw new ApiError("REQUEST_TOO_LARGE");
  if (definition.disableExecuteApiEndpoint) throw new ApiError("INVALID_API_KEY");
  const route = findRoute(definition, request.method, request.path);
  if (!route) throw new ApiError("MISSING_AUTHENTICATION_TOKEN");
  invocation.route = route;
  authorize(route.method, invocation, server.cloud, server.context);
  server.usage.admit(route.method, invocation);
  validateRequest(route.method, invocation);
  return integrate(route.method.integration, invocation, server);
}
