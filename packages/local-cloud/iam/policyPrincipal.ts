import type { PrincipalPattern, Selection } from "./policy";

/** The caller of a request, by the names that the `Principal` element of a policy can use. */
export interface RequestPrincipal {
  accountId: string;
  /** ARN of the role's session, or of the user. */
  arn?: string;
  /** ARN of the session's role. */
  roleArn?: string;
  /** Names of the AWS service that calls: the global one, and the regional one where it has one. */
  services: string[];
}

/**
 * How a policy's principal matches the caller: the caller itself, its role (or anyone), its account, which leaves the
 * decision to the account's own policies, or not at all.
 */
export type PrincipalMatch = "direct" | "role" | "account" | "none";

const PRINCIPAL_TYPES = ["AWS", "Service", "Federated", "CanonicalUser"] as const;

/**
 * Reads `Principal` or `NotPrincipal`
 * ({@link https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html}).
 */
export function parsePrincipals(element: unknown): PrincipalPattern[] | { invalid: string } {
  if (element === "*") return [{ type: "everyone" }];
  if (typeof element !== "object" || element === null || Array.isArray(element)) {
    return { invalid: JSON.stringify(element) ?? "" };
  }
  const patterns: PrincipalPattern[] = [];
  for (const [typeName, value] of Object.entries(element)) {
    const type = PRINCIPAL_TYPES.find((known) => known === typeName);
    const values: unknown[] = Array.isArray(value) ? value : [value];
    if (!type || values.length === 0) return { invalid: `"${typeName}":${JSON.stringify(value)}` };
    for (const one of values) {
      const pattern = typeof one === "string" ? parsePrincipal(type, one) : undefined;
      if (!pattern) return { invalid: `"${typeName}":${JSON.stringify(one)}` };
      patterns.push(pattern);
    }
  }
  return patterns.length > 0 ? patterns : { invalid: "{}" };
}

function parsePrincipal(type: (typeof PRINCIPAL_TYPES)[number], value: string): PrincipalPattern | undefined {
  if (type === "Service") return /^[a-z0-9.-]+\.[a-z.]+$/i.test(value) ? { type, value } : undefined;
  if (type !== "AWS") return value === "" ? undefined : { type, value };
  if (value === "*") return { type: "everyone" };
  const accountId = /^(?:arn:aws[a-z-]*:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1];
  if (accountId) return { type: "account", accountId };
  const named = /^arn:aws[a-z-]*:(iam|sts)::\d{12}:(role|user|assumed-role|federated-user)\/[^*?]+$/;
  return named.test(value) ? { type, value } : undefined;
}

export function matchPrincipal(
  selection: Selection<PrincipalPattern>,
  principal: RequestPrincipal,
): PrincipalMatch {
  const found = new Set(selection.values.map((pattern) => matchOne(pattern, principal)));
  const closest = (["direct", "role", "account"] as const).find((match) => found.has(match)) ?? "none";
  if (!selection.except) return closest;
  return closest === "none" ? "role" : "none";
}

function matchOne(pattern: PrincipalPattern, principal: RequestPrincipal): PrincipalMatch {
  switch (pattern.type) {
    case "everyone":
      return "role";
    case "account":
      return principal.arn !== undefined && pattern.accountId === principal.accountId ? "account" : "none";
    case "AWS":
      if (pattern.value === principal.arn) return "direct";
      return pattern.value === principal.roleArn ? "role" : "none";
    case "Service":
      return principal.services.includes(pattern.value) ? "direct" : "none";
    case "Federated":
    case "CanonicalUser":
      return "none";
  }
}
