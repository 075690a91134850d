import { PROGRAM_DIRECTORY } from "../../checks/program";
import { startLocalStack } from "../../packages/local-stack";
import { type Bill, billOf, differences } from "./bill";
import { measureOurs, OUR_PATHS } from "./ours";
import { SEED_PATHS, type SeedPath } from "./seeds";
import { seedUsage } from "./seedUsage";

/** A path of a workflow: ours, run on the local cloud, compared with the cost computed from the seed's definition. */
export interface CostRow {
  workflow: string;
  path: string;
  /** The unit of the two bills. */
  unit: SeedPath["unit"];
  ours: Bill;
  seed: Bill;
  /** Our price divided by the seed's. */
  ratio: number;
  /** How ours differs from the seed's. */
  adds: string[];
  /** Where the seed's path is read from. */
  source: string;
}

/** Every main path of the four workflows, of the stack `dev`. */
export async function measureCost(): Promise<CostRow[]> {
  const stack = await startLocalStack({
    program: PROGRAM_DIRECTORY,
    config: OUR_PATHS[0]!.config,
    deploy: false,
  });
  try {
    const bills = new Map<string, Bill>();
    for (const configured of OUR_PATHS) {
      await measureOurs(stack, configured, async ({ workflow, path, measure }, stage) => {
        bills.set(keyOf({ workflow, path }), billOf(await measure(stage)));
      });
    }
    return SEED_PATHS.map((seedPath) => rowOf(seedPath, bills.get(keyOf(seedPath))));
  } finally {
    await stack.close();
  }
}

const keyOf = ({ workflow, path }: Pick<SeedPath, "workflow" | "path">): string => `${workflow}: ${path}`;

function rowOf(seedPath: SeedPath, ours: Bill | undefined): CostRow {
  if (!ours) throw new Error(`'${keyOf(seedPath)}' was not measured`);
  const { workflow, path, unit, source } = seedPath;
  const seed = billOf(seedUsage(seedPath));
  return {
    workflow,
    path,
    unit,
    ours,
    seed,
    ratio: ours.dollarsPerMillion / seed.dollarsPerMillion,
    adds: differences(ours, seed),
    source,
  };
}
