import { statementName } from "../../packages/cli";
import type { Evaluation, Resource } from "../../packages/local-stack";
import type { StatementUsed } from "./ledger";

/** What can be removed alone: an action of a statement, or a managed policy. */
export interface Permission extends Pick<StatementUsed, "owner" | "policy" | "statement"> {
  /** As the statement names them. */
  actions: string[];
}

interface WrittenStatement {
  Sid?: string;
  Action: string | string[];
}

const ROLE = "aws:iam/role:Role";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
/** An action that a trust policy may name and that allows no one to assume the role. */
const NO_TRUST = "sts:TagSession";

/**
 * The evaluation without one permission: a statement without actions is removed, and so is a policy without statements. A trust
 * policy cannot be removed: it then allows no one to assume the role. A managed policy, which is AWS's, is detached.
 *
 * @throws Error if the evaluation does not have the permission.
 */
export function without(evaluation: Evaluation, permission: Permission): Evaluation {
  let found = 0;
  const resources = evaluation.resources.flatMap((resource) => {
    const changed = withoutPermission(resource, permission);
    if (changed !== resource) found++;
    return changed ?? [];
  });
  if (found === 1) return { ...evaluation, resources };
  const { owner, policy, statement, actions } = permission;
  throw new Error(`${found} resources grant ${owner} ${actions.join(", ")} by ${statement} of ${policy}`);
}

/** The resource itself if it does not grant the permission; undefined if it grants nothing else. */
function withoutPermission(resource: Resource, permission: Permission): Resource | undefined {
  const { type, inputs, outputs } = resource;
  const { owner, policy } = permission;
  const changed = (change: Record<string, unknown>): Resource => ({
    ...resource,
    inputs: { ...inputs, ...change },
  });
  if (type === ROLE && outputs.arn === owner) {
    if (policy === "trust") {
      return changed({ assumeRolePolicy: withoutActions(inputs.assumeRolePolicy, permission, [NO_TRUST]) });
    }
    const attached = (inputs.managedPolicyArns ?? []) as string[];
    return attached.includes(policy)
      ? changed({ managedPolicyArns: attached.filter((arn) => arn !== policy) })
      : resource;
  }
  if (inputs.role !== owner.slice(owner.lastIndexOf("/") + 1)) return resource;
  if (type === ATTACHMENT && inputs.policyArn === policy) return undefined;
  if (type !== ROLE_POLICY || outputs.name !== policy) return resource;
  const remaining = withoutActions(inputs.policy, permission);
  return remaining === undefined ? undefined : changed({ policy: remaining });
}

/** The document without the actions; undefined if no statement is left. `replacement` replaces the last action. */
function withoutActions(
  document: unknown,
  { policy, statement: name, actions: removed }: Permission,
  replacement: string[] = [],
): string | undefined {
  const { Statement, ...rest } = typeof document === "string" ? JSON.parse(document) : document;
  const written: WrittenStatement[] = [Statement].flat();
  const remaining = written.flatMap((statement, index) => {
    if (statementName(policy, index, statement.Sid) !== name) return statement;
    const others = [statement.Action].flat().filter((action) => !removed.includes(action));
    const actions = others.length === 0 ? replacement : others;
    return actions.length === 0 ? [] : { ...statement, Action: actions };
  });
  return remaining.length === 0 ? undefined : JSON.stringify({ ...rest, Statement: remaining });
}
