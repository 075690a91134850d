import { median } from "../measure";
import { idleMB, type Results } from "../results";
import { megabytes, ms, ratio, table } from "./table";

/** What was promised of a figure, and what came of it. */
interface Bar {
  name: string;
  figure: string;
  bar: string;
  met: boolean;
}

/** The one table: every bar, and whether it is met. */
export function summary(results: Results): string {
  const bars = [
    ...evaluationBars(results),
    ...coldStartBars(results),
    ...engineBars(results),
    ...localCloudBars(results),
    ...costBars(results),
  ];
  const rows = bars.map(({ name, figure, bar, met }) => [name, figure, bar, met ? "yes" : "**no**"]);
  return table(["What", "Median", "Bar", "Met"], rows);
}

const atMost = (name: string, value: number, most: number, show = ratio): Bar => ({
  name,
  figure: show(value),
  bar: `≤ ${show(most)}`,
  met: value <= most,
});

function evaluationBars({ evaluation }: Results): Bar[] {
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
      `Evaluation, a resource more from ${marginal.from} to ${marginal.to} copies, to the CDK's`,
      marginal.ratio,
      1,
    ),
  ];
}

function coldStartBars({ coldStarts }: Results): Bar[] {
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

const engineBars = ({ engine }: Results): Bar[] =>
  engine.flatMap(({ name, ratio: value }) =>
    value === undefined
      ? []
      : [
          {
            name: `Engine, ${name}, to aws-local-stepfunctions`,
            figure: ratio(value),
            bar: "≥ 2.00 ×",
            met: value >= 2,
          },
        ],
  );

function localCloudBars({ localCloud }: Results): Bar[] {
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

const costBars = ({ cost }: Results): Bar[] =>
  cost.map(({ workflow, path, ratio: value }) =>
    atMost(`Cost, ${workflow}: ${path}, to its seed's`, value, 1),
  );
