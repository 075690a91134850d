import { statementName } from "../../packages/cli";
import type { Iam, PatternUse, StatementUse } from "../../packages/local-cloud";
import { ResourceNames } from "./names";
import type { Part } from "./part";

/** What a role did and what it may do, over all configurations of the stack that ran. */
export interface RoleUsage {
  /** The role's name in the Pulumi program. */
  role: string;
  /** The requests that its policies allowed, by action, then by resource. */
  calls: Call[];
  statements: StatementUsed[];
}

export interface Call {
  /** `dynamodb:GetItem` */
  action: string;
  /** The resource's name in the Pulumi program. */
  resource: string;
  count: number;
}

/** An `Allow` statement of a role. */
export interface StatementUsed {
  /** ARN of the role. */
  owner: string;
  /** `trust`, the name of the inline policy, or the ARN of the managed one. */
  policy: string;
  /** See {@link statementName}. */
  statement: string;
  count: number;
  actions: PatternUse[];
  /** With the names of the Pulumi program: `orders-invoices/*`. None for a trust policy. */
  resources: PatternUse[];
  /** The parts of the run that used it. */
  usedBy: Set<Part>;
}

interface Entry extends Omit<StatementUsed, "actions" | "resources"> {
  actions: Map<string, number>;
  resources: Map<string, number>;
}

/** Records which requests the policies of roles allowed since it was created, and which part of the run made them. */
export class Ledger {
  private readonly names = new ResourceNames();
  private readonly roles = new Set<string>();
  /** By role's ARN, then by action and resource. */
  private readonly calls = new Map<string, Map<string, Call>>();
  private readonly entries = new Map<string, Entry>();
  private readonly detach: () => void;

  constructor(private readonly iam: Iam) {
    iam.usage.clear();
    this.detach = iam.onAllowed(({ caller, action, resource }) => {
      if (caller.roleArn === undefined) return;
      const ofRole = this.calls.get(caller.roleArn) ?? new Map<string, Call>();
      const key = `${action} ${resource}`;
      const call = ofRole.get(key) ?? { action, resource, count: 0 };
      call.count++;
      this.calls.set(caller.roleArn, ofRole.set(key, call));
    });
  }

  /** Assigns everything since the last call to a part of the run. */
  close(part: Part): void {
    this.names.add(part.evaluation);
    for (const use of this.iam.usage.ofRoles()) {
      this.roles.add(use.statement.owner);
      const entry = this.entryOf(use);
      entry.count += use.count;
      addTo(entry.actions, use.actions);
      addTo(entry.resources, use.resources);
      if (use.count > 0) entry.usedBy.add(part);
    }
    this.iam.usage.clear();
  }

  /** Stops recording; returns every role, sorted by name. */
  end(): RoleUsage[] {
    this.detach();
    const entries = [...this.entries.values()];
    return [...this.roles]
      .map((arn) => ({
        role: this.names.of(arn),
        calls: this.callsOf(arn),
        statements: entries.filter(({ owner }) => owner === arn).map((entry) => this.statementOf(entry)),
      }))
      .sort((a, b) => compare(a.role, b.role));
  }

  private entryOf({ statement }: StatementUse): Entry {
    const { kind, owner, sid, index } = statement;
    const policy = kind === "trust" ? "trust" : statement.policy;
    const name = statementName(policy, index, sid);
    const key = JSON.stringify([owner, policy, name]);
    const entry = this.entries.get(key) ?? {
      owner,
      policy,
      statement: name,
      count: 0,
      actions: new Map(),
      resources: new Map(),
      usedBy: new Set(),
    };
    this.entries.set(key, entry);
    return entry;
  }

  private statementOf({ actions, resources, ...entry }: Entry): StatementUsed {
    const named = usesOf(resources).map(({ pattern, count }) => ({
      pattern: this.names.inPattern(pattern),
      count,
    }));
    return { ...entry, actions: usesOf(actions), resources: named };
  }

  /** Calls of resources with the same name, such as several executions of a state machine, count together. */
  private callsOf(roleArn: string): Call[] {
    const together = new Map<string, Call>();
    for (const { action, resource, count } of this.calls.get(roleArn)?.values() ?? []) {
      const name = this.names.of(resource);
      const key = `${action} ${name}`;
      const call = together.get(key) ?? { action, resource: name, count: 0 };
      call.count += count;
      together.set(key, call);
    }
    return [...together.entries()].sort(([a], [b]) => compare(a, b)).map(([, call]) => call);
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function addTo(counts: Map<string, number>, uses: readonly PatternUse[]): void {
  for (const { pattern, count } of uses) counts.set(pattern, (counts.get(pattern) ?? 0) + count);
}

const usesOf = (counts: Map<string, number>): PatternUse[] =>
  [...counts].map(([pattern, count]) => ({ pattern, count }));
