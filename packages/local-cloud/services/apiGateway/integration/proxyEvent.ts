import { allValues, isBinary, lastValues, mediaTypeOf } from "../apiRequest";
import { type Invocation, requestContext } from "../invocation";

/**
 * The event of a Lambda proxy integration
 * ({@link https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html}).
 */
export function proxyEvent(invocation: Invocation): Record<string, unknown> {
  const { request, route, definition, stageVariables } = invocation;
  const headers = [...request.headers, ...addedHeaders(invocation)];
  const binary = request.body.length > 0 && isBinary(mediaTypeOf(request), definition.binaryMediaTypes);
  return {
    resource: route?.resource.path,
    path: request.path,
    httpMethod: request.method,
    headers: Object.fromEntries(lastValues(headers)),
    multiValueHeaders: Object.fromEntries(allValues(headers)),
    queryStringParameters: objectOrNull(lastValues(request.query)),
    multiValueQueryStringParameters: objectOrNull(allValues(request.query)),
    pathParameters: objectOrNull(route?.pathParameters ?? new Map()),
    stageVariables: objectOrNull(stageVariables),
    requestContext: requestContext(invocation),
    body: request.body.length === 0 ? null : request.body.toString(binary ? "base64" : "utf8"),
    isBase64Encoded: binary,
  };
}

const addedHeaders = ({ traceId }: Invocation): [string, string][] => [
  ["X-Amzn-Trace-Id", `Root=${traceId}`],
  ["X-Forwarded-For", "127.0.0.1"],
  ["X-Forwarded-Port", "443"],
  ["X-Forwarded-Proto", "https"],
];

const objectOrNull = (map: ReadonlyMap<string, unknown>) => (map.size === 0 ? null : Object.fromEntries(map));
