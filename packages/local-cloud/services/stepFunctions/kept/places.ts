import { visitStates } from "../../../../asl";
import type { Checkpoint, Place, ReachedState } from "../../../../asl/engine";

/** Where the sequences of an execution were, by their paths: see `Surroundings.onPlace`. */
export type Places = ReadonlyMap<string, Place>;

/** States that do nothing to the world by themselves: what was under way of them is done again. */
const HARMLESS = new Set(["Choice", "Fail", "Map", "Parallel", "Pass", "Succeed", "Wait"]);

/**
 * Where an execution goes on, each sequence in the state that it had reached.
 *
 * @param waiting false for one that ended: its Tasks make their requests anew
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

/** 0, 1, … up to the last part that is known of. */
function partsOf(places: Places, path: string): number[] {
  const known = [...places.keys()]
    .filter((each) => each.startsWith(`${path}/`) && !each.slice(path.length + 1).includes("/"))
    .map((each) => Number(each.slice(path.length + 1)));
  return Array.from({ length: Math.max(-1, ...known) + 1 }, (_, index) => index);
}

/**
 * The states that nobody can say of how far they had come: a Task whose request was under way, a distributed Map.
 *
 * @param types of the definition's states, by their names
 */
export function interruptedStates(places: Places, types: ReadonlyMap<string, string>): string[] {
  return [...places.values()].flatMap((place) => {
    if ("output" in place || place.since === undefined || place.submitted?.output !== undefined) return [];
    return HARMLESS.has(types.get(place.state) ?? "") ? [] : [place.state];
  });
}

/** The types of all states of a definition, by their names; a distributed Map is a `DistributedMap`. */
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
