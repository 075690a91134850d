import { CALL_FAULTS, type CallFault } from "../../packages/local-cloud";
import { table } from "../../packages/terminal";
import { appliesTo, type Row } from "./cells";
import type { WorkflowMatrix } from "./matrix";
import { keyOf } from "./sites";
import { type CellResult, labelOf } from "./trial";

export const LEGEND = [
  "✓ every promise was kept   ✗ one was broken, see below   ! a person has to act, or a known limit, see below",
  "– does not apply: Lambda invokes for an event source within itself, or no client acts   ? no path reaches it   · not in the sample",
].join("\n");

/** A workflow's rows, a column for each fault. */
export function matrixTable({ rows, results }: WorkflowMatrix): string {
  const byCell = new Map(
    results
      .filter(({ cell }) => !cell.second)
      .map((result) => [cellKey(keyOf(result.cell.site), result.cell.fault), result]),
  );
  const columns = [
    { title: "state or function" },
    { title: "call" },
    ...CALL_FAULTS.map((title) => ({ title })),
  ];
  return table(
    columns,
    rows.map((row) => [
      row.site.caller,
      row.site.call,
      ...CALL_FAULTS.map((fault) => markOf(row, fault, byCell.get(cellKey(keyOf(row.site), fault)))),
    ]),
  );
}

const cellKey = (site: string, fault: string) => `${site} ${fault}`;

function markOf({ because, path }: Row, fault: CallFault, result: CellResult | undefined): string {
  if (because) return because === "inside" ? "–" : "?";
  if (path && !appliesTo(fault, path)) return "–";
  if (!result) return "·";
  if (result.violations.length > 0) return "✗";
  return result.note === undefined ? "✓" : "!";
}

/** What is broken, a line each; empty if nothing is. */
export function problemsOf({ workflow, rows, violations, results }: WorkflowMatrix): string[] {
  return [
    ...violations.map((violation) => `${workflow.name}, ${violation}`),
    ...rows
      .filter(({ because }) => because === "unreached")
      .map(({ site }) => `${site.caller}: no path of ${workflow.name} reaches it`),
    ...results.flatMap(({ cell, violations: found }) =>
      found.map((violation) => `${labelOf(cell)} (${cell.path.title}): ${violation}`),
    ),
  ];
}

/** What a person has to do, and the known limits, a line each. */
export const notesOf = ({ results }: WorkflowMatrix): string[] =>
  results.flatMap(({ cell, violations, note }) =>
    note !== undefined && violations.length === 0 ? [`${labelOf(cell)}: ${note}`] : [],
  );
