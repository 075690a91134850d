import { createHash } from "node:crypto";

/** Rules of a type's physical name. */
export interface Naming {
  /** The input that holds it. Default: `name`. */
  property?: string;
  maxLength: number;
  /** The whole name. */
  pattern: RegExp;
  /** What AWS accepts, for people. */
  allowed: string;
  /** Between the logical name and the random part. Default: `-`. */
  separator?: string;
  /** What auto-naming makes of the logical name. */
  transform?(name: string): string;
  /** What a name must end in, for these inputs. */
  suffix?(inputs: Record<string, unknown>): string;
}

const AUTO_NAME_DIGITS = 7;
/** What Terraform puts behind a `namePrefix`. */
const PREFIX_DIGITS = 26;

/**
 * The physical name of a resource: the one it was given, or the one Pulumi's auto-naming would give it
 * ({@link https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming}), with digits taken from the URN, so
 * that it is the same in every evaluation. Throws where AWS would refuse the name.
 */
export function physicalName(
  naming: Naming,
  urn: string,
  logicalName: string,
  inputs: Record<string, unknown>,
): string {
  const property = naming.property ?? "name";
  const suffix = naming.suffix?.(inputs) ?? "";
  const given = inputs[property];
  const name =
    typeof given === "string" && given ? given : generate(naming, urn, logicalName, inputs) + suffix;
  if (name.length > naming.maxLength || !naming.pattern.test(name) || !name.endsWith(suffix)) {
    const ending = suffix ? `, ending in ${suffix}` : "";
    throw new Error(
      `${property} "${name}" is not one that AWS accepts: at most ${naming.maxLength} characters, ${naming.allowed}${ending}`,
    );
  }
  return name;
}

function generate(naming: Naming, urn: string, logicalName: string, inputs: Record<string, unknown>): string {
  const given = inputs[`${naming.property ?? "name"}Prefix`];
  if (typeof given === "string" && given) return given + uniqueDigits(urn, PREFIX_DIGITS);
  const transform = naming.transform ?? ((name: string) => name);
  return transform(logicalName) + (naming.separator ?? "-") + uniqueDigits(urn, AUTO_NAME_DIGITS);
}

/** Hexadecimal digits that belong to a URN. */
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

/** A name that AWS hardly limits. */
export function anyName(maxLength: number, more: Partial<Naming> = {}): Naming {
  return { maxLength, pattern: /^[^\p{Cc}]+$/u, allowed: "no control characters", ...more };
}
