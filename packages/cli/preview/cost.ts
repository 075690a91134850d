import { type Block, paragraph, type Section } from "./document";
import { leastRunsTable } from "./leastRuns";
import { difference, money } from "./money";
import { costOf, type Usage } from "./prices";
import { requestsOf, runCost } from "./runCost";
import type { Snapshot } from "./snapshot";
import { type StandingCost, standingCosts, total } from "./standingCost";

const price = (item: keyof Usage, count = 1): string => `$${costOf({ [item]: count }).toFixed(2)}`;

/** What depends on use in a way that neither the program nor a run of it determines. */
const DEPENDS = [
  `CloudWatch Logs: ${price("logsIngestedGb")} per GB written, and its storage`,
  `X-Ray: ${price("xrayTrace", 1_000_000)} per million traces recorded; by default one a second and 5 % of the others are`,
  "storage of tables, buckets and queues; data transfer",
  `requests to a KMS key: ${price("kmsRequest", 10_000)} per 10,000; each of its first two rotations: ${price("kmsKeyMonth")} a month`,
];

/** What one run of a workflow takes. */
export interface MeasuredRun {
  workflow: string;
  /** What one run of it is. */
  title: string;
  measured?: { transitions: number; usage: Usage };
  /** Why nothing was measured. */
  problem?: string;
}

/** What a preview has besides the evaluation. */
export interface Comparison {
  /** An earlier evaluation. */
  before?: Snapshot | undefined;
  /** Runs that were measured. Absent: the cost of runs is read from the definitions. */
  runs?: readonly MeasuredRun[] | undefined;
}

/** What the stack costs, in US dollars: by the month and by a million runs; against an earlier evaluation, the difference. */
export function costSection(now: Snapshot, { before, runs }: Comparison = {}): Section {
  return {
    title: "Cost",
    blocks: [
      paragraph(
        "US dollars, us-east-1, on demand, without free tiers. Standing cost of a month of 730 hours:",
      ),
      standingTable(standingCosts(now), before && standingCosts(before)),
      paragraph("Not in it, since it depends on use:"),
      { kind: "list", items: DEPENDS },
      ...(runs ? measuredRuns(now, runs, before) : leastRuns(now, before)),
    ],
  };
}

function standingTable(now: StandingCost[], before: StandingCost[] | undefined): Block {
  if (now.length + (before?.length ?? 0) === 0)
    return paragraph("Nothing: all that there is costs by its use.");
  const old = new Map(before?.map((cost) => [cost.what, cost]));
  const gone = (before ?? []).filter(({ what }) => !now.some((cost) => cost.what === what));
  const compared = (is: number | undefined, was: number | undefined) =>
    before ? [difference((is ?? 0) - (was ?? 0))] : [];
  const rows = [
    ...now.map(({ what, basis, dollars }) => [
      what,
      basis,
      dollars === undefined ? "depends" : money(dollars),
      ...compared(dollars, old.get(what)?.dollars),
    ]),
    ...gone.map(({ what, dollars }) => [what, "no longer there", money(0), ...compared(0, dollars)]),
    ["total", "", money(total(now)), ...compared(total(now), before && total(before))],
  ];
  return {
    kind: "table",
    columns: [
      { title: "each month" },
      { title: "how it comes about" },
      { title: "$ per month", align: "right" },
      ...(before ? [{ title: "difference", align: "right" as const }] : []),
    ],
    rows,
  };
}

function leastRuns(now: Snapshot, before: Snapshot | undefined): Block[] {
  const table = leastRunsTable(now, before);
  if (!table) return [];
  return [
    paragraph(
      "A million executions of each state machine on the shortest way to its end, read from its definition: what one costs at " +
        "least. Maps have no items, nothing fails. The durations of functions and of Express executions, and what functions call, are not in it.",
    ),
    table,
  ];
}

function measuredRuns(now: Snapshot, runs: readonly MeasuredRun[], before: Snapshot | undefined): Block[] {
  const rows = runs.map(({ workflow, title, measured }) => {
    if (!measured) return [workflow, title, "not measured", ...Array<string>(before ? 5 : 4).fill("")];
    const { requests, durations } = runCost(measured.usage, now);
    const was = before?.runs?.[workflow];
    return [
      workflow,
      title,
      amount(measured.transitions),
      amount(measured.usage.lambdaRequest ?? 0),
      money(requests),
      money(durations),
      money(requests + durations),
      ...(before ? [was ? difference(requests - runCost(was, before).requests) : "was not measured"] : []),
    ];
  });
  if (rows.length === 0) return [paragraph("The stack has none of the workflows whose main path is known.")];
  const problems = runs.flatMap(({ workflow, problem }) =>
    problem === undefined ? [] : [`⚠ ${workflow} was not measured: ${problem}`],
  );
  return [
    paragraph(
      "A million runs of each workflow's main path, which was run once on this machine, under the stack's policies, its " +
        "time skipped and its schedules off. Requests are transitions, requests and audited data events, exactly counted; " +
        "an item, a message and an object count as one unit. Durations are those of this machine.",
    ),
    { kind: "list", items: problems },
    {
      kind: "table",
      columns: [
        { title: "workflow" },
        { title: "one run" },
        { title: "transitions", align: "right" },
        { title: "Lambda invocations", align: "right" },
        { title: "requests $", align: "right" },
        { title: "durations ≈ $", align: "right" },
        { title: "$ per million ≈", align: "right" },
        ...(before ? [{ title: "difference of requests", align: "right" as const }] : []),
      ],
      rows,
    },
  ];
}

/** What is saved of the runs, so that a later preview can show the difference. */
export const runsOf = (runs: readonly MeasuredRun[], snapshot: Snapshot): NonNullable<Snapshot["runs"]> =>
  Object.fromEntries(
    runs.flatMap(({ workflow, measured }) =>
      measured ? [[workflow, withoutEvents(requestsOf(measured.usage, snapshot))]] : [],
    ),
  );

/** They are added again from the trail that was saved with the runs. */
const withoutEvents = ({ cloudTrailDataEvent: _, ...usage }: ReturnType<typeof requestsOf>) => usage;

const amount = (count: number): string => (Number.isInteger(count) ? String(count) : count.toFixed(1));
