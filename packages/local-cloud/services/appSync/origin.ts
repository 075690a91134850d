import type { HttpResponse } from "../../aws/service";

const HEADERS = [
  "authorization",
  "content-type",
  "x-amz-content-sha256",
  "x-amz-date",
  "x-amz-security-token",
  "x-amz-user-agent",
  "x-api-key",
];

/** The response to a browser's preflight request. */
export const preflight = (): HttpResponse => ({
  status: 200,
  headers: {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "OPTIONS,POST",
    "access-control-allow-headers": HEADERS.join(","),
    "access-control-max-age": "172800",
  },
  body: "",
});
