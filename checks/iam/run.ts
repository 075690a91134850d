import type { Evaluation, LocalStack } from "../../packages/local-stack";
import { SCENARIOS } from "../scenarios";
import type { Scenario } from "../scenarios/scenario";
import { type Row, ScenarioRun } from "../scenarios/scenarioRun";
import { EXERCISES } from "./exercises";
import { Ledger, type RoleUsage } from "./ledger";

/** The result of a run of everything. */
export interface UsageRun {
  roles: RoleUsage[];
  rows: Row[];
}

/** Runs every scenario and exercise on a stack, each in its configuration, and records what the roles did. */
export async function runEverything(
  stack: LocalStack,
  ended: (row: Row) => void = () => {},
  scenarios: Scenario[] = [...SCENARIOS, ...EXERCISES],
): Promise<UsageRun> {
  const ledger = new Ledger(stack.services.cloud.iam);
  let evaluation: Evaluation;
  const rows = await new ScenarioRun(stack, scenarios, {
    deployed(_config, deployed, durationMs) {
      evaluation = deployed;
      ledger.close({ title: "deployment", evaluation, durationMs });
    },
    ended(row) {
      const { scenario, durationMs } = row;
      ledger.close({ title: scenario.title, evaluation, scenario, durationMs });
      ended(row);
    },
  }).run();
  return { roles: ledger.end(), rows };
}
