import { idleMB, type Results } from "../results";
import { dollars, kilobytes, megabytes, ms, perSecond, ratio, seconds, table } from "./table";

export function evaluationSection({ evaluation }: Results): string {
  const rows = evaluation.rows.map(({ copies, ours, cdk, timeRatio, memoryRatio }) => [
    copies,
    ours.resources,
    seconds(ours.seconds),
    megabytes(ours.peakMB),
    cdk.resources,
    seconds(cdk.seconds),
    megabytes(cdk.peakMB),
    ratio(timeRatio),
    ratio(memoryRatio),
  ]);
  const marginal = evaluation.marginal.map((row) => [
    `${row.from} → ${row.to}`,
    `${row.ours.toFixed(2)} ms`,
    `${row.cdk.toFixed(2)} ms`,
    ratio(row.ratio),
  ]);
  const head = [
    "copies",
    "resources",
    "time",
    "memory",
    "CDK: resources",
    "time",
    "memory",
    "time ratio",
    "memory ratio",
  ];
  return `${table(head, rows)}

For each additional resource:

${table(["copies", "ours", "CDK", "ratio"], marginal)}`;
}

export const coldStartSection = ({ coldStarts }: Results): string =>
  table(
    [
      "function",
      "zip",
      "unzipped",
      "to require",
      "to the first answer",
      "zip ratio",
      "require ratio",
      "answer ratio",
    ],
    coldStarts.map((row) => [
      row.handler,
      kilobytes(row.zippedBytes),
      kilobytes(row.unzippedBytes),
      ms(row.loadMs),
      ms(row.answerMs),
      ratio(row.zipRatio),
      ratio(row.loadRatio),
      ratio(row.answerRatio),
    ]),
  );

export const engineSection = ({ engine }: Results): string =>
  table(
    ["case", "ours", "aws-local-stepfunctions", "ratio", "plain function", "of the plain function's"],
    engine.map((row) => [
      row.name,
      perSecond(row.ours),
      row.peer === undefined ? `– (${row.notByPeer})` : perSecond(row.peer),
      row.ratio === undefined ? "–" : ratio(row.ratio),
      perSecond(row.floor),
      `${Math.round((100 * row.ours) / row.floor)} %`,
    ]),
  );

export function localCloudSection({ localCloud }: Results): string {
  const { firstResult, idle, executions, tables, growth } = localCloud;
  return `${table(
    ["", ""],
    [
      ["end of the evaluation → first result", ms(firstResult.afterEvaluationMs)],
      ["`npm start` typed → first result", ms(firstResult.afterStartMs)],
      ...idle.map(({ command, pssMB }) => [`idle: \`${command}\``, megabytes(pssMB)]),
      ["idle, together", megabytes(idleMB(localCloud))],
    ],
  )}

From \`StartExecution\` to \`SUCCEEDED\`, through an SDK client and the port:

${table(
  ["machine", "one after another", "50 at once", "50 at once"],
  executions.map((row) => [row.name, ms(row.sequentialMs), ms(row.atOnceMs), perSecond(row.atOncePerSecond)]),
)}

A table, one request after another, through an SDK client and the port:

${table(
  ["operation", "rate"],
  tables.map(({ name, perSecond: rate }) => [name, perSecond(rate)]),
)}

Heap after a garbage collection:

${table(
  ["executions", "heap", "retained"],
  growth.map((row) => [
    row.executions.toLocaleString("en-US"),
    megabytes(row.heapMB),
    row.retained.toLocaleString("en-US"),
  ]),
)}`;
}

export const costSection = ({ cost }: Results): string =>
  table(
    [
      "workflow: path",
      "unit",
      "transitions",
      "Lambda",
      "GB-s",
      "$ per million",
      "seed: transitions",
      "$ per million",
      "ratio",
      "what differs",
    ],
    cost.map(({ workflow, path, unit, ours, seed, ratio: value, adds }) => [
      `${workflow}: ${path}`,
      unit,
      ours.transitions,
      ours.lambdaRequests,
      ours.gbSeconds.toFixed(4),
      dollars(ours.dollarsPerMillion),
      seed.transitions,
      dollars(seed.dollarsPerMillion),
      ratio(value),
      adds.join(", ") || "–",
    ]),
  );
