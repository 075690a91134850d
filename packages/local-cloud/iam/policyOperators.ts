import { BlockList, isIP } from "node:net";
import {
  matches,
  matchesArn,
  matchesIgnoringCase,
  parseArnPattern,
  parsePattern,
  type ResolvedPattern,
  resolvePattern,
  type VariableLookup,
} from "./policyPattern";

/** Whether one value of the request matches the value of the policy it was made from. */
export type Comparison = (actual: string, lookup: VariableLookup) => boolean;

/** Reads a value of the policy; `undefined` if it is not of the operator's type. */
export type ValueParser = (expected: string, variables: boolean) => Comparison | undefined;

/** The parsers of the positive operators, and under which name each is negated. */
const TABLE: readonly [name: string, negation: string | undefined, parse: ValueParser][] = [
  ["StringEquals", "StringNotEquals", text(false, matches)],
  ["StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", text(false, matchesIgnoringCase)],
  ["StringLike", "StringNotLike", text(true, matches)],
  ["NumericEquals", "NumericNotEquals", numeric((actual, expected) => actual === expected)],
  ["NumericLessThan", undefined, numeric((actual, expected) => actual < expected)],
  ["NumericLessThanEquals", undefined, numeric((actual, expected) => actual <= expected)],
  ["NumericGreaterThan", undefined, numeric((actual, expected) => actual > expected)],
  ["NumericGreaterThanEquals", undefined, numeric((actual, expected) => actual >= expected)],
  ["DateEquals", "DateNotEquals", date((actual, expected) => actual === expected)],
  ["DateLessThan", undefined, date((actual, expected) => actual < expected)],
  ["DateLessThanEquals", undefined, date((actual, expected) => actual <= expected)],
  ["DateGreaterThan", undefined, date((actual, expected) => actual > expected)],
  ["DateGreaterThanEquals", undefined, date((actual, expected) => actual >= expected)],
  ["Bool", undefined, bool],
  ["BinaryEquals", undefined, binary],
  ["IpAddress", "NotIpAddress", ipAddress],
  ["ArnEquals", "ArnNotEquals", arn],
  ["ArnLike", "ArnNotLike", arn],
];

export interface Operator {
  /** True for `StringNotEquals` and the like, which hold where no value matches. */
  negated: boolean;
  parse: ValueParser;
}

/** Every operator but `Null`, by its name in lower case. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  TABLE.flatMap(([name, negation, parse]) => {
    const entries: [string, Operator][] = [[name.toLowerCase(), { negated: false, parse }]];
    if (negation) entries.push([negation.toLowerCase(), { negated: true, parse }]);
    return entries;
  }),
);

function text(wildcards: boolean, match: (pattern: ResolvedPattern, actual: string) => boolean): ValueParser {
  return (expected, variables) => {
    const pattern = parsePattern(expected, { variables, wildcards });
    return (actual, lookup) => {
      const resolved = resolvePattern(pattern, lookup);
      return resolved !== undefined && match(resolved, actual);
    };
  };
}

function arn(expected: string, variables: boolean): Comparison {
  const pattern = parseArnPattern(expected, { variables });
  return (actual, lookup) => matchesArn(pattern, actual, lookup);
}

function numeric(compare: (actual: number, expected: number) => boolean): ValueParser {
  return (expected) => {
    const number = parseNumber(expected);
    if (number === undefined) return undefined;
    return (actual) => {
      const value = parseNumber(actual);
      return value !== undefined && compare(value, number);
    };
  };
}

function parseNumber(value: string): number | undefined {
  return /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

function date(compare: (actual: number, expected: number) => boolean): ValueParser {
  return (expected) => {
    const time = parseDate(expected);
    if (time === undefined) return undefined;
    return (actual) => {
      const value = parseDate(actual);
      return value !== undefined && compare(value, time);
    };
  };
}

/** ISO 8601 as W3C profiles it, or seconds since the epoch; milliseconds since the epoch. */
function parseDate(value: string): number | undefined {
  if (/^\d{5,}$/.test(value)) return Number(value) * 1000;
  if (!/^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?)?)?$/.test(value))
    return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

function bool(expected: string): Comparison | undefined {
  const lower = expected.toLowerCase();
  if (lower !== "true" && lower !== "false") return undefined;
  return (actual) => actual.toLowerCase() === lower;
}

function binary(expected: string): Comparison | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(expected) || expected.length % 4 !== 0) return undefined;
  return (actual) => actual === expected;
}

/** An address or a CIDR block, of version 4 or 6. */
function ipAddress(expected: string): Comparison | undefined {
  const [address = "", prefix, ...rest] = expected.split("/");
  const version = isIP(address);
  const bits = version === 6 ? 128 : 32;
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (version === 0 || rest.length > 0 || length < 0 || length > bits) return undefined;
  const block = new BlockList();
  block.addSubnet(address, length, version === 6 ? "ipv6" : "ipv4");
  return (actual) => {
    const actualVersion = isIP(actual);
    return actualVersion !== 0 && block.check(actual, actualVersion === 6 ? "ipv6" : "ipv4");
  };
}
