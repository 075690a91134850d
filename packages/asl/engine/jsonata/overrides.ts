import { MOST_CHARACTERS, memoryExceeded } from "./bounds";
import type { Focus, Implementation, Moment } from "./functions";

/** A function of JSONata itself. */
export type BuiltIn = (this: object, ...args: unknown[]) => unknown;

/**
 * The functions of JSONata that Step Functions answers differently: it runs on Java, and they on its library. Each was
 * measured on AWS by others; docs/conformance.md has the sources.
 */
export const overriddenFunctions = (
  moment: () => Moment,
  builtIn: (name: string) => BuiltIn,
): Record<string, Implementation> => ({
  now: {
    signature: "<s?s?:s>",
    call: (picture?: string, zone?: string) =>
      builtIn("fromMillis").call({}, moment().now(), picture, utc(zone)),
  },
  millis: { signature: "<:n>", call: () => moment().now() },
  toMillis: {
    signature: "<s-s?:n>",
    call(text?: string, picture?: string) {
      const environment = { timestamp: new Date(moment().now()) };
      const withOffset =
        picture === undefined && text !== undefined && LOCAL_TIME.test(text) ? `${text}Z` : text;
      return builtIn("toMillis").call({ environment }, withOffset, picture);
    },
  },
  fromMillis: {
    signature: "<(nbloa)-s?s?:s>",
    call: (millis?: unknown, picture?: string, zone?: string) =>
      typeof millis === "number" ? builtIn("fromMillis").call({}, millis, picture, utc(zone)) : undefined,
  },
  base64encode: {
    signature: "<s-:s>",
    call: (text?: string) => (text === undefined ? undefined : Buffer.from(text, "utf8").toString("base64")),
  },
  base64decode: {
    signature: "<s-:s>",
    call: (text?: string) => (text === undefined ? undefined : decodeBase64(text)),
  },
  decodeUrlComponent: {
    signature: "<s-:s>",
    call: (text?: string) => (text === undefined ? undefined : decodeUrlComponent(text)),
  },
  pad: {
    signature: "<s-ns?:s>",
    call(this: Focus, text?: string, width?: number, fill?: string) {
      if (width !== undefined && Math.abs(width) > MOST_CHARACTERS) throw memoryExceeded();
      return builtIn("pad").call(this, text, width, fill);
    },
  },
  replace: {
    signature: "<s-(sf)(sf)n?:s>",
    call(this: Focus, text?: string, pattern?: unknown, replacement?: unknown, limit?: number) {
      const whole = limit === undefined || limit < 0 ? limit : Math.trunc(limit);
      return builtIn("replace").call(this, text, pattern, replacement, whole);
    },
  },
});

/** A date and time without an offset, which JavaScript takes for local time. */
const LOCAL_TIME = /^\d{4}(-[01]\d)?(-[0-3]\d)?T[0-2]\d:[0-5]\d:[0-5]\d(\.\d+)?$/;

/** A time zone that is no number, such as `utc`, is UTC. */
const utc = (zone: string | undefined) => (Number.isNaN(Number.parseInt(zone ?? "", 10)) ? undefined : zone);

/** As `java.util.Base64.getDecoder()`, its texts included: the padding may be left out, anything else is an error. */
function decodeBase64(text: string): string {
  const problem = problemOfBase64(text);
  if (problem !== undefined) throw { message: problem };
  return Buffer.from(text, "base64").toString("utf8");
}

function problemOfBase64(text: string): string | undefined {
  if (text.length === 1) return "Input byte[] should at least have 2 bytes for base64 bytes";
  const digits = /^[A-Za-z0-9+/]*/.exec(text)![0].length;
  const inLastUnit = digits % 4;
  const rest = text.slice(digits);
  if (rest !== "" && !rest.startsWith("="))
    return `Illegal base64 character ${rest.charCodeAt(0).toString(16)}`;
  if (inLastUnit === 1) return "Last unit does not have enough valid bits";
  if (rest === "") return undefined;
  const padding = "=".repeat(4 - inLastUnit);
  if (inLastUnit === 0 || !rest.startsWith(padding)) return "Input byte array has wrong 4-byte ending unit";
  const end = digits + padding.length;
  return end < text.length ? `Input byte array has incorrect ending byte at ${end}` : undefined;
}

/** As `java.net.URLDecoder`: `+` is a blank, and bytes that are not UTF-8 become U+FFFD. */
function decodeUrlComponent(text: string): string {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) {
    throw { code: "D3140", value: text, functionName: "decodeUrlComponent" };
  }
  return text
    .replaceAll("+", " ")
    .replaceAll(/(?:%..)+/g, (bytes) => Buffer.from(bytes.replaceAll("%", ""), "hex").toString("utf8"));
}
