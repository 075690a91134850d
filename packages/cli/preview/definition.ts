import { innerGraphs } from "../../asl";
import type { SavedResource, Snapshot } from "./snapshot";

const STATE_MACHINE = "aws:sfn/stateMachine:StateMachine";

/** A state machine's definition, as JSON. */
export interface Definition {
  StartAt: string;
  States: Record<string, StateJson>;
  [field: string]: unknown;
}

export interface StateJson {
  Type: string;
  Next?: string;
  End?: boolean;
  Default?: string;
  Choices?: ({ Next: string } & Record<string, unknown>)[];
  Branches?: Definition[];
  ItemProcessor?: Definition;
  Iterator?: Definition;
  [field: string]: unknown;
}

/** A state machine of a program; its definition undefined if it is not a JSON object with states. */
export interface Machine {
  resource: SavedResource;
  type: string;
  definition?: Definition;
}

export function machinesOf({ resources }: Snapshot): Machine[] {
  return resources
    .filter(({ type }) => type === STATE_MACHINE)
    .map((resource): Machine => {
      const definition = readDefinition(resource.inputs.definition);
      return {
        resource,
        type: String(resource.inputs.type ?? "STANDARD"),
        ...(definition && { definition }),
      };
    });
}

function readDefinition(text: unknown): Definition | undefined {
  try {
    const value: unknown = JSON.parse(String(text));
    const hasStates = value !== null && typeof value === "object" && "States" in value;
    return hasStates ? (value as Definition) : undefined;
  } catch {
    // Only known once something else is deployed, or masked.
    return undefined;
  }
}

/** Every state by its path, `Map / State`, without the states in it; under an empty path, the machine's own fields. */
export function statesByPath(definition: Definition, prefix = ""): Map<string, unknown> {
  const { States, ...own } = definition;
  const found = new Map<string, unknown>([[prefix, own]]);
  for (const [name, state] of Object.entries(States)) {
    const path = prefix === "" ? name : `${prefix} / ${name}`;
    const { Branches, ItemProcessor, Iterator, ...fields } = state;
    found.set(path, fields);
    const inner = innerGraphs(state);
    for (const [index, each] of inner.entries()) {
      const branch = inner.length > 1 ? `${path} / branch ${index + 1}` : `${path} / states`;
      for (const [innerPath, value] of statesByPath(each, branch)) found.set(innerPath, value);
    }
  }
  return found;
}

/** How many states there are, those in Maps and Parallels among them. */
export const countStates = ({ States }: Definition): number =>
  Object.values(States).reduce(
    (sum, state) => sum + 1 + innerGraphs(state).reduce((inner, each) => inner + countStates(each), 0),
    0,
  );
