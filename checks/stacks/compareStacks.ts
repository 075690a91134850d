import type { Evaluation } from "../../packages/local-stack";
import { comparableResources } from "./comparable";
import { differences } from "./differences";
import { stacksDocument } from "./document";
import { explained } from "./explained";
import { REASONS } from "./reasons";

/**
 * Writes how two evaluated stacks differ, and why, in Markdown.
 *
 * @throws UnexplainedError where the reasons do not fit the differences.
 */
export async function compareStacks(before: Evaluation, after: Evaluation): Promise<string> {
  const [left, right] = await Promise.all([comparableResources(before), comparableResources(after)]);
  return stacksDocument(
    [before.stack, after.stack],
    [left.length, right.length],
    explained(differences(left, right), REASONS),
  );
}
