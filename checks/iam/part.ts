import type { Evaluation } from "../../packages/local-stack";
import type { Scenario } from "../scenarios/scenario";

/** A part of a run that can be run again by itself: a scenario on what was deployed for it, or that deployment alone. */
export interface Part {
  title: string;
  evaluation: Evaluation;
  /** Absent for the deployment. */
  scenario?: Scenario;
  durationMs: number;
}
