import type { QueryLanguage } from "../walk";
import { expressionOf, parseExpression } from "./jsonata";
import { builtInFunctions } from "./jsonata-analysis";
import { languageOf, machineLanguageOf, scopesIn, statesOf } from "./scopes";
import { isObject } from "./site";
import { selectorVariables } from "./template";

/** Fields whose content belongs to other states, or is not evaluated. */
const notEvaluated = new Set([
  "Branches",
  "ItemProcessor",
  "Iterator",
  "Result",
  "Resource",
  "Comment",
  "Next",
  "Default",
]);

/** A variable that a state reads, and where. */
export interface Reference {
  variable: string;
  /** Below the state: `/Parameters/id.$`. */
  below: string;
}

type Unknown = (value: unknown) => boolean;

/** The variables that a state reads itself, not those of the states inside it. */
export function referencesOf(state: unknown, language: QueryLanguage, unknown: Unknown): Reference[] {
  if (unknown(state) || !isObject(state)) return [];
  return Object.entries(state)
    .filter(([field]) => !notEvaluated.has(field))
    .flatMap(([field, value]) => [...referencesIn(value, field, `/${field}`, language, unknown)]);
}

function* referencesIn(
  value: unknown,
  field: string,
  below: string,
  language: QueryLanguage,
  unknown: Unknown,
): Generator<Reference> {
  if (unknown(value)) return;
  if (typeof value === "string") {
    for (const variable of variablesIn(value, field, language)) yield { variable, below };
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      yield* referencesIn(item, field, `${below}[${index}]`, language, unknown);
  } else if (isObject(value)) {
    for (const [name, item] of Object.entries(value))
      yield* referencesIn(item, name, `${below}/${name}`, language, unknown);
  }
}

function variablesIn(text: string, field: string, language: QueryLanguage): string[] {
  if (language === "JSONPath") {
    const selects = field.endsWith(".$") || field.endsWith("Path") || field === "Variable";
    return selects ? selectorVariables(text) : [];
  }
  const source = expressionOf(text);
  const analysis = source === undefined ? "" : parseExpression(source);
  if (typeof analysis === "string") return [];
  return [...analysis.variables].filter(
    (name) => name !== "states" && name !== "$" && !builtInFunctions.has(name),
  );
}

/**
 * The variables that each state reads, in the shape of DescribeStateMachine's `variableReferences`: states that read
 * none are left out
 * ({@link https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html}).
 */
export function variableReferences(definition: unknown): Record<string, string[]> {
  const machineLanguage = machineLanguageOf(definition);
  const references: Record<string, string[]> = {};
  const visit = (scope: unknown): void => {
    for (const [name, state] of statesOf(scope, known)) {
      const variables = referencesOf(state, languageOf(state, machineLanguage), known).map(
        ({ variable }) => variable,
      );
      if (variables.length > 0) references[name] = [...new Set(variables)].sort();
      for (const inner of scopesIn(state, known)) visit(inner.value);
    }
  };
  visit(definition);
  return references;
}

const known: Unknown = () => false;
