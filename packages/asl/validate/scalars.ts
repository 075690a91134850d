import { isExpression } from "./jsonata";
import type { Check } from "./schema";
import { fail, quote } from "./site";

/** The longest time that Step Functions counts, in seconds: about three years. */
export const longestSeconds = 99_999_999;

export const text: Check = (value, site) => {
  if (typeof value !== "string") fail(site, `Expected value of type String, got ${quote(value)}`);
};

export const boolean: Check = (value, site) => {
  if (typeof value !== "boolean") fail(site, `Expected value of type Boolean, got ${quote(value)}`);
};

export function integer(minimum: number, maximum: number): Check {
  return (value, site) => {
    if (!Number.isInteger(value)) return fail(site, `Expected value of type Integer, got ${quote(value)}`);
    if ((value as number) < minimum) fail(site, `Minimum value is ${minimum}`);
    if ((value as number) > maximum) fail(site, `Maximum value is ${maximum}`);
  };
}

export function number(minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY): Check {
  return (value, site) => {
    if (typeof value !== "number") return fail(site, `Expected value of type Number, got ${quote(value)}`);
    if (value < minimum) fail(site, `Minimum value is ${minimum.toFixed(1)}`);
    if (value > maximum) fail(site, `Maximum value is ${maximum.toFixed(1)}`);
  };
}

export function oneOf(...values: (string | number | boolean)[]): Check {
  return (value, site) => {
    if (!values.includes(value as string))
      fail(site, `Value must be one of [${values.join(", ")}], got ${quote(value)}`);
  };
}

const rfc3339 =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)([.,]\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** A timestamp as Step Functions takes it: RFC 3339 with a capital `T`, and a capital `Z` or an offset. */
export const timestamp: Check = (value, site) => {
  if (typeof value !== "string" || !isTimestamp(value)) fail(site, "String does not match RFC3339 timestamp");
};

function isTimestamp(value: string): boolean {
  const [, year, month, day] = rfc3339.exec(value) ?? [];
  if (!year) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** In a JSONata state, an expression may be given instead of the value; otherwise the rule applies. */
export function orExpression(check: Check, expression: Check): Check {
  return (value, site) => {
    if (site.language === "JSONata" && isExpression(value)) expression(value, site);
    else check(value, site);
  };
}
