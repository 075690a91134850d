import { type GraphQLResolveInfo, responsePathAsArray } from "graphql";
import type { HttpRequest, HttpResponse } from "../../aws/service";
import type { ApiDefinition } from "./definition";
import type { ResolverRun } from "./execution/fieldResolver";
import type { GraphqlRequest } from "./request/readRequest";
import type { LogConfig } from "./resources";

/** A request and its response. */
export interface LoggedRequest {
  requestId: string;
  /** Milliseconds of the clock. */
  startTime: number;
  endTime: number;
  http: Pick<HttpRequest, "headers">;
  response: HttpResponse;
  /** Absent if it could not be read. */
  graphql?: GraphqlRequest;
  runs: readonly ResolverRun[];
}

/** Headers whose values must not be logged. */
const SECRET = new Set(["authorization", "x-api-key", "x-amz-security-token", "cookie"]);

/** The lines that AppSync logs about a request at a field log level. */
export function logLines(api: ApiDefinition, config: LogConfig, request: LoggedRequest): string[] {
  const { requestId } = request;
  const verbose = !config.excludeVerboseContent;
  return [
    `${requestId} Begin Request`,
    ...(verbose ? contentLines(request) : []),
    ...request.runs
      .filter(({ error }) => isLogged(config.fieldLogLevel, error !== undefined))
      .flatMap((run) => fieldLines(api, run, requestId, verbose)),
    summary(api, request),
    `${requestId} Tokens Consumed: 1`,
    `${requestId} End Request`,
  ];
}

function isLogged(level: LogConfig["fieldLogLevel"], failed: boolean): boolean {
  return level === "NONE" ? false : failed || level !== "ERROR";
}

function contentLines({ requestId, http, response, graphql }: LoggedRequest): string[] {
  const lines = [`${requestId} Request Headers: ${JSON.stringify(masked(http.headers))}`];
  if (graphql) {
    const { query, operationName = null, variables } = graphql;
    const text = `GraphQL Query: ${query}, Operation: ${operationName}, Variables: ${JSON.stringify(variables)}`;
    lines.push(`${requestId} ${text}`);
  }
  return [...lines, `${requestId} Response Headers: ${JSON.stringify(response.headers)}`];
}

const masked = (headers: HttpRequest["headers"]) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, SECRET.has(name) ? "****" : value]),
  );

function fieldLines(api: ApiDefinition, run: ResolverRun, requestId: string, verbose: boolean): string[] {
  const { info, args, result, error, startTime, endTime } = run;
  const common = { ...fieldOf(info, api), requestId, graphQLAPIId: api.id };
  const context = verbose ? { context: { arguments: args, ...(error ? {} : { result }) } } : {};
  const errors = error ? { errors: [`${error.errorType}: ${error.message}`] } : {};
  return [
    JSON.stringify({
      logType: "ResponseMapping",
      ...common,
      ...context,
      fieldInError: Boolean(error),
      ...errors,
    }),
    JSON.stringify({
      logType: "Tracing",
      ...common,
      returnType: String(info.returnType),
      startOffset: 0,
      duration: nanoseconds(endTime - startTime),
    }),
  ];
}

function fieldOf({ path, parentType, fieldName }: GraphQLResolveInfo, { arn }: ApiDefinition) {
  return {
    path: responsePathAsArray(path),
    fieldName,
    parentType: parentType.name,
    resolverArn: `${arn}/types/${parentType.name}/resolvers/${fieldName}`,
  };
}

function summary({ id }: ApiDefinition, { requestId, startTime, endTime, response }: LoggedRequest): string {
  return JSON.stringify({
    logType: "RequestSummary",
    requestId,
    graphQLAPIId: id,
    statusCode: response.status,
    latency: nanoseconds(endTime - startTime),
  });
}

const nanoseconds = (milliseconds: number) => Math.round(milliseconds * 1_000_000);
