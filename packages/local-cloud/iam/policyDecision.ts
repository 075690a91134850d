import { type Policy, type PolicyKind, referenceTo, type Statement, type StatementReference } from "./policy";
import {
  matchesArn,
  matchesIgnoringCase,
  type Pattern,
  resolvePattern,
  type VariableLookup,
} from "./policyPattern";
import { matchPrincipal, type PrincipalMatch, type RequestPrincipal } from "./policyPrincipal";
import type { RequestContext } from "./requestContext";

export interface AuthorizationRequest {
  principal: RequestPrincipal;
  /** `sqs:SendMessage` */
  action: string;
  /** ARN, or `*` for an action without resource-level permissions. */
  resource: string;
  context: RequestContext;
}

/** The policies that apply to a request within one account. */
export interface ApplicablePolicies {
  identity: Policy[];
  boundary?: Policy;
  /** Of the resource acted on; a role's trust policy for `sts:AssumeRole`. */
  resource: Policy[];
  /** True for KMS keys and roles: what their own policy does not allow or leave to the account, no other policy can. */
  resourceMustAllow: boolean;
}

export type Decision = Allowed | Denied;

export interface Allowed {
  allowed: true;
  /** The statements that allowed it together, one of each kind of policy. */
  by: StatementReference[];
}

export interface Denied {
  allowed: false;
  /** The kind of policy that denies or does not allow it. */
  kind: PolicyKind;
  /** The denying statement; absent where none allows it. */
  deniedBy?: StatementReference;
}

interface Grant {
  reference: StatementReference;
  principal: PrincipalMatch;
}

/**
 * Decides a request within one account as
 * {@link https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html} says: an explicit
 * deny wins; then a resource-based policy that names the principal, or an identity-based policy within the permissions
 * boundary, allows; all else is denied.
 */
export function decide(request: AuthorizationRequest, policies: ApplicablePolicies): Decision {
  const boundaries = policies.boundary ? [policies.boundary] : [];
  const denial = find("Deny", request, [...policies.identity, ...boundaries, ...policies.resource]);
  if (denial) return { allowed: false, kind: denial.reference.kind, deniedBy: denial.reference };

  const ofResource = findGrantOfResource(request, policies.resource);
  if (ofResource?.principal === "direct") return { allowed: true, by: [ofResource.reference] };
  const bounds = find("Allow", request, boundaries);
  const withinBounds = !policies.boundary || bounds !== undefined;
  const boundedBy = bounds ? [bounds.reference] : [];
  if (ofResource?.principal === "role" && withinBounds) {
    return { allowed: true, by: [ofResource.reference, ...boundedBy] };
  }

  if (policies.resourceMustAllow && !ofResource) {
    return { allowed: false, kind: policies.resource[0]?.kind ?? "resource" };
  }
  const ofIdentity = find("Allow", request, policies.identity);
  if (ofIdentity && withinBounds) {
    const delegatedBy = policies.resourceMustAllow && ofResource ? [ofResource.reference] : [];
    return { allowed: true, by: [ofIdentity.reference, ...boundedBy, ...delegatedBy] };
  }
  if (request.principal.arn === undefined) return { allowed: false, kind: "resource" };
  const stoppedByBoundary = ofIdentity !== undefined || ofResource?.principal === "role";
  return { allowed: false, kind: stoppedByBoundary ? "boundary" : "identity" };
}

function findGrantOfResource(request: AuthorizationRequest, policies: Policy[]): Grant | undefined {
  const grants = findAll("Allow", request, policies);
  for (const principal of ["direct", "role", "account"]) {
    const grant = grants.find((candidate) => candidate.principal === principal);
    if (grant) return grant;
  }
  return undefined;
}

function find(
  effect: Statement["effect"],
  request: AuthorizationRequest,
  policies: Policy[],
): Grant | undefined {
  return findAll(effect, request, policies)[0];
}

function findAll(effect: Statement["effect"], request: AuthorizationRequest, policies: Policy[]): Grant[] {
  return policies.flatMap((policy) =>
    policy.statements.flatMap((statement) => {
      if (statement.effect !== effect) return [];
      const principal = statement.principals
        ? matchPrincipal(statement.principals, request.principal)
        : "role";
      if (principal === "none" || !applies(statement, request)) return [];
      return [{ reference: referenceTo(policy, statement), principal }];
    }),
  );
}

function applies(statement: Statement, { action, resource, context }: AuthorizationRequest): boolean {
  return (
    coversAction(statement, action) &&
    coversResource(statement, resource, context.get) &&
    statement.conditions.every((condition) => condition.holds(context))
  );
}

function coversAction({ actions }: Statement, action: string): boolean {
  return actions.values.some(matchesAction(action)) !== actions.except;
}

function coversResource({ resources }: Statement, resource: string, lookup: VariableLookup): boolean {
  if (!resources) return true;
  const listed = resources.values.some((pattern) => matchesArn(pattern, resource, lookup));
  return listed !== resources.except;
}

const matchesAction = (action: string) => (pattern: Pattern) => {
  const resolved = resolvePattern(pattern, () => undefined);
  return resolved !== undefined && matchesIgnoringCase(resolved, action);
};

/**
 * Which of a statement's own actions and resources cover a request, the first of each, by position; -1 for none, as where
 * the statement lists what it is not about.
 */
export function coveringPatterns(
  { actions, resources }: Statement,
  { action, resource, context }: Omit<AuthorizationRequest, "principal">,
): { action: number; resource: number } {
  return {
    action: actions.values.findIndex(matchesAction(action)),
    resource: resources?.values.findIndex((pattern) => matchesArn(pattern, resource, context.get)) ?? -1,
  };
}
