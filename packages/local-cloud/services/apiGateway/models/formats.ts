import { isIPv4, isIPv6 } from "node:net";

type Format = (value: string) => string | undefined;

const unless =
  (holds: (value: string) => boolean, problem: (value: string) => string): Format =>
  (value) =>
    holds(value) ? undefined : problem(value);

const matching =
  (pattern: RegExp) =>
  (value: string): boolean =>
    pattern.test(value);

const DATE_TIME = /^\d{4}-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,12})?(?:Z|[+-]\d\d:?\d\d)$/;
const LABEL = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;

const isDateTime = (value: string) => DATE_TIME.test(value) && !Number.isNaN(Date.parse(value));
const isHostname = (value: string) =>
  value.split(".").every(matching(LABEL)) && !/(?:^|\.)\d[^.]*$/.test(value);

/** `java.net.URI` takes relative references, too. */
function isUri(value: string): boolean {
  return (
    /^(?:[A-Za-z][\w+.-]*:)?[^\s"<>\\^`{|}#]*(?:#[^\s"<>\\^`{|}#]*)?$/.test(value) &&
    !/%(?![\dA-Fa-f]{2})/.test(value)
  );
}

function isPattern(value: string): boolean {
  try {
    new RegExp(value);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** The formats of texts that json-schema-validator checks, besides those of URI templates, JSON pointers, hashes and the like. */
export const FORMATS: ReadonlyMap<string, Format> = new Map([
  [
    "date-time",
    unless(
      isDateTime,
      (value) =>
        `string "${value}" is invalid against requested date format(s) [yyyy-MM-dd'T'HH:mm:ssZ, yyyy-MM-dd'T'HH:mm:ss.[0-9]{1,12}Z]`,
    ),
  ],
  [
    "email",
    unless(
      matching(/^[^\s@<>(),;:\\"[\]]+@[^\s@<>(),;:\\"[\]]+$/),
      (value) => `string "${value}" is not a valid email address`,
    ),
  ],
  ["hostname", unless(isHostname, (value) => `string "${value}" is not a valid hostname`)],
  ["ipv4", unless(isIPv4, (value) => `string "${value}" is not a valid IPv4 address`)],
  ["ipv6", unless(isIPv6, (value) => `string "${value}" is not a valid IPv6 address`)],
  ["regex", unless(isPattern, (value) => `string "${value}" is not a valid ECMA 262 regular expression`)],
  ["uri", unless(isUri, (value) => `string "${value}" is not a valid URI`)],
  [
    "uuid",
    unless(
      matching(/^[\dA-Fa-f]{8}(?:-[\dA-Fa-f]{4}){3}-[\dA-Fa-f]{12}$/),
      (value) => `input string "${value}" is not a valid UUID`,
    ),
  ],
]);
