import type { ColdStartRow } from "./coldStart/coldStart";
import type { CostRow } from "./cost/cost";
import type { EngineRow } from "./engine/engine";
import type { EvaluationRow, MarginalRow } from "./evaluation/evaluation";
import type { LocalCloudRows } from "./localCloud/localCloud";

/** All measurements of one run. */
export interface Results {
  evaluation: { rows: EvaluationRow[]; marginal: MarginalRow[] };
  coldStarts: ColdStartRow[];
  engine: EngineRow[];
  localCloud: LocalCloudRows;
  cost: CostRow[];
}

export const idleMB = ({ idle }: LocalCloudRows): number => idle.reduce((sum, { pssMB }) => sum + pssMB, 0);
