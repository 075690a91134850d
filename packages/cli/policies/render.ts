import { bad, faint, good } from "../../terminal";
import type { PolicyResult, Violation } from "./checkPolicies";

/** A policy in a line, and each of its violations in one more. */
export function renderPolicy({ name, checked, notApplicable, violations }: PolicyResult): string[] {
  if (notApplicable !== undefined) return [faint(`  – ${name}: ${notApplicable}`)];
  const what = checked === undefined ? "the stack" : `${checked} ${checked === 1 ? "resource" : "resources"}`;
  if (violations.length === 0) return [`  ${good("✓")} ${name}: ${what}`];
  const mark = violations.some(({ mandatory }) => mandatory) ? bad("✗") : "!";
  return [`  ${mark} ${name}: ${what}`, ...violations.map(renderViolation)];
}

const renderViolation = ({ urn, message, mandatory }: Violation): string =>
  `      ${nameOf(urn)}: ${message}${mandatory ? "" : " (advice)"}`;

/** `orders-queue (aws:sqs/queue:Queue)`, of a URN. */
function nameOf(urn: string): string {
  const [, , type = "", name = "the stack"] = urn.split("::");
  return type ? `${name} (${type.split("$").at(-1)})` : name;
}

/** How it went, of all policies. */
export function renderSummary(stack: string, results: PolicyResult[]): string {
  const applied = results.filter(({ notApplicable }) => notApplicable === undefined).length;
  const violated = results.filter(isViolated).length;
  const outcome =
    violated === 0 ? good(`${applied} policies hold`) : bad(`${violated} of ${applied} policies violated`);
  return `${stack}: ${outcome}, ${results.length - applied} not applicable`;
}

/** Whether it would stop an update. */
export const isViolated = ({ violations }: PolicyResult): boolean =>
  violations.some(({ mandatory }) => mandatory);
