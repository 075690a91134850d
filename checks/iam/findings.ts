import * as path from "node:path";
import type { RoleUsage, StatementUsed } from "./ledger";

/** A permission that no request of a run needed. */
export interface Unused {
  /** The role's name in the Pulumi program. */
  role: string;
  /** The statement's `Sid`, or its position: `statement 0`. */
  statement: string;
  /** The action, or the resource by its name, where the statement was used for others; absent where it was not used. */
  part?: string;
}

/** Why a permission is kept that no run needs. */
export interface Justification extends Pick<Unused, "role" | "statement"> {
  /** A name, in which `*` matches any characters, so that it can match several roles. */
  role: string;
  /** The actions or resources that it justifies. Default: the whole statement. */
  parts?: string[];
  /** The stacks that have such a role. Default: all. */
  stacks?: string[];
  /** One line. */
  reason: string;
}

/** What a run found about the permissions of a stack's roles. */
export interface Findings {
  justified: (Unused & { reason: string })[];
  unjustified: Unused[];
  /** Permissions that are justified, but were used or do not exist. */
  stale: Unused[];
}

/** Compares the permissions that were not used in a stack with the justifications. */
export function findingsOf(
  roles: readonly RoleUsage[],
  justifications: readonly Justification[],
  stack: string,
): Findings {
  const open = justifications
    .filter(({ stacks }) => !stacks || stacks.includes(stack))
    .flatMap(({ role, statement, parts, reason }) =>
      parts
        ? parts.map((part): Reason => ({ role, statement, part, reason }))
        : [{ role, statement, reason } satisfies Reason],
    );
  const needed = new Set<Reason>();
  const findings: Findings = { justified: [], unjustified: [], stale: [] };
  for (const unused of roles.flatMap(unusedOf)) {
    const found = open.find((reason) => justifies(reason, unused));
    if (found) {
      needed.add(found);
      findings.justified.push({ ...unused, reason: found.reason });
    } else findings.unjustified.push(unused);
  }
  findings.stale = open
    .filter((reason) => !needed.has(reason))
    .map(({ reason: _, ...permission }) => permission);
  return findings;
}

/** A justification of one permission, of one or several roles. */
interface Reason extends Unused {
  reason: string;
}

const justifies = (reason: Reason, { role, statement, part }: Unused): boolean =>
  path.matchesGlob(role, reason.role) && reason.statement === statement && reason.part === part;

/** `booking-api-logs-role, WriteLogs, logs:CreateLogGroup` */
export const permissionText = ({ role, statement, part }: Unused): string =>
  [role, statement, ...(part === undefined ? [] : [part])].join(", ");

/** Statements that were not used, and of those that were, the actions and resources that were not. */
function unusedOf({ role, statements }: RoleUsage): Unused[] {
  return statements.flatMap(({ statement, count, actions, resources }: StatementUsed) =>
    count === 0
      ? [{ role, statement }]
      : [...actions, ...resources]
          .filter((use) => use.count === 0)
          .map(({ pattern }) => ({ role, statement, part: pattern })),
  );
}
