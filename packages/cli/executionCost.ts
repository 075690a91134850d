import type { Execution } from "../local-stack";
import { costOf, expressGbSeconds } from "./preview/prices";

/**
 * US dollars that Step Functions would bill for an execution so far, without what its Tasks call. An Express execution's memory is
 * taken as 64 MB, the least.
 */
export function executionCost({ type, billedTransitions, startDate, stopDate }: Execution): number {
  if (type === "STANDARD") return costOf({ standardTransition: billedTransitions });
  const durationMs = stopDate ? stopDate.getTime() - startDate.getTime() : 0;
  return costOf({ expressRequest: 1, expressGbSecond: expressGbSeconds(durationMs) });
}
