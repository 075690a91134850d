import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import * as path from "node:path";

/** Names the folder of the recordings, where it is not beside the repository. */
export const FOLDER_VARIABLE = "ASL_CONFORMANCE";

/** The folder with what AWS answered: `run.mjs`, the runner, and `cases/`. */
export const folder = path.resolve(
  process.env[FOLDER_VARIABLE] ?? path.join(__dirname, "../../../shared/conformance/asl"),
);

const adapter = path.join(__dirname, "adapter.mjs");

export const arePresent = () => existsSync(path.join(folder, "run.mjs"));

export const absence = `no recordings in ${folder}: set ${FOLDER_VARIABLE} to the folder that has them`;

/** What is measured of single expressions: pairs of one and its result, beside the recordings. */
export const PAIR_KINDS = ["jsonpath", "jsonata"] as const;

const pairsRunner = path.join(folder, "../pairs.mjs");

export const pairsArePresent = () => existsSync(pairsRunner);

/** Runs the pairs of a kind through what executions run. Returns the runner's report; its last line is `TOTAL kind right/all`. */
export function runPairs(kind: string, args: readonly string[] = []): string {
  const command = [pairsRunner, adapter, "--kind", kind, ...args];
  const { status, error, stdout } = spawnSync(process.execPath, command, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`the pairs of ${kind} ended with exit code ${status}`);
  return stdout;
}

/** Runs the recordings on this repository's engine, validator and TestState. Returns the runner's exit code. */
export function runRecordings(args: readonly string[], output: "inherit" | "ignore"): number {
  const { status, error } = spawnSync(process.execPath, [path.join(folder, "run.mjs"), adapter, ...args], {
    stdio: ["ignore", output, "inherit"],
  });
  if (error) throw error;
  return status ?? 1;
}
