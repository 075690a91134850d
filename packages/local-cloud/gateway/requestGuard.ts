import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { AwsError } from "../aws/service";

const LOOPBACK = /^(?:127\.0\.0\.1|localhost|[a-z0-9.-]+\.localhost|\[::1\])$/;

const nameOf = (host: string | undefined) => host?.toLowerCase().replace(/:\d+$/, "") ?? "";

/** Whether a host, with or without its port, is this machine by any resolver's word. */
export const isLoopbackHost = (host: string): boolean => LOOPBACK.test(nameOf(host));

/** Whether a request comes from a page of this machine, or from no page that says where it is from. */
export function isOwnOrigin({ origin, host }: Pick<IncomingHttpHeaders, "origin" | "host">): boolean {
  return origin === undefined || isOfHost(origin, host) || isLoopbackUrl(origin);
}

/**
 * Refuses what a web page of another site can make a browser send: a request for a host name that only resolves to this
 * machine (DNS rebinding), one with the `Origin` of another site, or one that the browser sends without it, for an image, a
 * script or a link, and marks by `Sec-Fetch-Site`: the administrator's keys are public, so that any page could sign its URL.
 * Links to objects of S3 may be followed, and used by pages of this machine. Throws `AccessDeniedException`.
 */
export function guardRequest(
  { method = "GET", url = "/", headers }: Pick<IncomingMessage, "method" | "url" | "headers">,
  options: { allowedHosts: readonly string[]; crossOrigin: boolean },
): void {
  const { host, origin } = headers;
  const name = nameOf(host);
  if (!LOOPBACK.test(name) && !options.allowedHosts.includes(name)) {
    const allowed = ["127.0.0.1", "localhost", "*.localhost", "[::1]", ...options.allowedHosts].join(", ");
    throw refused(`Requests for host "${host ?? ""}" are not answered here; allowed are ${allowed}.`);
  }
  if (options.crossOrigin) return;
  if (origin !== undefined && !isOfHost(origin, host)) {
    throw refused(
      `Requests from web pages of other origins are not answered here; this one is from ${origin}.`,
    );
  }
  if (isOfAnotherSite(headers) && !(method === "GET" && isSignedForS3(url) && mayFollow(headers))) {
    throw refused("Requests from web pages of other origins are not answered here.");
  }
}

/** Whether a URL is signed for S3, read as the signature is. */
const isSignedForS3 = (url: string) =>
  new URLSearchParams(url.replace(/^[^?]*/, "")).get("X-Amz-Credential")?.split("/")[3] === "s3";

const isOfHost = (origin: string, host: string | undefined) =>
  origin.toLowerCase() === `http://${host?.toLowerCase()}`;

/** https://www.w3.org/TR/fetch-metadata/ */
const isOfAnotherSite = (headers: IncomingHttpHeaders) =>
  ["cross-site", "same-site"].includes(String(headers["sec-fetch-site"]));

const mayFollow = ({ referer, ...headers }: IncomingHttpHeaders) =>
  headers["sec-fetch-dest"] === "document" || (referer !== undefined && isLoopbackUrl(referer));

function isLoopbackUrl(url: string): boolean {
  const host = /^https?:\/\/([^/?#@]+)(?:[/?#]|$)/i.exec(url)?.[1];
  return host !== undefined && isLoopbackHost(host);
}

function refused(message: string): AwsError {
  return new AwsError("AccessDeniedException", message, 403);
}
