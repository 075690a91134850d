import type { IncomingHttpHeaders } from "node:http";
import { isLoopbackHost } from "../../gateway/requestGuard";
import type { HttpResponse } from "../../services/service";

/**
 * Whether a request comes from a page of this machine, or from no page at all. AppSync lets every page send requests, but
 * needs no guard for a machine that others' pages must not reach.
 */
export function isOwnOrigin({ origin, host }: Pick<IncomingHttpHeaders, "origin" | "host">): boolean {
  if (origin === undefined || origin.toLowerCase() === `http://${host?.toLowerCase()}`) return true;
  const name = /^https?:\/\/([^/]+)$/i.exec(origin)?.[1];
  return name !== undefined && isLoopbackHost(name);
}

const HEADERS = [
  "authorization",
  "content-type",
  "x-amz-content-sha256",
  "x-amz-date",
  "x-amz-security-token",
  "x-amz-user-agent",
  "x-api-key",
];

/** The answer to a browser that asks whether a page may send a request. */
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
