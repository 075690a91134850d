import { visitStates } from "../../../../asl";
import type { Checkpoint, Place, ReachedState } from "../../../../asl/engine";

/** How far the sequences of states of an execution had come, by path: see `Surroundings.onPlace`. */
export type Places = ReadonlyMap<string, Place>;

/** States without side effects: if one was interrupted, it simply runs again. */
const REPEATABLE = new Set(["Choice", "Fail", "Map", "Parallel", "Pass", "Succeed", "Wait"]);

/**
 * Where an execution resumes: each sequence in the state it had reached.
 *
 * @param waiting false for an execution that has ended: its Tasks make their requests again
 */
export function checkpointOf(places: Places, waiting: boolean): Checkpoint | undefined {
  const root = places.get("");
  return root && !("output" in root) ? build(places, "", root, waiting) : undefined;
}

function build(places: Places, path: string, place: ReachedState, waiting: boolean): Checkpoint {
  const { state, input, variables, since, submitted } = place;
  const inner = partsOf(places, path).map((part) => {
    const partPath = `${path}/${part}`;
    const reached = places.get(partPath);
    if (!reached || "output" in reached) return reached ?? null;
    return build(places, partPath, reached, waiting);
  });
  return {
    state,
    input,
    variables,
    ...(inner.length > 0 && { inner }),
    ...(waiting && since !== undefined && { since }),
    ...(waiting && submitted && { submitted }),
  };
}

/** 0, 1, … up to the last known part. */
function partsOf(places: Places, path: string): number[] {
  const known = [...places.keys()]
    .filter((each) => each.startsWith(`${path}/`) && !each.slice(path.length + 1).includes("/"))
    .map((each) => Number(each.slice(path.length + 1)));
  return Array.from({ length: Math.max(-1, ...known) + 1 }, (_, index) => index);
}

/**
 * The states whose progress is unknown: a Task whose request was in flight, or a distributed Map.
 *
 * @param types the types of the definition's states, by name
 */
export function interruptedStates(places: Places, types: ReadonlyMap<string, string>): string[] {
  return [...places.values()].flatMap((place) => {
    if ("output" in place || place.since === undefined || place.submitted?.output !== undefined) return [];
    return REPEATABLE.has(types.get(place.state) ?? "") ? [] : [place.state];
  });
}

/** The types of all states of a definition, by name; a distributed Map's is `DistributedMap`. */
export function stateTypes(definition: string): Map<string, string> {
  const types = new Map<string, string>();
  visitStates(JSON.parse(definition), (state: StateDefinition, { name }) => {
    const isDistributed = state.ItemProcessor?.ProcessorConfig?.Mode === "DISTRIBUTED";
    types.set(name, isDistributed ? "DistributedMap" : String(state.Type));
  });
  return types;
}

interface StateDefinition {
  Type?: string;
  ItemProcessor?: { ProcessorConfig?: { Mode?: string } };
}
