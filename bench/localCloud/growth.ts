import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";

/** The heap after so many executions. */
export interface GrowthRow {
  executions: number;
  /** Used after a garbage collection. */
  heapMB: number;
  /** How many of the executions are kept. */
  kept: number;
}

const run = promisify(execFile);

/** Runs 100,000 executions in a fresh process, whose heap is collected and measured on the way. */
export async function measureGrowth(): Promise<GrowthRow[]> {
  const child = ["--expose-gc", "-r", "ts-node/register", path.join(__dirname, "growthChild.ts")];
  const { stdout } = await run(process.execPath, child);
  return JSON.parse(stdout);
}
