import { isObject, type Site } from "./site";

/** What transitions stay within: the machine itself, a branch of a Parallel, the processor of a Map. */
export interface Scope {
  /** Its location below the state that holds it: `/Branches[0]`. */
  readonly below: string;
  readonly kind: "branch" | "inline" | "distributed";
  readonly value: unknown;
}

/** The scopes that a state holds. */
export function scopesIn(state: unknown, unknown: Site["report"]["unknown"]): Scope[] {
  if (unknown(state) || !isObject(state)) return [];
  const scopes: Scope[] = [];
  for (const field of ["ItemProcessor", "Iterator"]) {
    const value = state[field];
    if (value !== undefined)
      scopes.push({ below: `/${field}`, kind: isDistributed(value) ? "distributed" : "inline", value });
  }
  const branches = state.Branches;
  if (!unknown(branches) && Array.isArray(branches)) {
    for (const [index, value] of branches.entries())
      scopes.push({ below: `/Branches[${index}]`, kind: "branch", value });
  }
  return scopes;
}

/** The states of a scope, by name. */
export function statesOf(
  scope: unknown,
  unknown: Site["report"]["unknown"],
): [name: string, state: unknown][] {
  if (unknown(scope) || !isObject(scope) || unknown(scope.States) || !isObject(scope.States)) return [];
  return Object.entries(scope.States).filter(([, state]) => state !== undefined);
}

function isDistributed(processor: unknown): boolean {
  return (
    isObject(processor) &&
    isObject(processor.ProcessorConfig) &&
    processor.ProcessorConfig.Mode === "DISTRIBUTED"
  );
}

/** The query language of a state: only the exact word chooses JSONPath. */
export function languageOf(state: unknown, machineLanguage: Site["language"]): Site["language"] {
  if (!isObject(state) || state.QueryLanguage === undefined) return machineLanguage;
  return state.QueryLanguage === "JSONPath" ? "JSONPath" : "JSONata";
}

/** The query language of a machine, JSONPath if it names none. */
export function machineLanguageOf(machine: unknown): Site["language"] {
  return languageOf(machine, "JSONPath");
}
