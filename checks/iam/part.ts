import type { Evaluation } from "../../packages/local-stack";
import type { Scenario } from "../scenarios/scenario";

/** A part of a run that can be run again alone: a scenario with its deployment, or the deployment without a scenario. */
export interface Part {
  title: string;
  evaluation: Evaluation;
  /** Absent for the deployment. */
  scenario?: Scenario;
  durationMs: number;
}
