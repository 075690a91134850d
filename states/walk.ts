import type { QueryLanguage } from "./asl";
import { isObject } from "./inputs";

/** A state as it may come from anywhere: its fields, of no known type. */
export type Fields = Record<string, unknown>;

/** Where a state stands. */
export interface Place {
  /** The names of the states around it, from the outermost in, and its own: `Ship › Pack`. */
  path: string;
  language: QueryLanguage;
}

/** Gives a copy of a definition with every state changed, those within Map and Parallel before the one around them. */
export function mapStates(definition: unknown, change: (state: Fields, place: Place) => Fields): unknown {
  const machine = isObject(definition) ? definition.QueryLanguage : undefined;
  const mapState = (name: string, state: unknown, around: string): unknown => {
    if (!isObject(state)) return state;
    const path = around ? `${around} › ${name}` : name;
    const language = (state.QueryLanguage ?? machine ?? "JSONPath") as QueryLanguage;
    const inside = mapInner(state, (inner) => mapGraph(inner, path));
    return change(inside, { path, language });
  };
  const mapGraph = (graph: unknown, around: string): unknown => {
    if (!isObject(graph) || !isObject(graph.States)) return graph;
    const states = Object.entries(graph.States).map(([name, state]) => [name, mapState(name, state, around)]);
    return { ...graph, States: Object.fromEntries(states) };
  };
  return mapGraph(definition, "");
}

/** Calls `visit` for every state, those within Map and Parallel first. */
export function visitStates(definition: unknown, visit: (state: Fields, place: Place) => void): void {
  mapStates(definition, (state, place) => {
    visit(state, place);
    return state;
  });
}

/** Applies `graph` to the graphs in a Map's or Parallel's fields. */
function mapInner(state: Fields, graph: (inner: unknown) => unknown): Fields {
  const changed = { ...state };
  for (const field of ["ItemProcessor", "Iterator"]) {
    if (changed[field] !== undefined) changed[field] = graph(changed[field]);
  }
  if (Array.isArray(changed.Branches)) changed.Branches = changed.Branches.map(graph);
  return changed;
}
