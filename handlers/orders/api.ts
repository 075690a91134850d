import { ID } from "./order";

/** What API Gateway gives a Lambda proxy integration, as far as it is used here. */
export interface ApiRequest {
  queryStringParameters: Record<string, string> | null;
  requestContext: { requestId: string };
}

/** What it takes for an answer. */
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

/** An answer that tells a client what is wrong. */
export const refuse = (statusCode: number, message: string): ApiResponse => respond(statusCode, { message });

/** A parameter of the query; the empty text where it is not given. */
export function parameterOf(request: ApiRequest, name: string): string {
  const value: unknown = request?.queryStringParameters?.[name];
  return typeof value === "string" ? value : "";
}

/** The `accountid` and `vendorid` of a query, or the answer to a query without them. */
export function readKey(request: ApiRequest): { accountid: string; vendorid: string } | ApiResponse {
  const accountid = parameterOf(request, "accountid");
  const vendorid = parameterOf(request, "vendorid");
  const id = new RegExp(ID);
  const wrong = Object.entries({ accountid, vendorid }).filter(([, value]) => !id.test(value));
  if (wrong.length === 0) return { accountid, vendorid };
  return refuse(400, `${wrong.map(([name]) => name).join(" and ")} must match ${ID}`);
}

/** Answers an unexpected error without a word of it; the log has it. */
export function failed(error: unknown): ApiResponse {
  console.error(error);
  return refuse(500, "the request could not be answered; try again");
}
