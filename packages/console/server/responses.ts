import type { Readable } from "node:stream";
import type { HttpResponse } from "../../local-stack";

/**
 * What every response has: nothing of another origin is loaded, nothing is framed, and nothing is kept unless it says so. `data:` is
 * the empty icon.
 * https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP
 */
const SECURITY = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cache-control": "no-store",
};

export const json = (value: unknown, status = 200): HttpResponse =>
  respond("application/json; charset=utf-8", JSON.stringify(value), status);

export const problem = (status: number, message: string): HttpResponse => json({ message }, status);

/** For what never changes under its address: a browser keeps it, compiled too. */
export const KEPT = { "cache-control": "private, max-age=31536000, immutable" };

export const respond = <Body extends string | Readable>(
  type: string,
  body: Body,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
) => ({
  status,
  headers: { ...SECURITY, "content-type": type, ...headers },
  body,
});

export const redirect = (location: string, setCookie: string): HttpResponse => ({
  status: 303,
  headers: { ...SECURITY, location, "set-cookie": setCookie },
  body: "",
});
