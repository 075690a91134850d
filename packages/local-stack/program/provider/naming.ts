import { createHash } from "node:crypto";

/** Rules for a type's physical name. */
export interface Naming {
  /** The input that contains it. Default: `name`. */
  property?: string;
  maxLength: number;
  /** Matches the whole name. */
  pattern: RegExp;
  /** What AWS accepts, in words. */
  allowed: string;
  /** Between the logical name and the random part. Default: `-`. */
  separator?: string;
  /** Converts the logical name for auto-naming. */
  transform?(name: string): string;
  /** The suffix that a name must have, given these inputs. */
  suffix?(inputs: Record<string, unknown>): string;
}

const AUTO_NAME_DIGITS = 7;
/** How many digits Terraform appends to a `namePrefix`. */
const PREFIX_DIGITS = 26;

/**
 * The physical name of a resource: the one it was given, or the one Pulumi's auto-naming would give it
 * ({@link https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming}), with digits derived from the URN, so
 * that it is the same in every evaluation. Throws if AWS would not accept the name.
 *
 * @param plain whether auto-naming appends no digits, and `1` to a prefix. Default: false
 */
export function physicalName(
  naming: Naming,
  urn: string,
  logicalName: string,
  inputs: Record<string, unknown>,
  plain = false,
): string {
  const property = naming.property ?? "name";
  const suffix = naming.suffix?.(inputs) ?? "";
  const given = inputs[property];
  const name =
    typeof given === "string" && given ? given : generate(naming, urn, logicalName, inputs, plain) + suffix;
  if (name.length > naming.maxLength || !naming.pattern.test(name) || !name.endsWith(suffix)) {
    const ending = suffix ? `, ending in ${suffix}` : "";
    throw new Error(
      `${property} "${name}" is not a name that AWS accepts; allowed: at most ${naming.maxLength} characters, ${naming.allowed}${ending}`,
    );
  }
  return name;
}

function generate(
  naming: Naming,
  urn: string,
  logicalName: string,
  inputs: Record<string, unknown>,
  plain: boolean,
): string {
  const given = inputs[`${naming.property ?? "name"}Prefix`];
  if (typeof given === "string" && given) return given + (plain ? "1" : uniqueDigits(urn, PREFIX_DIGITS));
  const transform = naming.transform ?? ((name: string) => name);
  if (plain) return transform(logicalName);
  return transform(logicalName) + (naming.separator ?? "-") + uniqueDigits(urn, AUTO_NAME_DIGITS);
}

/** Hexadecimal digits that are derived from a URN. */
export function uniqueDigits(urn: string, length: number, salt = ""): string {
  return createHash("sha512").update(`${urn}\n${salt}`).digest("hex").slice(0, length);
}

/** A name of letters, digits and the given punctuation. */
export function plainName(maxLength: number, punctuation: string, more: Partial<Naming> = {}): Naming {
  const escaped = punctuation.replaceAll(/[\\\]^-]/g, "\\$&");
  return {
    maxLength,
    pattern: new RegExp(`^[A-Za-z0-9${escaped}]+$`),
    allowed: `letters, digits and ${[...punctuation].join(" ")}`,
    ...more,
  };
}

/** A name in which AWS allows nearly everything. */
export function anyName(maxLength: number, more: Partial<Naming> = {}): Naming {
  return { maxLength, pattern: /^[^\p{Cc}]+$/u, allowed: "no control characters", ...more };
}
