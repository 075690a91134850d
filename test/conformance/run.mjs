// npm run conformance [-- --kind execution --tier A --filter text …]: the arguments are the runners' own.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
require("ts-node/register");
const {
  absence,
  arePresent,
  PAIR_KINDS,
  pairsArePresent,
  runPairs,
  runRecordings,
} = require("./recordings.ts");

const args = process.argv.slice(2);
const kind = args.includes("--kind") ? args[args.indexOf("--kind") + 1] : "all";
const ofPairs = kind === "all" ? PAIR_KINDS : PAIR_KINDS.filter((each) => each === kind);

if (arePresent()) {
  if (kind === "all" || ofPairs.length === 0)
    process.exitCode = runRecordings(args.includes("--kind") ? args : ["--kind", "all", ...args], "inherit");
  if (pairsArePresent()) for (const each of ofPairs) process.stdout.write(runPairs(each, args));
} else {
  console.log(absence);
}
