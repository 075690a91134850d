import { type Definition, innerGraphs, type State } from "../../asl";
import type { Execution } from "../../local-cloud";

const parsed = new WeakMap<Execution["revision"], Definition>();

/** The definition that an execution runs; of the child of a distributed Map, that of the Map's processor. The same object each time. */
export function definitionOf({
  revision,
  mapRunArn,
  machine,
}: Pick<Execution, "revision" | "mapRunArn" | "machine">): Definition {
  const whole = parsed.get(revision) ?? (JSON.parse(revision.definition) as Definition);
  parsed.set(revision, whole);
  if (mapRunArn === undefined) return whole;
  // `arn:aws:states:eu-west-1:123456789012:mapRun:MACHINE/LABEL:ID`
  const run = mapRunArn.split(":").slice(6).join(":");
  const label = run.slice(machine.name.length + 1, run.lastIndexOf(":"));
  return processorOf(whole, label) ?? whole;
}

/** @param label the Map's, else its name */
function processorOf({ States }: Definition, label: string): Definition | undefined {
  for (const [name, state] of Object.entries<State>(States)) {
    const inner = innerGraphs(state);
    if (state.Type === "Map" && (state.Label ?? name) === label) return inner[0];
    for (const graph of inner) {
      const found = processorOf(graph, label);
      if (found) return found;
    }
  }
  return undefined;
}
