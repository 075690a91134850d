import { type Policy, referenceTo, type Statement, type StatementReference } from "./policy";
import { type AuthorizationRequest, coveringPatterns } from "./policyDecision";
import { type Pattern, patternText } from "./policyPattern";
import type { IamRegistry } from "./registry";

export interface StatementUse {
  statement: StatementReference;
  /** How many requests the statement allowed. */
  count: number;
  /** Its actions as they are written, each with how many requests were allowed by it; none for a `NotAction`. */
  actions: PatternUse[];
  /** Its resources, likewise; none for a trust policy or a `NotResource`. */
  resources: PatternUse[];
}

/** One of the actions or resources of a statement. */
export interface PatternUse {
  /** As written: `s3:Get*`. */
  pattern: string;
  /** How many requests it covered. */
  count: number;
}

type AllowedRequest = Omit<AuthorizationRequest, "principal">;

interface Counts {
  statement: number;
  /** By position. */
  actions: Map<number, number>;
  resources: Map<number, number>;
}

/**
 * Counts which statements allowed requests, and by which of their actions and resources: to distinguish the permissions
 * that a role needs from those that it merely has.
 */
export class StatementUsage {
  private readonly counts = new Map<string, Counts>();

  constructor(private readonly registry: IamRegistry) {}

  record(references: readonly StatementReference[], request: AllowedRequest): void {
    for (const reference of references) {
      const counts = this.countsOf(reference);
      counts.statement++;
      const statement = this.policyOf(reference)?.statements[reference.index];
      if (!statement) continue;
      const covering = coveringPatterns(statement, request);
      increment(counts.actions, covering.action);
      increment(counts.resources, covering.resource);
    }
  }

  /** Every `Allow` statement of every role's trust, inline and managed policies, those never used with count 0. */
  ofRoles(): StatementUse[] {
    return this.registry
      .listRoles()
      .flatMap((role) =>
        [role.trust, ...role.policies.values()].flatMap((policy) =>
          policy.statements
            .filter(({ effect }) => effect === "Allow")
            .map((statement) => this.useOf(referenceTo(policy, statement), statement)),
        ),
      );
  }

  clear(): void {
    this.counts.clear();
  }

  private useOf(reference: StatementReference, { actions, resources }: Statement): StatementUse {
    const counts = this.counts.get(keyOf(reference));
    const uses = (patterns: string[], counted: Map<number, number> | undefined): PatternUse[] =>
      patterns.map((pattern, index) => ({ pattern, count: counted?.get(index) ?? 0 }));
    return {
      statement: reference,
      count: counts?.statement ?? 0,
      actions: actions.except ? [] : uses(actions.values.map(patternText), counts?.actions),
      resources:
        !resources || resources.except ? [] : uses(resources.values.map(arnPatternText), counts?.resources),
    };
  }

  private countsOf(reference: StatementReference): Counts {
    const key = keyOf(reference);
    const counts = this.counts.get(key) ?? { statement: 0, actions: new Map(), resources: new Map() };
    this.counts.set(key, counts);
    return counts;
  }

  /** Undefined for the policy of a resource that is not a role. */
  private policyOf({ kind, owner, policy }: StatementReference): Policy | undefined {
    const role = this.registry.findRole(owner);
    if (kind === "trust") return role?.trust;
    return kind === "boundary" ? role?.boundary : role?.policies.get(policy);
  }
}

const arnPatternText = (components: Pattern[]): string => components.map(patternText).join(":");

function increment(counts: Map<number, number>, index: number): void {
  if (index >= 0) counts.set(index, (counts.get(index) ?? 0) + 1);
}

/** A statement that has a name keeps its count when others are inserted before it. */
function keyOf({ kind, owner, policy, index, sid }: StatementReference): string {
  return JSON.stringify([kind, owner, policy, sid ?? index]);
}
