import { isIP } from "node:net";
import { type GraphQLScalarType, Kind, type ValueNode } from "graphql";

interface AwsScalar {
  /** AppSync's word for such a value in its messages. */
  label: string;
  isValid(value: unknown): boolean;
  /** Converts the client's value for the resolver. Default: unchanged. */
  read?(value: unknown): unknown;
  /** Converts the resolver's value for the client. Default: unchanged. */
  write?(value: unknown): unknown;
}

const DATE = String.raw`(\d{4})-(\d\d)-(\d\d)`;
const TIME = String.raw`([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?`;
const OFFSET = String.raw`(Z|[+-]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?)`;

const IS_DATE = new RegExp(`^${DATE}${OFFSET}?$`);
const IS_TIME = new RegExp(`^${TIME}${OFFSET}?$`);
const IS_DATE_TIME = new RegExp(`^${DATE}T${TIME}${OFFSET}$`);
const IS_EMAIL = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@[a-z\d-]+(\.[a-z\d-]+)*$/i;
const IS_PHONE = /^\+?\(?\d[\d\s().-]*$/;
const URL_PATTERN = /^[a-z][a-z\d+.-]*:(\/\/[^/?#]*)?([^?#]*)/i;

/** Whether the day exists. */
function isDay(value: string): boolean {
  const [year = 0, month = 0, day = 0] = value.slice(0, 10).split("-").map(Number);
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isPhone(value: string): boolean {
  const digits = value.replaceAll(/\D/g, "").length;
  return IS_PHONE.test(value) && digits >= 7 && digits <= 15;
}

/** Any scheme, but there must be one; no double slashes in the path. */
function isUrl(value: string): boolean {
  const path = URL_PATTERN.exec(value)?.[2];
  return path !== undefined && !path.includes("//") && URL.canParse(value);
}

/** With or without the length of the subnet's prefix. */
function isIpAddress(value: string): boolean {
  const [address = "", prefix, ...more] = value.split("/");
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  const length = prefix === undefined ? 0 : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  return length <= bits && more.length === 0;
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

const text =
  (isValid: (value: string) => boolean) =>
  (value: unknown): boolean =>
    typeof value === "string" && isValid(value);

/** {@link https://docs.aws.amazon.com/appsync/latest/devguide/scalars.html} */
export const AWS_SCALARS: Readonly<Record<string, AwsScalar>> = {
  AWSDate: { label: "Date Object", isValid: text((value) => IS_DATE.test(value) && isDay(value)) },
  AWSTime: { label: "Time Object", isValid: text((value) => IS_TIME.test(value)) },
  AWSDateTime: {
    label: "DateTime Object",
    isValid: text((value) => IS_DATE_TIME.test(value) && isDay(value)),
  },
  AWSTimestamp: { label: "timestamp", isValid: (value) => Number.isSafeInteger(value) },
  AWSEmail: { label: "Email", isValid: text((value) => IS_EMAIL.test(value)) },
  AWSJSON: {
    label: "JSON Object",
    isValid: text(isJson),
    read: (value) => JSON.parse(String(value)),
    write: (value) => (typeof value === "string" ? value : JSON.stringify(value)),
  },
  AWSURL: { label: "URL", isValid: text(isUrl) },
  AWSPhone: { label: "Phone", isValid: text(isPhone) },
  AWSIPAddress: { label: "IP Address", isValid: text(isIpAddress) },
};

const shown = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** Adds AppSync's conversions to a scalar of the schema, which is declared by its name alone. */
export function implementScalar(type: GraphQLScalarType, scalar: AwsScalar): void {
  const { label, isValid, read = same, write = same } = scalar;
  const parse = (value: unknown) => {
    if (isValid(value)) return read(value);
    throw new Error(`Unable to parse \`${shown(value)}\` as a valid ${label}.`);
  };
  type.parseValue = parse;
  type.parseLiteral = (node) => parse(literal(node));
  type.serialize = (value) => {
    const written = write(value);
    if (isValid(written)) return written;
    throw new Error(`Unable to serialize \`${shown(value)}\` as a valid ${label}.`);
  };
}

const same = (value: unknown) => value;

function literal(node: ValueNode): unknown {
  if (node.kind === Kind.STRING) return node.value;
  if (node.kind === Kind.INT) return Number(node.value);
  throw new Error(`Unable to read ${node.kind}.`);
}
