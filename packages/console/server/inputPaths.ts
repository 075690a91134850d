/** Of one state machine. */
const MOST_PATHS = 20;

const PATH = "((?:\\.[A-Za-z_]\\w*)+)";
const IN_JSONATA = new RegExp(`\\$states\\.input${PATH}`, "g");
const IN_JSONPATH = new RegExp(`(?<![\\w$])\\$${PATH}`, "g");
const IN_CONTEXT = new RegExp(`\\$(?:states\\.context|\\$)\\.Execution\\.Input${PATH}`, "g");

/** The fields of a JSONPath state whose paths are not in its input. */
const NOT_OF_INPUT = ["ResultPath", "ResultSelector", "OutputPath", "Catch", "Retry", "Assign"];
/** What is inside a state has an input of its own. */
const INNER = ["Branches", "ItemProcessor", "Iterator"];

interface Definition {
  StartAt: string;
  States: Record<string, Record<string, unknown>>;
  QueryLanguage?: string;
}

/**
 * The members of an execution's input that a definition reads by name, as paths such as `order.id`: in its first state, and in any
 * state by the context. What only a function, or another state machine, reads of it is not seen.
 */
export function inputPaths(text: string): string[] {
  const definition = JSON.parse(text) as Definition;
  const first = definition.States[definition.StartAt] ?? {};
  const jsonata = (first.QueryLanguage ?? definition.QueryLanguage) === "JSONata";
  const paths = jsonata ? found(IN_JSONATA, without(first, INNER)) : pathsOfJsonPath(first);
  return deepest([...paths, ...found(IN_CONTEXT, text)]).slice(0, MOST_PATHS);
}

/** With an `InputPath`, the other paths begin at what that names. */
function pathsOfJsonPath(state: Record<string, unknown>): string[] {
  const { InputPath } = state;
  if (typeof InputPath === "string" && InputPath !== "$") return found(IN_JSONPATH, InputPath);
  return found(IN_JSONPATH, without(state, [...NOT_OF_INPUT, ...INNER]));
}

const without = (state: Record<string, unknown>, fields: readonly string[]): string =>
  JSON.stringify(Object.fromEntries(Object.entries(state).filter(([name]) => !fields.includes(name))));

const found = (pattern: RegExp, text: string): string[] =>
  [...text.matchAll(pattern)].map(([, path]) => path!.slice(1));

/** Without repeats, and without what has a member that is read. */
function deepest(paths: readonly string[]): string[] {
  const all = [...new Set(paths)];
  return all.filter((path) => !all.some((other) => other.startsWith(`${path}.`)));
}
