/** What Pulumi's AWS provider calls for resources of a type, on some ARNs. */
export interface Access {
  /** IAM actions that look at a resource: all that a preview needs. */
  read?: string[];
  /** IAM actions that create, change and delete it. */
  write?: string[];
  /**
   * ARNs, whose `{partition}`, `{region}` and `{account}` are the stack's, and whose `{name}` is every name that the
   * program gives. `*` where AWS has no resource-level permissions for the actions.
   */
  on: string[];
  /** What else must be true, in the same terms. */
  when?: Record<string, Record<string, string | string[]>>;
}

/** By Pulumi's type token. */
export type AccessTable = Record<string, Access[]>;

/**
 * What the names of the program's resources begin with: those of the components that `index.ts` makes. Pulumi adds a random
 * part to each.
 */
export const NAMES = ["pipeline", "booking", "orders", "messenger", "foundation", "audit"];
