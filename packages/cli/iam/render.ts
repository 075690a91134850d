import { isManaged } from "./statementName";
import type { RefusalReport, RoleReport, StatementReport, UsageReport } from "./usageReport";

/** The report for a terminal. */
export function renderUsage({ roles, refusals }: UsageReport): string {
  const statements = roles.flatMap((role) => role.statements);
  const unused = statements.filter(({ count }) => count === 0).length;
  return [
    ...roles.map(renderRole),
    ...(refusals.length > 0 ? [["no policy allowed", ...refusals.map(renderRefusal)].join("\n")] : []),
    `${roles.length} roles, ${statements.length} statements, ${unused} of them not used so far, ${refusals.length} ${refusals.length === 1 ? "kind of call" : "kinds of calls"} refused`,
  ].join("\n\n");
}

const renderRole = ({ name, usedBy, statements }: RoleReport): string =>
  [
    usedBy.length > 0 ? `${name}, the role of ${usedBy.join(", ")}` : `${name}, the role of nothing`,
    ...statements.flatMap(renderStatement),
  ].join("\n");

function renderStatement(report: StatementReport): string[] {
  const { policy, statement, count, actions, resources } = report;
  const isTold = policy === "trust" || isManaged(policy);
  const name = isTold ? statement : `${policy}, ${statement}`;
  const what = actions.map(({ pattern }) => pattern).join(", ");
  if (count === 0) return [`  ${name}: not used${what && `: ${what}`}`];
  const parts = [...actions, ...resources].filter((part) => part.count === 0);
  return [`  ${name} × ${count}`, ...parts.map(({ pattern }) => `    not used: ${pattern}`)];
}

function renderRefusal({ role, action, resource, count, missingStatement }: RefusalReport): string {
  const call = `  ${action} on ${resource} × ${count}`;
  if (!missingStatement) return `${call}: denied by a statement${role ? ` for ${role}` : ""}`;
  return `${call}: ${role ?? "a policy"} lacks ${JSON.stringify(missingStatement)}`;
}
