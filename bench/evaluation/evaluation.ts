import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { inTurn, median, medianRatio } from "../measure";
import { type ProcessRun, runProcess } from "./run";

/** Both programs with a number of copies of the four workflows: medians of whole processes. */
export interface EvaluationRow {
  copies: number;
  ours: Program;
  cdk: Program;
  /** Ours divided by the CDK's. */
  timeRatio: number;
  memoryRatio: number;
}

interface Program {
  resources: number;
  seconds: number;
  peakMB: number;
}

/** Milliseconds per additional resource, from one number of copies to the next. */
export interface MarginalRow {
  from: number;
  to: number;
  ours: number;
  cdk: number;
  ratio: number;
}

/** The numbers of copies, and how often each is measured: many copies take minutes and vary little. */
const PLAN = [
  { copies: 1, rounds: 5, warmUp: 1 },
  { copies: 10, rounds: 3, warmUp: 0 },
  { copies: 100, rounds: 1, warmUp: 0 },
];

const BENCH = path.join(__dirname, "..");
const ROOT = path.join(BENCH, "..");

/** Measures our program, as `npm start` and `pulumi preview` evaluate it, in turn with the precompiled CDK program. */
export async function measureEvaluation(
  folder: string,
): Promise<{ rows: EvaluationRow[]; marginal: MarginalRow[] }> {
  const app = path.join(folder, "cdk-app");
  const tsc = path.join(ROOT, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", path.join(__dirname, "cdk"), "--outDir", app]);
  const rows: EvaluationRow[] = [];
  for (const plan of PLAN) rows.push(await compare(plan, app, folder));
  const marginal = rows.slice(1).map((row, index) => marginalOf(rows[index]!, row));
  return { rows, marginal };
}

async function compare(
  { copies, rounds, warmUp }: (typeof PLAN)[number],
  app: string,
  folder: string,
): Promise<EvaluationRow> {
  const runs: Record<"ours" | "cdk", ProcessRun[]> = { ours: [], cdk: [] };
  const output = path.join(folder, "cdk.out");
  let cdkResources = 0;
  const times = await inTurn(
    rounds,
    {
      ours: async () => {
        const register = path.join(ROOT, "packages/local-stack/register.js");
        const run = await runProcess(
          ["-r", register, path.join(__dirname, "ours.ts"), String(copies)],
          {},
          ROOT,
        );
        runs.ours.push(run);
        return run.seconds;
      },
      cdk: async () => {
        const run = await runProcess([path.join(app, "app.js")], cdkEnvironment(copies, output), BENCH);
        cdkResources = countResources(output);
        runs.cdk.push(run);
        return run.seconds;
      },
    },
    warmUp,
  );
  const peaks = (name: "ours" | "cdk") => runs[name].slice(warmUp).map(({ peakMB }) => peakMB);
  return {
    copies,
    ours: {
      resources: Number(runs.ours[0]!.printed.trim()),
      seconds: median(times.ours),
      peakMB: median(peaks("ours")),
    },
    cdk: { resources: cdkResources, seconds: median(times.cdk), peakMB: median(peaks("cdk")) },
    timeRatio: medianRatio(times.ours, times.cdk),
    memoryRatio: medianRatio(peaks("ours"), peaks("cdk")),
  };
}

/** Functions are bundled by the installed esbuild: without it the CDK would require Docker. */
const cdkEnvironment = (copies: number, output: string): Record<string, string> => ({
  COPIES: String(copies),
  HANDLERS: path.join(BENCH, "handlers"),
  SCHEMA: path.join(ROOT, "graphql/schema.graphql"),
  CDK_OUTDIR: output,
  NODE_PATH: path.join(BENCH, "node_modules"),
  PATH: `${path.join(ROOT, "node_modules/.bin")}${path.delimiter}${process.env.PATH}`,
});

function countResources(output: string): number {
  const templates = readdirSync(output).filter((file) => file.endsWith(".template.json"));
  return templates.reduce((sum, file) => {
    const { Resources } = JSON.parse(readFileSync(path.join(output, file), "utf8"));
    return sum + Object.keys(Resources).length;
  }, 0);
}

function marginalOf(from: EvaluationRow, to: EvaluationRow): MarginalRow {
  const perResource = (name: "ours" | "cdk") =>
    ((to[name].seconds - from[name].seconds) * 1000) / (to[name].resources - from[name].resources);
  const [ours, cdk] = [perResource("ours"), perResource("cdk")];
  return { from: from.copies, to: to.copies, ours, cdk, ratio: ours / cdk };
}
