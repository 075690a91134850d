import { median } from "../measure";
import { idleMB, type Results } from "../results";
import { megabytes, ms, ratio, table } from "./table";

/** A target for a figure, and whether it is met. */
interface Target {
  name: string;
  figure: string;
  target: string;
  met: boolean;
}

/** The table of all targets, and whether each is met. */
export function summary(results: Results): string {
  const targets = [
    ...evaluationTargets(results),
    ...coldStartTargets(results),
    ...engineTargets(results),
    ...localCloudTargets(results),
    ...costTargets(results),
  ];
  const rows = targets.map(({ name, figure, target, met }) => [name, figure, target, met ? "yes" : "**no**"]);
  return table(["What", "Median", "Target", "Met"], rows);
}

const atMost = (name: string, value: number, most: number, show = ratio): Target => ({
  name,
  figure: show(value),
  target: `≤ ${show(most)}`,
  met: value <= most,
});

function evaluationTargets({ evaluation }: Results): Target[] {
  const few = evaluation.rows.filter(({ copies }) => copies <= 10);
  const marginal = evaluation.marginal.at(-1)!;
  return [
    ...few.map(({ copies, timeRatio }) =>
      atMost(`Evaluation, time, copies: ${copies}, to the CDK's`, timeRatio, 1),
    ),
    ...few.map(({ copies, memoryRatio }) =>
      atMost(`Evaluation, memory, copies: ${copies}, to the CDK's`, memoryRatio, 1),
    ),
    atMost(
      `Evaluation, an additional resource from ${marginal.from} to ${marginal.to} copies, to the CDK's`,
      marginal.ratio,
      1,
    ),
  ];
}

function coldStartTargets({ coldStarts }: Results): Target[] {
  const worst = (pick: (row: Results["coldStarts"][number]) => number) => Math.max(...coldStarts.map(pick));
  return [
    atMost(
      "Cold start to the first answer, to by hand: the median of the functions",
      median(coldStarts.map((row) => row.answerRatio)),
      1.1,
    ),
    atMost(
      "Cold start to the first answer, to by hand: the slowest of the functions",
      worst((row) => row.answerRatio),
      1.25,
    ),
    atMost(
      "Time to require, to by hand: the slowest of the functions",
      worst((row) => row.loadRatio),
      1.25,
    ),
    atMost(
      "Archive, to by hand: the largest of the functions",
      worst((row) => row.zipRatio),
      1.25,
    ),
  ];
}

const engineTargets = ({ engine }: Results): Target[] =>
  engine.flatMap(({ name, ratio: value }) =>
    value === undefined
      ? []
      : [
          {
            name: `Engine, ${name}, to aws-local-stepfunctions`,
            figure: ratio(value),
            target: "≥ 2.00 ×",
            met: value >= 2,
          },
        ],
  );

function localCloudTargets({ localCloud }: Results): Target[] {
  const { growth, firstResult } = localCloud;
  const [early, last] = [growth.at(-2)!, growth.at(-1)!];
  return [
    atMost("From the end of the evaluation to the first result", firstResult.afterEvaluationMs, 300, ms),
    atMost("Idle memory of npm run local and its processes", idleMB(localCloud), 150, megabytes),
    atMost(
      `Heap at ${last.executions.toLocaleString("en-US")} executions, to ${early.executions.toLocaleString("en-US")}`,
      last.heapMB / early.heapMB,
      1.1,
    ),
  ];
}

const costTargets = ({ cost }: Results): Target[] =>
  cost.map(({ workflow, path, ratio: value }) =>
    atMost(`Cost, ${workflow}: ${path}, to its seed's`, value, 1),
  );
