import { AwsError } from "../../aws/service";

/** Fields that a policy need not have a condition for. */
const UNCONDITIONAL = /^(awsaccesskeyid|signature|x-amz-signature|policy|file|x-ignore-.*)$/;

type Condition = Record<string, unknown> | [operator: string, field: unknown, value: unknown];

/**
 * Checks a form by its policy: every field has a condition, and all hold ({@link
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html}). Throws `AccessDenied`,
 * `InvalidPolicyDocument`, `EntityTooLarge` or `EntityTooSmall`.
 *
 * @param fields by lower-case name, with `bucket`
 * @param times milliseconds since the epoch; the policy need not have expired at one of them
 */
export function checkPostPolicy(
  encoded: string,
  fields: ReadonlyMap<string, string>,
  size: number,
  times: readonly number[],
): void {
  const { expiration, conditions } = parse(encoded);
  if (!times.some((time) => time <= expiration)) throw denied("Policy expired.");
  const left = new Set([...fields.keys()].filter((name) => !UNCONDITIONAL.test(name)));
  // The bucket is a part of the request's address.
  left.delete("bucket");
  for (const condition of conditions) {
    if (Array.isArray(condition) && condition[0] === "content-length-range") {
      checkSize(size, Number(condition[1]), Number(condition[2]));
      continue;
    }
    const { name, holds } = read(condition);
    const value = fields.get(name) ?? "";
    if (!holds(value)) throw denied(`Policy Condition failed: ${JSON.stringify(condition)}`);
    left.delete(name);
  }
  if (left.size > 0) throw denied(`Extra input fields: ${[...left].join(", ")}`);
}

function parse(encoded: string): { expiration: number; conditions: Condition[] } {
  let policy: { expiration?: string; conditions?: Condition[] };
  try {
    policy = JSON.parse(Buffer.from(encoded, "base64").toString());
  } catch {
    throw invalidPolicy("Invalid JSON.");
  }
  const expiration = Date.parse(String(policy?.expiration));
  if (Number.isNaN(expiration)) throw invalidPolicy("Policy document missing expiration.");
  if (!Array.isArray(policy.conditions)) throw invalidPolicy("Policy document missing conditions.");
  return { expiration, conditions: policy.conditions };
}

function read(condition: Condition): { name: string; holds: (value: string) => boolean } {
  if (!Array.isArray(condition)) {
    const [[name, expected] = [], ...more] = Object.entries(condition ?? {});
    if (name === undefined || more.length > 0)
      throw invalidPolicy("Invalid Simple-Condition: it must have one property.");
    return { name: name.toLowerCase(), holds: (value) => value === String(expected) };
  }
  const [operator, field, expected] = condition;
  const name = /^\$(.+)$/.exec(String(field))?.[1]?.toLowerCase();
  if (name === undefined)
    throw invalidPolicy(`Invalid field name: '${String(field)}'; it must begin with '$'.`);
  const wanted = String(expected);
  switch (String(operator).toLowerCase()) {
    case "eq":
      return { name, holds: (value) => value === wanted };
    case "starts-with":
      return {
        name,
        // Several content types are each checked.
        holds: (value) =>
          name === "content-type"
            ? value.split(",").every((each) => each.startsWith(wanted))
            : value.startsWith(wanted),
      };
    default:
      throw invalidPolicy(
        `Invalid operator: '${String(operator)}'; allowed: eq, starts-with, content-length-range.`,
      );
  }
}

function checkSize(size: number, least: number, most: number): void {
  if (size > most) {
    throw new AwsError("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", 400, {
      ProposedSize: size,
      MaxSizeAllowed: most,
    });
  }
  if (size < least) {
    throw new AwsError(
      "EntityTooSmall",
      "Your proposed upload is smaller than the minimum allowed size",
      400,
      {
        ProposedSize: size,
        MinSizeAllowed: least,
      },
    );
  }
}

const denied = (reason: string) =>
  new AwsError("AccessDenied", `Invalid according to Policy: ${reason}`, 403);

const invalidPolicy = (reason: string) => new AwsError("InvalidPolicyDocument", `Invalid Policy: ${reason}`);
