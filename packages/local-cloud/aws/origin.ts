import type { IncomingHttpHeaders } from "node:http";

const LOOPBACK = /^(?:127\.0\.0\.1|localhost|[a-z0-9.-]+\.localhost|\[::1\])$/;

/** A host without its port, in lower case. */
export const hostName = (host: string | undefined): string => host?.toLowerCase().replace(/:\d+$/, "") ?? "";

/** Whether a host, with or without its port, resolves to this machine with any resolver. */
export const isLoopbackHost = (host: string | undefined): boolean => LOOPBACK.test(hostName(host));

/** Whether the URL of a page is one of this machine. */
export function isLoopbackUrl(url: string): boolean {
  const host = /^https?:\/\/([^/?#@]+)(?:[/?#]|$)/i.exec(url)?.[1];
  return host !== undefined && isLoopbackHost(host);
}

/** Whether an origin is that of the host itself. */
export const isOriginOf = (origin: string, host: string | undefined): boolean =>
  origin.toLowerCase() === `http://${host?.toLowerCase()}`;

/** Whether a request comes from a page of this machine, or from no page that names its origin. */
export function isOwnOrigin({ origin, host }: Pick<IncomingHttpHeaders, "origin" | "host">): boolean {
  return origin === undefined || isOriginOf(origin, host) || isLoopbackUrl(origin);
}

/** The bucket of a virtual-hosted request: `bucket.localhost`, `bucket.s3.localhost`, `bucket.s3.us-east-1.localhost` */
export function bucketOfHost(host: string): string | undefined {
  const subdomain = /^(.+)\.localhost(?::\d+)?$/i.exec(host)?.[1];
  const bucket = subdomain?.replace(/(?:^|\.)s3(?:[.-][a-z0-9-]+)?$/, "");
  return bucket === "" ? undefined : bucket;
}
