import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { hostName, isLoopbackHost, isLoopbackUrl, isOriginOf } from "../aws/origin";
import { AwsError } from "../aws/service";

/**
 * Rejects requests that a web page of another site can make a browser send: a request for a host name that only
 * resolves to this machine (DNS rebinding), one with the `Origin` of another site, or one that the browser sends
 * without it, for an image, a script or a link, and marks by `Sec-Fetch-Site`: the administrator's keys are public, so
 * that any page could sign its URL. Links to objects of S3 may be followed, and used by pages of this machine. Throws
 * `AccessDeniedException`.
 */
export function guardRequest(
  { method = "GET", url = "/", headers }: Pick<IncomingMessage, "method" | "url" | "headers">,
  options: { allowedHosts: readonly string[]; crossOrigin: boolean },
): void {
  const { host, origin } = headers;
  const name = hostName(host);
  if (!isLoopbackHost(name.replace(SDK_HOST_PREFIX, "")) && !options.allowedHosts.includes(name)) {
    const allowed = ["127.0.0.1", "localhost", "*.localhost", "[::1]", ...options.allowedHosts].join(", ");
    throw refused(`Requests for host "${host ?? ""}" are not accepted; allowed: ${allowed}.`);
  }
  if (options.crossOrigin) return;
  if (origin !== undefined && !isOriginOf(origin, host)) {
    throw refused(`Requests from web pages of other origins are not accepted; this one is from ${origin}.`);
  }
  if (isOfAnotherSite(headers) && !(method === "GET" && isSignedForS3(url) && mayFollow(headers))) {
    throw refused("Requests from web pages of other origins are not accepted.");
  }
}

/**
 * What SDKs put before the host for `StartSyncExecution` and `TestState`, unless that is turned off
 * ({@link https://docs.aws.amazon.com/sdkref/latest/guide/feature-host-prefix.html}). No one else can own the resulting
 * names: they have no top-level domain.
 */
const SDK_HOST_PREFIX = /^sync-/;

/** Whether a URL is presigned for S3, parsed in the same way as its signature. */
function isSignedForS3(url: string): boolean {
  const query = new URLSearchParams(url.replace(/^[^?]*/, ""));
  return query.get("X-Amz-Credential")?.split("/")[3] === "s3" || query.has("AWSAccessKeyId");
}

/** https://www.w3.org/TR/fetch-metadata/ */
const isOfAnotherSite = (headers: IncomingHttpHeaders) =>
  ["cross-site", "same-site"].includes(String(headers["sec-fetch-site"]));

const mayFollow = ({ referer, ...headers }: IncomingHttpHeaders) =>
  headers["sec-fetch-dest"] === "document" || (referer !== undefined && isLoopbackUrl(referer));

function refused(message: string): AwsError {
  return new AwsError("AccessDeniedException", message, 403);
}
