import { AwsError } from "../aws/service";
import type { Policy } from "./policy";

/** IAM's quotas ({@link https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html}). */
const INLINE_POLICIES_SIZE = 10_240;
const MANAGED_POLICY_SIZE = 6144;
const TRUST_POLICY_SIZE = 2048;
const MANAGED_POLICIES_PER_ROLE = 10;

/** What the quotas of a role count. */
export interface RolePolicies {
  name: string;
  trust: Policy;
  policies: ReadonlyMap<string, Policy>;
}

/** Throws `LimitExceeded` if the role has more, or larger, policies than IAM lets a role have. */
export function checkRoleQuotas({ name, trust, policies }: RolePolicies): void {
  if (trust.size > TRUST_POLICY_SIZE) {
    throw limitExceeded(`Cannot exceed quota for ACLSizePerRole: ${TRUST_POLICY_SIZE}`, name, trust.size);
  }
  const all = [...policies.values()];
  const managed = all.filter((policy) => policy.name.startsWith("arn:"));
  if (managed.length > MANAGED_POLICIES_PER_ROLE) {
    throw limitExceeded(
      `Cannot exceed quota for PoliciesPerRole: ${MANAGED_POLICIES_PER_ROLE}`,
      name,
      managed.length,
    );
  }
  const inline = all.filter((policy) => !managed.includes(policy));
  const size = inline.reduce((sum, policy) => sum + policy.size, 0);
  if (size > INLINE_POLICIES_SIZE) {
    throw limitExceeded(
      `Maximum policy size of ${INLINE_POLICIES_SIZE} bytes exceeded for role ${name}`,
      name,
      size,
    );
  }
}

/** Throws `LimitExceeded` if a managed policy is larger than IAM lets it be. */
export function checkManagedPolicyQuota({ name, size }: Policy): void {
  if (size <= MANAGED_POLICY_SIZE) return;
  throw limitExceeded(`Cannot exceed quota for PolicySize: ${MANAGED_POLICY_SIZE}`, name, size);
}

function limitExceeded(words: string, owner: string, found: number): AwsError {
  return new AwsError("LimitExceeded", `${words} (${owner} has ${found})`, 409);
}
