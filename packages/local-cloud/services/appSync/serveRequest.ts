import { getOperationAST, OperationTypeNode } from "graphql";
import type { Clock } from "../../aws/clock";
import type { RouteContext } from "../../aws/route";
import type { HttpRequest, HttpResponse } from "../../aws/service";
import type { LocalCloud } from "../../cloud";
import type { ServedApi } from "./api";
import { type Authentication, authenticate } from "./authentication";
import { malformed, RequestError } from "./errors";
import { Deadline } from "./execution/deadline";
import { type Answer, executeOperation } from "./execution/execute";
import type { ResolverRun } from "./execution/fieldResolver";
import { json } from "./jsonResponse";
import { logLines } from "./logLines";
import { type GraphqlRequest, readRequest } from "./request/readRequest";
import { checkVariables } from "./request/variables";
import type { RequestLog } from "./requestLog";

export interface Server {
  cloud: LocalCloud;
  clock: Clock;
  context: RouteContext;
  log: RequestLog;
  /** Receives what only the API's developer may see. */
  warn(message: string): void;
}

/** Milliseconds. https://docs.aws.amazon.com/general/latest/gr/appsync.html */
const REQUEST_TIMEOUT = 30_000;

/** What is determined while a request is processed. */
interface Progress {
  graphql?: GraphqlRequest;
  runs: ResolverRun[];
}

/** Answers `POST /graphql`. Rejects only with an internal error. */
export async function serveRequest(api: ServedApi, http: HttpRequest, server: Server): Promise<HttpResponse> {
  const { clock, context, log } = server;
  const { definition } = api;
  const startTime = clock.now();
  const progress: Progress = { runs: [] };
  const response = await respond(api, http, server, progress);
  const { logConfig } = definition;
  if (logConfig) {
    const endTime = clock.now();
    const logged = { requestId: context.requestId, startTime, endTime, http, response, ...progress };
    await log.write(definition, logConfig, endTime, logLines(definition, logConfig, logged));
  }
  return response;
}

async function respond(
  api: ServedApi,
  http: HttpRequest,
  server: Server,
  progress: Progress,
): Promise<HttpResponse> {
  try {
    const authentication = authenticate(api, http, server.context, server.clock.unskipped());
    progress.graphql = readRequest(http);
    return json(200, await answer(api, http, server, authentication, progress.graphql, progress.runs));
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { status, errorType, message } = error;
    return json(status, { errors: [{ errorType, message }] }, { "x-amzn-errortype": errorType });
  }
}

async function answer(
  api: ServedApi,
  http: HttpRequest,
  { cloud, clock, context, warn }: Server,
  authentication: Authentication,
  { query, operationName, variables }: GraphqlRequest,
  runs: ResolverRun[],
): Promise<Answer> {
  const { document, errors } = api.documents.check(query);
  if (errors.length > 0) return { data: null, errors };
  const operation = getOperationAST(document, operationName);
  if (!operation) {
    throw malformed(
      operationName
        ? `Unknown operation named '${operationName}'.`
        : "Must provide operation name if query contains multiple operations.",
    );
  }
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
    throw new RequestError("UnsupportedOperation", "Subscriptions are not served on this machine.");
  }
  const unfit = checkVariables(api.definition.schema, operation, variables);
  if (unfit.length > 0) return { data: null, errors: unfit };
  const deadline = new Deadline(clock, REQUEST_TIMEOUT);
  const request = { http, authentication, variables };
  const now = () => clock.now();
  const execution = { api, request, cloud, deadline, warn, runs, now, resolverCount: 0 };
  try {
    return await context.idle(executeOperation(document, operationName, execution));
  } finally {
    deadline.end();
  }
}
