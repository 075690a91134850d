import type { HttpResponse } from "../../aws/service";

/** A response as AppSync sends it. */
export function json(status: number, body: object, headers: Record<string, string> = {}): HttpResponse {
  return {
    status,
    headers: {
      "content-type": "application/json;charset=UTF-8",
      "x-amzn-appsync-tokensconsumed": "1",
      "access-control-allow-origin": "*",
      "access-control-expose-headers":
        "x-amzn-RequestId,x-amzn-ErrorType,x-amz-user-agent,x-amzn-ErrorMessage,Date",
      ...headers,
    },
    body: JSON.stringify(body),
  };
}
