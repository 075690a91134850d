import { ID } from "./order";

/** The part of a Lambda proxy integration's event from API Gateway that is used here. */
export interface ApiRequest {
  queryStringParameters: Record<string, string> | null;
  requestContext: { requestId: string };
}

/** The response that API Gateway expects. */
export interface ApiResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

export function respond(statusCode: number, body: unknown): ApiResponse {
  return {
    statusCode,
    headers: { "content-type": "application/json", "access-control-allow-origin": "*" },
    body: JSON.stringify(body),
  };
}

/** A response that says what is wrong with the request. */
export const refuse = (statusCode: number, message: string): ApiResponse => respond(statusCode, { message });

/** A query parameter; the empty string if it is missing. */
export function parameterOf(request: ApiRequest, name: string): string {
  const value: unknown = request?.queryStringParameters?.[name];
  return typeof value === "string" ? value : "";
}

/** The `accountid` and `vendorid` of a query, or the response to a query without them. */
export function readKey(request: ApiRequest): { accountid: string; vendorid: string } | ApiResponse {
  const accountid = parameterOf(request, "accountid");
  const vendorid = parameterOf(request, "vendorid");
  const id = new RegExp(ID);
  const wrong = Object.entries({ accountid, vendorid }).filter(([, value]) => !id.test(value));
  if (wrong.length === 0) return { accountid, vendorid };
  return refuse(400, `${wrong.map(([name]) => name).join(" and ")} must match ${ID}`);
}

/** The response to an unexpected error. It has no details; those are logged. */
export function failed(error: unknown): ApiResponse {
  console.error(error);
  return refuse(500, "the request could not be processed; try again");
}
