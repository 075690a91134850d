import { dataLimitExceeded } from "../errors";
import { LIMITS } from "../limits";
import type { Variables } from "../query/scope";
import type { Json } from "../types";
import { COMPLETE, type EventDetails } from "./history";

type Sizes = ReadonlyMap<string, number>;

/** The bytes of each variable's JSON, for the sets that `assign` made. */
const known = new WeakMap<Variables, Sizes>();

/** A set with new values in it. */
export function assign(variables: Variables, assigned: Variables): Variables {
  const all = Object.freeze(Object.assign(Object.create(null) as Record<string, Json>, variables, assigned));
  known.set(all, sizesWith(variables, sizesOf(assigned)));
  return all;
}

/**
 * Holds what a state assigns, and what an execution then has in all, to AWS's quotas
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html}). That a state that exceeds them fails
 * as with an output that is too large is a guess.
 */
export function checkVariables(variables: Variables, assigned: Variables, state: string): void {
  const sizes = sizesOf(assigned);
  if (total(sizes) > LIMITS.payloadBytes || total(sizesWith(variables, sizes)) > LIMITS.variableBytes) {
    throw dataLimitExceeded(state);
  }
}

/** What a state exited event says of the variables that the state assigned. */
export function assignedDetails(assigned: Variables): EventDetails {
  const assignedVariables = Object.fromEntries(
    Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]),
  );
  return { assignedVariables, assignedVariablesDetails: COMPLETE };
}

function sizesOf(variables: Variables): Sizes {
  const sizes = known.get(variables) ?? measure(variables);
  known.set(variables, sizes);
  return sizes;
}

const measure = (variables: Variables): Sizes =>
  new Map(Object.entries(variables).map(([name, value]) => [name, Buffer.byteLength(JSON.stringify(value))]));

const sizesWith = (variables: Variables, added: Sizes): Sizes => new Map([...sizesOf(variables), ...added]);

function total(sizes: Sizes): number {
  let bytes = 0;
  for (const size of sizes.values()) bytes += size;
  return bytes;
}
