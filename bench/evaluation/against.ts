import { existsSync } from "node:fs";
import * as path from "node:path";
import { inTurn, median, medianRatio } from "../measure";
import { type ProcessRun, runProcess } from "./run";

const ROOT = path.join(__dirname, "../..");
const ROUNDS = 7;

/**
 * An evaluation in a new process, here and in another version: CPU seconds and peak memory of all its processes. Prints medians, and the
 * medians of the rounds' ratios. Each version evaluates its own `dev`, and both the program of three resources.
 *
 * Usage: `npm run against -- CLONE`, where CLONE is a clone of the other version with its packages installed.
 */
async function main([clone]: string[]): Promise<void> {
  if (!clone) throw new Error("Give a clone of the other version, with its packages installed");
  const three = path.join(ROOT, "bench/firstResult/program");
  for (const [name, program] of Object.entries({
    "three resources": () => three,
    dev: (root: string) => root,
  })) {
    const runs: Record<"ours" | "theirs", ProcessRun[]> = { ours: [], theirs: [] };
    const evaluate = (which: keyof typeof runs, root: string) => async () => {
      const run = await evaluateIn(root, program(root));
      runs[which].push(run);
      return run.cpuSeconds;
    };
    await inTurn(ROUNDS, { ours: evaluate("ours", ROOT), theirs: evaluate("theirs", clone) });
    for (const what of ["cpuSeconds", "seconds", "peakMB"] as const) {
      const [ours, theirs] = [runs.ours, runs.theirs].map((each) =>
        each.slice(-ROUNDS).map((run) => run[what]),
      );
      const [here, there] = [median(ours!), median(theirs!)].map((value) => value.toFixed(2));
      console.log(
        `${name}, ${what}: ${here}, there ${there}, ratio ${medianRatio(ours!, theirs!).toFixed(2)}`,
      );
    }
  }
}

function evaluateIn(root: string, program: string): Promise<ProcessRun> {
  // Where it is since 0.1.0, and where it was before.
  const folder = ["packages/local-stack/program", "local/evaluate"].find((each) =>
    existsSync(path.join(root, each)),
  );
  if (!folder) throw new Error(`There is no evaluation in ${root}`);
  const register = path.join(root, path.dirname(folder), "register.js");
  const script = `require(${JSON.stringify(path.join(root, folder))}).evaluate({ directory: ${JSON.stringify(program)}, stack: "dev" })`;
  return runProcess(["-r", register, "-e", script], {}, root);
}

void main(process.argv.slice(2));
