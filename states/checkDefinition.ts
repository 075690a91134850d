import { type Diagnostic, validate } from "../packages/asl";
import type { StateMachineDefinition } from "./aslStates";
import { DefinitionError, type DefinitionOwner } from "./definitionError";
import { isObject, isUnresolved } from "./inputs";

/** The component whose definition is checked, and the type of its state machine. */
export interface CheckDefinitionOptions extends DefinitionOwner {
  /** The type of the state machine; an EXPRESS one cannot wait for jobs and callbacks. Default: `STANDARD`. */
  type?: "STANDARD" | "EXPRESS";
}

/**
 * Checks a definition before anything is deployed, for what AWS would reject and what would fail in every execution. Outputs
 * and promises are accepted anywhere.
 *
 * @returns warnings of what AWS accepts, and reads in another way than it looks: each names the state and the field.
 * @throws DefinitionError that lists every problem with its state and field.
 */
export function checkDefinition(
  definition: StateMachineDefinition,
  options: CheckDefinitionOptions,
): readonly string[] {
  const { component, name, type } = options;
  const diagnostics = validate(definition, {
    type,
    strict: true,
    unknown: isUnresolved,
    severity: "WARNING",
  });
  const described = (wanted: Diagnostic["severity"]) => {
    const found = diagnostics.filter(({ severity }) => severity === wanted);
    return [...new Set(found.map((diagnostic) => describe(definition, diagnostic)))];
  };
  const problems = described("ERROR");
  if (problems.length > 0)
    throw new DefinitionError({ component, name }, "its state machine definition is invalid:", problems);
  return described("WARNING");
}

function describe(definition: unknown, { code, message, location }: Diagnostic): string {
  const { path, field, names } = locate(definition, location ?? "");
  const where = [
    path.length > 0 ? `state "${path.join(" › ")}"` : undefined,
    field === "" ? undefined : `field ${field}`,
  ].filter((part) => part !== undefined);
  const dangling = code === "MISSING_TRANSITION_TARGET" && /(^|\/)(StartAt|Next|Default)$/.test(field);
  const allowed = dangling && names.length > 0 ? ` (there are: ${names.join(", ")})` : "";
  return `${where.length > 0 ? `${where.join(", ")}: ` : ""}${message}${allowed}`;
}

/** What a location means. */
interface Located {
  /** The states, outermost first. */
  path: string[];
  /** The field of the last one, or of the definition. */
  field: string;
  /** The states that the field can name. */
  names: string[];
}

/** Reads a location such as `/States/Ship all/ItemProcessor/States/Ship/Next`. A name may itself contain slashes. */
function locate(definition: unknown, location: string): Located {
  const path: string[] = [];
  let field = location.replace(/^\//, "");
  let states = statesOf(definition);
  for (;;) {
    const name = stateIn(field, states);
    if (name === undefined) return { path, field, names: Object.keys(states) };
    path.push(name);
    field = field.slice(`States/${name}/`.length);
    const inner = /^(?:(ItemProcessor|Iterator)|Branches\[(\d+)\])\/(?=States\/|StartAt$)/.exec(field);
    if (!inner) return { path, field, names: Object.keys(states) };
    const state = states[name];
    const { Branches, ...others } = isObject(state) ? state : {};
    const [matched, processor, branch] = inner;
    states = statesOf(
      processor ? others[processor] : Array.isArray(Branches) ? Branches[Number(branch)] : undefined,
    );
    if (field === `${matched}StartAt`) return { path, field, names: Object.keys(states) };
    field = field.slice(matched.length);
  }
}

const statesOf = (graph: unknown): Record<string, unknown> =>
  isObject(graph) && isObject(graph.States) ? graph.States : {};

/** The state that a location begins with; if two match, the longer one. */
function stateIn(location: string, states: Record<string, unknown>): string | undefined {
  return Object.keys(states)
    .filter((name) => `${location}/`.startsWith(`States/${name}/`))
    .sort((one, other) => other.length - one.length)[0];
}
