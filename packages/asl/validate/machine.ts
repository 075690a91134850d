import { processorConfig } from "./map";
import { integer, longestSeconds, oneOf, text } from "./scalars";
import { type Check, type FieldSpec, object, run } from "./schema";
import { languageOf, type Scope, scopesIn, statesOf } from "./scopes";
import { at, fail, isObject, type Site } from "./site";
import { stateFields } from "./states";
import { checkTransitions } from "./transitions";

const states: Check = (value, site) => {
  if (!isObject(value)) fail(site, "Expected value of type Object");
};

const scopeFields: Record<string, FieldSpec> = {
  Comment: { check: text },
  StartAt: { check: text, required: true },
  States: { check: states, required: true },
};

/** The top level ({@link https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html}). */
const machineFields = object({
  fields: {
    ...scopeFields,
    Version: { check: oneOf("1.0") },
    TimeoutSeconds: { check: integer(1, longestSeconds) },
    QueryLanguage: { check: oneOf("JSONPath", "JSONata") },
  },
});

const branchFields = object({ fields: scopeFields });
const processorFields = object({ fields: { ...scopeFields, ProcessorConfig: { check: processorConfig } } });

/** Every rule that concerns one place: fields, transitions, and the same in the scopes inside. */
export function checkMachine(machine: unknown, site: Site): void {
  noteRaised(machine, site.report);
  run(machineFields, machine, site);
  checkScope(machine, site);
  checkNames(machine, site);
}

/** Notes what Fail states raise, which Catch and Retry anywhere in the machine may then name. */
function noteRaised(scope: unknown, report: Site["report"]): void {
  for (const [, state] of statesOf(scope, report.unknown)) {
    if (isObject(state) && state.Type === "Fail") report.raised.add(state.Error);
    for (const inner of scopesIn(state, report.unknown)) noteRaised(inner.value, report);
  }
}

function checkScope(scope: unknown, site: Site): void {
  for (const [name, value] of statesOf(scope, site.report.unknown)) {
    if (site.report.unknown(value)) continue;
    const there = { ...at(site, `/States/${name}`), language: languageOf(value, site.machineLanguage) };
    checkLanguage(value, there);
    stateFields(value, there);
    for (const inner of scopesIn(value, site.report.unknown)) checkInner(inner, there);
  }
  checkTransitions(scope, site);
}

function checkInner(inner: Scope, state: Site): void {
  const site = { ...at(state, inner.below), language: state.machineLanguage };
  run(inner.kind === "branch" ? branchFields : processorFields, inner.value, site);
  checkScope(inner.value, { ...site, workflowType: childType(inner, site) });
}

/** The items of a distributed Map run in executions of their own type. */
function childType(inner: Scope, site: Site): Site["workflowType"] {
  if (inner.kind !== "distributed" || !isObject(inner.value) || !isObject(inner.value.ProcessorConfig))
    return site.workflowType;
  return inner.value.ProcessorConfig.ExecutionType === "EXPRESS" ? "EXPRESS" : "STANDARD";
}

function checkLanguage(state: unknown, site: Site): void {
  if (isObject(state) && state.QueryLanguage === "JSONPath" && site.machineLanguage === "JSONata") {
    fail(site, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
  }
}

/** Names of states, and labels of Maps, are unique in the whole machine. */
function checkNames(machine: unknown, root: Site): void {
  const { report } = root;
  const names = new Set<string>();
  const labels = new Set<unknown>();
  const visit = (scope: unknown, site: Site): void => {
    for (const [name, state] of statesOf(scope, report.unknown)) {
      const there = at(site, `/States/${name}`);
      if (names.has(name))
        report.add("ERROR", "DUPLICATE_STATE_NAME", `Duplicate State name: ${name}`, there.location);
      names.add(name);
      if (name.length === 0 || name.length > 80) {
        report.add(
          "ERROR",
          "INVALID_STATE_NAME",
          `A state name must have 1 to 80 characters, got ${name.length}`,
          there.location,
        );
      }
      const label = isObject(state) && !report.unknown(state) ? state.Label : undefined;
      if (typeof label === "string" && labels.has(label)) {
        report.add(
          "ERROR",
          "DUPLICATE_LABEL_NAME",
          `Duplicate Label: ${label}`,
          at(there, "/Label").location,
        );
      }
      labels.add(label);
      for (const inner of scopesIn(state, report.unknown)) visit(inner.value, at(there, inner.below));
    }
  };
  visit(machine, root);
}
