/** What a statement demands of one condition key; values are alternatives. */
export interface Condition {
  /** In lower case, without quantifier and suffix: `stringequals`. */
  operator: string;
  quantifier: "ForAllValues" | "ForAnyValue" | undefined;
  /** Whether it holds for a request that does not have the key. */
  ifExists: boolean;
  /** In lower case: `aws:sourcearn`. */
  key: string;
  values: string[];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
export function conditionsOf(conditions: Record<string, Record<string, unknown>>): Condition[] {
  return Object.entries(conditions).flatMap(([name, keys]) => {
    const [, quantifier, operator = "", suffix] = /^(?:(\w+):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
    return Object.entries(keys).map(([key, values]) => ({
      operator: operator.toLowerCase(),
      quantifier: quantifier as Condition["quantifier"],
      ifExists: suffix !== undefined,
      key: key.toLowerCase(),
      values: [values].flat().map(String),
    }));
  });
}

/** Operators that hold only for values that are named. The others exclude some, and let all others pass. */
const NAMING = new Set([
  "stringequals",
  "stringequalsignorecase",
  "stringlike",
  "arnequals",
  "arnlike",
  "ipaddress",
]);

/**
 * Whether conditions let only requests pass whose key has one of some values: with an operator that names what it lets pass, that
 * does not hold for a request without the key, and whose every value is narrow.
 *
 * @param keys in lower case; any of them suffices
 */
export const limits = (
  conditions: readonly Condition[],
  keys: readonly string[],
  isNarrow: (value: string, key: string) => boolean,
): boolean =>
  conditions.some(
    ({ operator, quantifier, ifExists, key, values }) =>
      keys.includes(key) &&
      NAMING.has(operator) &&
      // It also holds for a request that has no value of the key.
      quantifier !== "ForAllValues" &&
      !ifExists &&
      values.length > 0 &&
      values.every((value) => isNarrow(value, key)),
  );

/** Whether conditions hold only for requests in plain HTTP. */
export const isPlainHttpOnly = (conditions: readonly Condition[]): boolean =>
  conditions.length === 1 &&
  conditions.every(
    ({ operator, quantifier, key, values }) =>
      operator === "bool" &&
      quantifier !== "ForAnyValue" &&
      key === "aws:securetransport" &&
      values.join() === "false",
  );

const ACCOUNT_KEYS = ["aws:sourceaccount", "aws:sourceowner", "aws:principalaccount", "kms:calleraccount"];
const ARN_KEYS = ["aws:sourcearn", "aws:principalarn"];
const ORGANIZATION_KEYS = [
  "aws:principalorgid",
  "aws:sourceorgid",
  "aws:principalorgpaths",
  "aws:sourceorgpaths",
];
const NETWORK_KEYS = ["aws:sourcevpc", "aws:sourcevpce"];
const ADDRESS_KEYS = ["aws:sourceip"];

/**
 * The keys that say who a caller is, or where a call comes from, as S3 reads policies to tell whether they are public.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
const CALLER_KEYS = [...ACCOUNT_KEYS, ...ARN_KEYS, ...ORGANIZATION_KEYS, ...NETWORK_KEYS, ...ADDRESS_KEYS];

/** The keys that say on whose behalf a service calls. */
const SOURCE_KEYS = [
  "aws:sourceaccount",
  "aws:sourceowner",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
];

/** Whether conditions let only callers pass that belong to somebody who is named. */
export const limitsCallers = (conditions: readonly Condition[]): boolean =>
  limits(conditions, CALLER_KEYS, namesSomebody);

/** Whether conditions let a service call only on behalf of somebody who is named. */
export const limitsSources = (conditions: readonly Condition[]): boolean =>
  limits(conditions, SOURCE_KEYS, namesSomebody);

/** Whether a value of a key is an account, an organization, a network, or something in one. */
export function namesSomebody(value: string, key: string): boolean {
  if (ACCOUNT_KEYS.includes(key)) return /^\d{12}$/.test(value);
  if (ARN_KEYS.includes(key)) return /^\d{12}$/.test(value.split(":")[4] ?? "");
  if (ORGANIZATION_KEYS.includes(key)) return /^o-[a-z0-9]{10,32}(\/|$)/.test(value);
  if (NETWORK_KEYS.includes(key)) return /^vpce?-[0-9a-f]{8,17}$/.test(value);
  return isNarrowNetwork(value);
}

/** How many bits a range of addresses must fix not to be a large part of the internet. */
const LEAST_BITS = { ipv4: 9, ipv6: 33 };

/** Whether a CIDR is a small part of the internet, or a private network. */
export function isNarrowNetwork(cidr: string): boolean {
  const [address = "", length] = cidr.split("/");
  const isIpv6 = address.includes(":");
  const bits = length === undefined ? Number.POSITIVE_INFINITY : Number(length);
  if (address === "10.0.0.0" && bits === 8) return true;
  return bits >= (isIpv6 ? LEAST_BITS.ipv6 : LEAST_BITS.ipv4);
}
