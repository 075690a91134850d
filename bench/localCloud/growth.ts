import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";

/** The heap after a number of executions. */
export interface GrowthRow {
  executions: number;
  /** Used after a garbage collection. */
  heapMB: number;
  /** How many of the executions are retained. */
  retained: number;
}

const run = promisify(execFile);

/** Runs 100,000 executions in a fresh process and measures its heap along the way, each time after a garbage collection. */
export async function measureGrowth(): Promise<GrowthRow[]> {
  const child = ["--expose-gc", "-r", "ts-node/register", path.join(__dirname, "growthChild.ts")];
  const { stdout } = await run(process.execPath, child);
  return JSON.parse(stdout);
}
