import type { CallContext, Caller, HttpRequest, HttpResponse, StreamedResponse } from "./service";

/** A part of the port that does not speak an AWS API: a deployed REST API, a GraphQL API, a page. */
export interface Route {
  /**
   * `/graphql` takes that path and everything below it. The longest prefix wins; all win over AWS's own addresses. `/` takes that path
   * alone, and only requests that are not signed, since S3 lists buckets there.
   */
  prefix: string;
  /** Whether web pages of other origins may send requests (the response's CORS headers are the handler's). Default: no. */
  crossOrigin?: boolean;
  /** May throw `AwsError`, which is returned as JSON. */
  handle(request: HttpRequest, context: RouteContext): Promise<HttpResponse | StreamedResponse>;
}

/** What surrounds one request of a route. */
export interface RouteContext extends CallContext {
  /** The caller that signed the request by SigV4 for this signing name (`execute-api`). Throws `AwsError` if no known caller did. */
  authenticate(signingName: string): Caller;
}
