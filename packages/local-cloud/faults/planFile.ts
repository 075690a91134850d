import { readFileSync } from "node:fs";
import { readMockFile } from "./mockFile";
import { type FaultPlan, FaultPlanError } from "./plan";
import { PlanValue } from "./planValue";
import { readPlan } from "./readPlan";

/**
 * Reads a JSON file of faults: a {@link FaultPlan}, or a mock configuration file of AWS Step Functions Local.
 *
 * @throws FaultPlanError that names the file, the location in it, what was given and what is allowed.
 */
export function readPlanFile(path: string): FaultPlan {
  return readPlanText(textOf(path), path);
}

/** Like {@link readPlanFile}, for the text of the file. */
export function readPlanText(text: string, source: string): FaultPlan {
  const file = new PlanValue(parse(text, source), source);
  const members = file.object("an object with rules, or with StateMachines and MockedResponses");
  return members.has("rules") || members.has("testCases") ? readPlan(file) : readMockFile(file);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new FaultPlanError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

function parse(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FaultPlanError(`${source} is not JSON: ${(error as Error).message}`);
  }
}
