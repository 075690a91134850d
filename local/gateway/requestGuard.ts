import type { IncomingHttpHeaders } from "node:http";
import { AwsError } from "../services/service";

const LOOPBACK = /^(?:127\.0\.0\.1|localhost|[a-z0-9.-]+\.localhost|\[::1\])$/;

const nameOf = (host: string | undefined) => host?.toLowerCase().replace(/:\d+$/, "") ?? "";

/** Whether a host, with or without its port, is this machine by any resolver's word. */
export const isLoopbackHost = (host: string): boolean => LOOPBACK.test(nameOf(host));

/**
 * Refuses what a web page of another site can make a browser send: a request for a host name that only resolves to this
 * machine (DNS rebinding), or one with the `Origin` of another site. Throws `AccessDeniedException`.
 */
export function guardRequest(
  { host, origin }: IncomingHttpHeaders,
  options: { allowedHosts: readonly string[]; crossOrigin: boolean },
): void {
  const name = nameOf(host);
  if (!LOOPBACK.test(name) && !options.allowedHosts.includes(name)) {
    const allowed = ["127.0.0.1", "localhost", "*.localhost", "[::1]", ...options.allowedHosts].join(", ");
    throw refused(`Requests for host "${host ?? ""}" are not answered here; allowed are ${allowed}.`);
  }
  if (origin === undefined || options.crossOrigin || origin.toLowerCase() === `http://${host?.toLowerCase()}`)
    return;
  throw refused(
    `Requests from web pages of other origins are not answered here; this one is from ${origin}.`,
  );
}

function refused(message: string): AwsError {
  return new AwsError("AccessDeniedException", message, 403);
}
