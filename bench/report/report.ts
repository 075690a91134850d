import { writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { dependencies } from "../package.json";
import type { Results } from "../results";
import { COLD_START, COST, ENGINE, EVALUATION, LOCAL_CLOUD } from "./explanations";
import {
  coldStartSection,
  costSection,
  engineSection,
  evaluationSection,
  localCloudSection,
} from "./sections";
import { summary } from "./summary";

const FILE = path.join(__dirname, "../../docs/benchmarks.md");

/** Writes docs/benchmarks.md. */
export function writeReport(results: Results): void {
  writeFileSync(FILE, report(results, new Date()));
}

const report = (results: Results, now: Date): string => `# Benchmarks

Written by \`npm run bench\` on ${now.toISOString().slice(0, 10)}, on ${machine()}, Node ${process.versions.node}, with ${peers()}. The peers are packages of
\`bench/\`, which users never install. Ours and the peer's are measured in turn, in one run; figures are medians, ratios the medians of the rounds' ratios. The
machine has other load: a ratio says more than a time. No test depends on a time.

${summary(results)}

## Evaluation

${evaluationSection(results)}

${EVALUATION}

## Cold start

${coldStartSection(results)}

${COLD_START}

## Engine

${engineSection(results)}

${ENGINE}

## Local cloud

${localCloudSection(results)}

${LOCAL_CLOUD}

## Cost

${costSection(results)}

${COST}
`;

function machine(): string {
  const cpus = os.cpus();
  return `${cpus.length} cores (${cpus[0]!.model.trim()}), ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()}`;
}

const peers = (): string =>
  Object.entries(dependencies)
    .map(([name, version]) => `\`${name}\` ${version}`)
    .join(", ");
