import { isManaged } from "../../packages/cli";
import { type Column, duration, table } from "../../packages/terminal";
import { type Findings, permissionText, type Unused } from "./findings";
import type { RoleUsage, StatementUsed } from "./ledger";
import type { Proof } from "./proof";

/** Each role's calls and statements, and why the unused ones are kept. */
export function usageText(roles: readonly RoleUsage[], { justified }: Findings): string {
  const reasons = new Map(justified.map((each) => [permissionText(each), each.reason]));
  const notUsed = (permission: Unused) => reasons.get(permissionText(permission)) ?? "NOT JUSTIFIED";
  return roles
    .map(({ role, calls, statements }) =>
      [
        role,
        ...calls.map(({ action, resource, count }) => `    ${action} ${resource} × ${count}`),
        "  by",
        ...statements.flatMap((used) => [...statementLines(role, used, notUsed)]),
      ].join("\n"),
    )
    .join("\n\n");
}

function* statementLines(
  role: string,
  { statement, count, actions, resources }: StatementUsed,
  reasonOf: (unused: Unused) => string,
): Iterable<string> {
  if (count === 0) {
    yield `    ${statement}: never used: ${reasonOf({ role, statement })}`;
    return;
  }
  yield `    ${statement} × ${count}`;
  for (const { pattern, count } of [...actions, ...resources]) {
    if (count === 0) yield `      never ${pattern}: ${reasonOf({ role, statement, part: pattern })}`;
  }
}

/** `29 roles, 97 statements, 6 permissions that were not used, all justified` */
export function summaryText(roles: readonly RoleUsage[], findings: Findings): string {
  const statements = roles.flatMap((role) => role.statements);
  const { justified, unjustified } = findings;
  const unused = justified.length + unjustified.length;
  return [
    `${roles.length} roles`,
    `${statements.length} statements`,
    `${unused} permissions never used`,
    `${justified.length} of them justified`,
  ].join(", ");
}

/** What makes the report fail, a line each. */
export function* problemsOf({ unjustified, stale }: Findings): Iterable<string> {
  for (const unused of unjustified) {
    yield `${permissionText(unused)}: never used; remove it, or justify it in checks/iam/justifications.ts`;
  }
  for (const permission of stale) {
    yield `${permissionText(permission)}: justified in checks/iam/justifications.ts, but used or nonexistent`;
  }
}

const PROOF_COLUMNS: Column[] = [
  { title: "role" },
  { title: "statement" },
  { title: "without" },
  { title: "missed by" },
  { title: "time", align: "right" },
];

export const proofTable = (proofs: readonly Proof[]): string =>
  table(
    PROOF_COLUMNS,
    proofs.map(({ role, statement, policy, actions, missedBy, durationMs }) => [
      role,
      statement,
      isManaged(policy) ? "the whole policy" : actions.join(", "),
      missedBy?.title ?? "NOTHING",
      duration(durationMs),
    ]),
  );
