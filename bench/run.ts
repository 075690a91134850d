import { mkdtempSync, rmSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { measureColdStarts } from "./coldStart/coldStart";
import { measureCost } from "./cost/cost";
import { measureEngine } from "./engine/engine";
import { measureEvaluation } from "./evaluation/evaluation";
import { measureLocalCloud } from "./localCloud/localCloud";
import { writeReport } from "./report/report";
import { summary } from "./report/summary";
import type { Results } from "./results";

/** Runs all benchmarks, one after another, prints the table of targets and writes docs/benchmarks.md. */
async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "sfn-workflows-bench-"));
  try {
    const results: Results = {
      engine: await step("the engine", measureEngine()),
      coldStarts: await step("cold starts", measureColdStarts(folder)),
      localCloud: await step("the local cloud", measureLocalCloud()),
      cost: await step("cost", measureCost()),
      evaluation: await step("evaluation", measureEvaluation(folder)),
    };
    console.log(summary(results));
    writeReport(results);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function step<T>(name: string, measuring: Promise<T>): Promise<T> {
  process.stderr.write(`measuring ${name}\n`);
  return measuring;
}

void main();
