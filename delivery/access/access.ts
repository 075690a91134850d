/** The actions that Pulumi's AWS provider calls for resources of a type, on some ARNs. */
export interface Access {
  /** IAM actions that read a resource: all that a preview needs. */
  read?: string[];
  /** IAM actions that create, change and delete it. */
  write?: string[];
  /**
   * ARNs, in which `{partition}`, `{region}` and `{account}` are the stack's, and `{name}` is every name that the program
   * assigns. `*` if AWS has no resource-level permissions for the actions.
   */
  on: string[];
  /** Further conditions, with the same placeholders. */
  when?: Record<string, Record<string, string | string[]>>;
}

/** By Pulumi's type token. */
export type AccessTable = Record<string, Access[]>;

/**
 * The prefixes of the names of the program's resources: the names of the components that `index.ts` creates. Pulumi adds a
 * random suffix to each.
 */
export const NAMES = ["pipeline", "booking", "orders", "messenger", "foundation", "audit"];
