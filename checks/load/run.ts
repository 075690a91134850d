import { releaseMemory } from "../../packages/local-stack";
import type { Check } from "../workflows/check";
import { BookingLoad } from "./booking";
import type { LoadedWorkflow } from "./config";
import { burst, sustain } from "./drive";
import { MemoryWatch } from "./memory";
import { MessengerLoad } from "./messenger";
import { OrdersLoad } from "./orders";
import { PipelineLoad } from "./pipeline";
import { Recording } from "./recording";
import type { PhaseResult } from "./render";
import type { Phase, Target, Workload } from "./workload";

/** The load of each workflow. */
export const WORKLOADS: Record<LoadedWorkflow, new (target: Target) => Workload> = {
  pipeline: PipelineLoad,
  booking: BookingLoad,
  orders: OrdersLoad,
  messenger: MessengerLoad,
};

export interface LoadSize {
  /** How many start at once in each burst. */
  executions: number;
  /** How long each sustained phase lasts. */
  secondsEach: number;
}

/** Clients of a sustained load. */
const CLIENTS = 20;

/** Puts its load on a workflow and checks its promises. Rejects when `signal` is aborted. */
export async function runWorkload(
  load: Workload,
  { executions, secondsEach }: LoadSize,
  signal?: AbortSignal,
  onResult: (result: PhaseResult) => void = () => {},
): Promise<{ results: PhaseResult[]; checks: Check[] }> {
  const results: PhaseResult[] = [];
  try {
    for (const phase of load.phases) {
      if (phase.kind === "sustained" && secondsEach === 0) continue;
      await phase.prepare?.(executions);
      const measured = await measure((recording) => drive(phase, recording));
      signal?.throwIfAborted();
      const result = { workflow: load.workflow, api: load.api, phase: phase.title, ...measured };
      results.push(result);
      onResult(result);
    }
    return { results, checks: await load.checks(results.map(({ recording }) => recording)) };
  } finally {
    load.close();
  }

  function drive({ kind, run }: Phase, recording: Recording): Promise<void> {
    const one = (index: number) => run(index, recording);
    return kind === "burst" ? burst(executions, one) : sustain(secondsEach * 1000, CLIENTS, one, signal);
  }
}

async function measure(
  work: (recording: Recording) => Promise<void>,
): Promise<Pick<PhaseResult, "recording" | "durationMs" | "peakBytes" | "growthBytes">> {
  const recording = new Recording();
  await releaseMemory();
  const before = process.memoryUsage.rss();
  const memory = new MemoryWatch();
  const since = performance.now();
  await work(recording);
  const durationMs = performance.now() - since;
  const peakBytes = memory.end();
  await releaseMemory();
  return { recording, durationMs, peakBytes, growthBytes: process.memoryUsage.rss() - before };
}
