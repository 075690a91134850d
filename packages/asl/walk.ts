/** How a state's fields refer to its data. AWS assumes `JSONPath` where a definition names neither. */
export type QueryLanguage = "JSONata" | "JSONPath";

/** A state from any source: its fields, of unknown types. */
export type Fields = Record<string, unknown>;

/** Where a state is in its definition. */
export interface StateLocation {
  name: string;
  /** The names of the states around it, outermost first, and its own: `Ship › Pack`. */
  path: string;
  language: QueryLanguage;
}

/** The fields of a state that hold state machines. */
interface NestingFields<Graph> {
  Branches?: readonly Graph[];
  ItemProcessor?: Graph;
  /** The older name of `ItemProcessor`. */
  Iterator?: Graph;
}

/** The state machines inside a state: the branches of a Parallel, or the processor of a Map. */
export function innerGraphs<Graph>({ Branches, ItemProcessor, Iterator }: NestingFields<Graph>): Graph[] {
  const graphs = [ItemProcessor, Iterator, ...(Array.isArray(Branches) ? Branches : [])];
  return graphs.filter((graph) => graph !== undefined);
}

/**
 * Returns a copy of a definition in which every state is changed, those inside a Map or Parallel before the one around them.
 * @param unknown whether a value is not known yet, such as a Pulumi output: it is left as it is
 */
export function mapStates(
  definition: unknown,
  change: (state: Fields, location: StateLocation) => Fields,
  unknown: (value: unknown) => boolean = () => false,
): unknown {
  const isFields = (value: unknown): value is Fields => isObject(value) && !unknown(value);
  const machine = isFields(definition) ? definition.QueryLanguage : undefined;
  const mapState = (name: string, state: unknown, around: string): unknown => {
    if (!isFields(state)) return state;
    const path = around ? `${around} › ${name}` : name;
    const language = (state.QueryLanguage ?? machine ?? "JSONPath") as QueryLanguage;
    const inside = mapInner(state, (inner) => mapGraph(inner, path));
    return change(inside, { name, path, language });
  };
  const mapGraph = (graph: unknown, around: string): unknown => {
    if (!isFields(graph) || !isFields(graph.States)) return graph;
    const states = Object.entries(graph.States).map(([name, state]) => [name, mapState(name, state, around)]);
    return { ...graph, States: Object.fromEntries(states) };
  };
  return mapGraph(definition, "");
}

/** Calls `visit` for every state, those inside a Map or Parallel before the one around them. */
export function visitStates(
  definition: unknown,
  visit: (state: Fields, location: StateLocation) => void,
  unknown?: (value: unknown) => boolean,
): void {
  mapStates(
    definition,
    (state, location) => {
      visit(state, location);
      return state;
    },
    unknown,
  );
}

/** Applies `graph` to the state machines inside a state. */
function mapInner(state: Fields, graph: (inner: unknown) => unknown): Fields {
  const changed = { ...state };
  for (const field of ["ItemProcessor", "Iterator"]) {
    if (changed[field] !== undefined) changed[field] = graph(changed[field]);
  }
  if (Array.isArray(changed.Branches)) changed.Branches = changed.Branches.map(graph);
  return changed;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
