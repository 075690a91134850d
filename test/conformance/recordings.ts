import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import * as path from "node:path";

/** Names the folder of the recordings, where it is not beside the repository. */
export const FOLDER_VARIABLE = "ASL_CONFORMANCE";

/** The folder with what AWS answered: `run.mjs`, the runner, and `cases/`. */
export const folder = path.resolve(
  process.env[FOLDER_VARIABLE] ?? path.join(__dirname, "../../../shared/conformance/asl"),
);

export const arePresent = () => existsSync(path.join(folder, "run.mjs"));

export const absence = `no recordings in ${folder}: set ${FOLDER_VARIABLE} to the folder that has them`;

/** Runs the recordings on this repository's engine, validator and TestState. Returns the runner's exit code. */
export function runRecordings(args: readonly string[], output: "inherit" | "ignore"): number {
  const adapter = path.join(__dirname, "adapter.mjs");
  const { status, error } = spawnSync(process.execPath, [path.join(folder, "run.mjs"), adapter, ...args], {
    stdio: ["ignore", output, "inherit"],
  });
  if (error) throw error;
  return status ?? 1;
}
