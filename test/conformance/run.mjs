// npm run conformance [-- --kind execution --tier A --filter text …]: the arguments are the runner's own.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
require("ts-node/register");
const { absence, arePresent, runRecordings } = require("./recordings.ts");

if (arePresent()) {
  const args = process.argv.slice(2);
  process.exitCode = runRecordings(args.includes("--kind") ? args : ["--kind", "all", ...args], "inherit");
} else {
  console.log(absence);
}
