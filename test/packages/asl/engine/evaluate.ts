import assert from "node:assert/strict";
import type { Json } from "../../../../packages/asl/engine";
import { machineOf, PREFIX, run } from "./harness";

const stateWith = (expression: string) =>
  machineOf({ Type: "Pass", Output: { v: `{% ${expression} %}` } }, "JSONata");

/** What an expression yields as the output of a state, `undefined` if it yields nothing. */
export async function evaluate(expression: string, input: Json = {}): Promise<Json | undefined> {
  const { result } = await run(stateWith(expression), input);
  if (result.status === "SUCCEEDED") return (result.output as { v: Json }).v;
  if (result.cause?.endsWith("returned nothing (undefined).")) return undefined;
  throw new Error(`${result.error}: ${result.cause}`);
}

/** How AWS ends the cause of an expression that fails: `. T0410: …`, or `: …` without a code. */
export async function failureOf(expression: string, input: Json = {}): Promise<string> {
  const { result } = await run(stateWith(expression), input);
  assert.ok(result.status !== "SUCCEEDED", `${expression} yields ${JSON.stringify(result)}`);
  assert.equal(result.error, "States.QueryEvaluationError");
  const start = `${PREFIX}The JSONata expression '${expression}' specified for the field 'Output/v' threw an error during evaluation`;
  const { cause = "" } = result;
  assert.ok(cause.startsWith(start), cause);
  return cause.slice(start.length);
}
