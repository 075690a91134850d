import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";
import { evaluate } from "../../packages/local-stack";
import { inTurn, median, medianRatio } from "../measure";
import { CASES, ENVIRONMENT } from "./events";
import { fakeAws } from "./fakeAws";
import { bundledPackage, deployedPackage, type Package } from "./packages";

/** One function: the deployed archive compared with the same handler bundled by hand. */
export interface ColdStartRow {
  handler: string;
  zippedBytes: number;
  unzippedBytes: number;
  zipRatio: number;
  /** Milliseconds, medians. */
  loadMs: number;
  answerMs: number;
  loadRatio: number;
  answerRatio: number;
}

interface Measured {
  loadMs: number;
  answerMs: number;
  outcome: unknown;
}

const ROUNDS = 15;
const REPOSITORY = path.join(__dirname, "../..");
const run = promisify(execFile);

/** Measures every deployed function in fresh processes, in turn with its hand-bundled counterpart. */
export async function measureColdStarts(folder: string): Promise<ColdStartRow[]> {
  const { resources } = await evaluate({
    directory: REPOSITORY,
    stack: "dev",
    config: { pipelineOrder: '["A","trim","review"]' },
  });
  const functions = resources.filter(({ type }) => type === "aws:lambda/function:Function");
  assert.equal(functions.length, CASES.length, "every deployed function has a case");
  const aws = await fakeAws();
  try {
    const rows: ColdStartRow[] = [];
    for (const { handler, deployed, event } of CASES) {
      const resource = functions.find(({ name }) => name === deployed);
      assert.ok(resource, `the program deploys ${deployed}`);
      const packages = {
        ours: await deployedPackage(resource, path.join(folder, handler, "deployed")),
        byHand: await bundledPackage(
          path.join(REPOSITORY, "bench/handlers", `${handler}.ts`),
          path.join(folder, handler, "by-hand"),
        ),
      };
      rows.push({ handler, ...(await compare(packages, JSON.stringify(event), aws.endpoint)) });
    }
    return rows;
  } finally {
    aws.close();
  }
}

async function compare(
  packages: { ours: Package; byHand: Package },
  event: string,
  endpoint: string,
): Promise<Omit<ColdStartRow, "handler">> {
  const all: Record<string, Measured[]> = { ours: [], byHand: [] };
  const measure = (name: "ours" | "byHand") => async () => {
    const measured = await coldStart(packages[name].main, event, endpoint);
    all[name]!.push(measured);
    return measured.answerMs;
  };
  const answers = await inTurn(ROUNDS, { ours: measure("ours"), byHand: measure("byHand") });
  const [one, other] = [all.ours![0]!, all.byHand![0]!];
  assert.deepEqual(one.outcome, other.outcome, "both answer the same");
  const loads = (name: string) => all[name]!.slice(1).map(({ loadMs }) => loadMs);
  return {
    zippedBytes: packages.ours.zippedBytes,
    unzippedBytes: packages.ours.unzippedBytes,
    zipRatio: packages.ours.zippedBytes / packages.byHand.zippedBytes,
    loadMs: median(loads("ours")),
    answerMs: median(answers.ours),
    loadRatio: medianRatio(loads("ours"), loads("byHand")),
    answerRatio: medianRatio(answers.ours, answers.byHand),
  };
}

async function coldStart(main: string, event: string, endpoint: string): Promise<Measured> {
  const { stdout } = await run(process.execPath, [path.join(__dirname, "child.js"), main, event], {
    env: {
      ...ENVIRONMENT,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "bench",
      AWS_SECRET_ACCESS_KEY: "bench",
    },
  });
  return JSON.parse(stdout.trim().split("\n").at(-1)!);
}
