/** Whether a policy is attached by its ARN, as AWS's own are. */
export const isManaged = (policy: string): boolean => policy.startsWith("arn:");

/** A statement's `Sid`; without one, what contains it: `trust`, and from the second on with its position: `trust 1`. */
export function statementName(policy: string, index: number, sid?: string): string {
  if (sid !== undefined) return sid;
  const container =
    policy === "trust" || isManaged(policy) ? policy.slice(policy.lastIndexOf("/") + 1) : "statement";
  return index === 0 ? container : `${container} ${index}`;
}
