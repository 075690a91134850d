import { referenceTo, type StatementReference } from "./policy";
import type { IamRegistry } from "./registry";

export interface StatementUse {
  statement: StatementReference;
  /** How many requests the statement allowed. */
  count: number;
}

/** Counts which statements allowed requests, to tell the permissions a role needs from those it only has. */
export class StatementUsage {
  private readonly counts = new Map<string, number>();

  constructor(private readonly registry: IamRegistry) {}

  record(statements: readonly StatementReference[]): void {
    for (const statement of statements) {
      const key = keyOf(statement);
      this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    }
  }

  /** Every `Allow` statement of every role's trust, inline and managed policies, those never used with count 0. */
  ofRoles(): StatementUse[] {
    return this.registry.listRoles().flatMap((role) =>
      [role.trust, ...role.policies.values()].flatMap((policy) =>
        policy.statements
          .filter(({ effect }) => effect === "Allow")
          .map((statement) => {
            const reference = referenceTo(policy, statement);
            return { statement: reference, count: this.counts.get(keyOf(reference)) ?? 0 };
          }),
      ),
    );
  }

  clear(): void {
    this.counts.clear();
  }
}

function keyOf({ kind, owner, policy, index }: StatementReference): string {
  return JSON.stringify([kind, owner, policy, index]);
}
