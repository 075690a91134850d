// npm run fuzz [-- COUNT [SEED]]: COUNT definitions (100,000), of each kind as many, through the checks and the executions of the States Language.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

const KINDS = 5;
const [count = "100000", seed = ""] = process.argv.slice(2);
if (!/^[1-9]\d*$/.test(count) || !/^(?:-?\d+)?$/.test(seed)) {
  console.error(
    `usage: npm run fuzz [-- COUNT [SEED]]; both are whole numbers, but were '${count}' and '${seed}'`,
  );
  process.exit(2);
}
const mocha = createRequire(import.meta.url).resolve("mocha/bin/mocha.js");
const { status } = spawnSync(
  process.execPath,
  [mocha, "--reporter", "spec", join(import.meta.dirname, "language.test.ts")],
  {
    stdio: "inherit",
    env: { ...process.env, FUZZ_RUNS: String(Math.ceil(Number(count) / KINDS)), FUZZ_SEED: seed },
  },
);
process.exitCode = status ?? 1;
