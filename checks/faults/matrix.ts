import { cellsOf, type Plan, planOf, sampleOf } from "./cells";
import { openTestbed } from "./testbed";
import { type Cell, type CellResult, Trials } from "./trial";
import type { FaultedWorkflow } from "./workflow";

export interface MatrixOptions {
  stack: string;
  workflows: readonly FaultedWorkflow[];
  /** How many cells are tried. Default: all. */
  sample?: number;
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
  { stack, sample, seed, signal, workflows, onResult }: MatrixOptions,
  index: number,
): Promise<WorkflowMatrix> {
  const since = performance.now();
  const testbed = await openTestbed(workflow, stack);
  try {
    const trials = new Trials(workflow, testbed);
    const plan = await planOf(workflow, testbed, trials);
    const all = cellsOf(plan.rows);
    const share = sample === undefined ? undefined : Math.ceil((sample - index) / workflows.length);
    const cells: Cell[] = share === undefined ? all : sampleOf(all, share, seed + index);
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
