import { cellsOf, type Plan, pairsOf, planOf, sampleOf } from "./cells";
import { openTestbed } from "./testbed";
import { type Cell, type CellResult, Trials } from "./trial";
import type { FaultedWorkflow } from "./workflow";

/** Two faults at once in so many runs of each workflow. */
const PAIRS = 20;

export interface MatrixOptions {
  stack: string;
  workflows: readonly FaultedWorkflow[];
  /** How many cells are tried. Default: all. */
  sample?: number;
  /** How many pairs of faults are tried for each workflow. Default: 20; with `sample`: 0. */
  pairs?: number;
  seed: number;
  signal: AbortSignal;
  onResult?(workflow: FaultedWorkflow, result: CellResult): void;
}

/** The results of a workflow's cells; only those in the sample have one. */
export interface WorkflowMatrix extends Plan {
  workflow: FaultedWorkflow;
  results: CellResult[];
  durationMs: number;
}

/** Tries the cells of every workflow, the workflows in parallel, each in its own local cloud. */
export async function runMatrix(options: MatrixOptions): Promise<WorkflowMatrix[]> {
  const { workflows } = options;
  return Promise.all(workflows.map((workflow, index) => runWorkflow(workflow, options, index)));
}

async function runWorkflow(
  workflow: FaultedWorkflow,
  {
    stack,
    sample,
    pairs = sample === undefined ? PAIRS : 0,
    seed,
    signal,
    workflows,
    onResult,
  }: MatrixOptions,
  index: number,
): Promise<WorkflowMatrix> {
  const since = performance.now();
  const testbed = await openTestbed(workflow, stack);
  try {
    const trials = new Trials(workflow, testbed);
    const plan = await planOf(workflow, testbed, trials);
    const all = cellsOf(plan.rows);
    const share = sample === undefined ? undefined : Math.ceil((sample - index) / workflows.length);
    const single: Cell[] = share === undefined ? all : sampleOf(all, share, seed + index);
    const cells = [...single, ...pairsOf(all, pairs, seed + index)];
    const results: CellResult[] = [];
    for (const cell of cells) {
      signal.throwIfAborted();
      const result = await trials.run(cell);
      const unexpected = testbed.unexpected.splice(0).map((error) => `the local cloud: ${String(error)}`);
      results.push({ ...result, violations: [...result.violations, ...unexpected] });
      onResult?.(workflow, results.at(-1)!);
    }
    return { workflow, ...plan, results, durationMs: performance.now() - since };
  } finally {
    await testbed.close();
  }
}
