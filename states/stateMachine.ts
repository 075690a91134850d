import type { ChoiceRule } from "./aslChoice";
import type { State, StateMachineDefinition } from "./aslStates";

/**
 * Returns a state machine definition unchanged, and has the compiler check it: the types of all fields, that every
 * `StartAt`, `Next` and `Default` names a state of the same graph, also inside Map and Parallel, that states have a `Next` or end, that no
 * field is misspelled, and that the query language is named where states are written in JSONata. What types cannot say, `checkDefinition` checks when the program runs.
 *
 * ```ts
 * stateMachine({
 *   QueryLanguage: "JSONata",
 *   StartAt: "Charge",
 *   States: {
 *     Charge: lambdaInvoke({ FunctionName: charge, Payload: "{% $states.input %}" }, { Next: "Ship" }),
 *     Ship: sqsSendMessage({ QueueUrl: queue.url, MessageBody: "{% $states.input %}" }, { End: true }),
 *   },
 * });
 * ```
 *
 * For a definition without literal types (read from a file, imported from JSON) see {@link definitionFromJson}.
 */
export function stateMachine<const D extends StateMachineDefinition>(
  definition: [D] extends [Checked<D>] ? D : Checked<D>,
): D {
  return definition as D;
}

/**
 * Accepts a definition without a useful type: the text of an `.asl.json` file, or a parsed or imported JSON.
 *
 * @throws Error if it is not a JSON object with `States`.
 */
export function definitionFromJson(json: unknown): StateMachineDefinition {
  const value: unknown = typeof json === "string" ? parse(json) : json;
  if (typeof value === "object" && value !== null && "States" in value)
    return value as StateMachineDefinition;
  throw new Error("A state machine definition must be a JSON object with StartAt and States.");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`A state machine definition must be JSON: ${(error as Error).message}`, { cause: error });
  }
}

/** The definition `D` as it should be. States with `Arguments` are JSONata, which AWS does not assume by default. */
type Checked<D> = CheckedStates<D> &
  ("QueryLanguage" extends keyof D
    ? unknown
    : "States" extends keyof D
      ? [StatesWithArguments<D["States"]>] extends [never]
        ? unknown
        : { readonly QueryLanguage: "JSONata" }
      : unknown);

type StatesWithArguments<S> = {
  [N in keyof S]: "Arguments" extends keyof S[N] ? ("QueryLanguage" extends keyof S[N] ? never : N) : never;
}[keyof S];

/** The graph `G` with every target that names no state replaced by the names that exist. */
type CheckedStates<G> = {
  [F in keyof G]: F extends "StartAt"
    ? "States" extends keyof G
      ? Target<G[F], G["States"]>
      : G[F]
    : F extends "States"
      ? { [N in keyof G[F]]: CheckedState<G[F][N], G[F]> & Onward<G[F][N], G[F]> }
      : G[F];
};

type CheckedState<St, S> = {
  [F in keyof St]: F extends FieldsOf<St>
    ? F extends "Next" | "Default"
      ? Target<St[F], S>
      : F extends "Choices" | "Catch"
        ? CheckedRules<St[F], S, F>
        : F extends "Branches"
          ? CheckedBranches<St[F]>
          : F extends "ItemProcessor" | "Iterator"
            ? CheckedStates<St[F]>
            : St[F]
    : NoSuchField<F>;
};

type CheckedBranches<Branches> = { [I in keyof Branches]: CheckedStates<Branches[I]> };

type CheckedRules<Rules, S, In> = { [I in keyof Rules]: CheckedRule<Rules[I], S, In> };

type CheckedRule<R, S, In> = {
  [F in keyof R]: F extends "Next"
    ? Target<R[F], S>
    : In extends "Choices"
      ? F extends KeyOfAny<ChoiceRule>
        ? R[F]
        : NoSuchField<F>
      : R[F];
};

/** A target that exists, or whose literal type is not known, stays; any other becomes the names that exist. */
type Target<Value, S> = string extends Value
  ? Value
  : Value extends keyof S
    ? Value
    : Extract<keyof S, string>;

/** A state with neither `Next` nor `End` must have a `Next`. */
type Onward<St, S> = St extends { readonly Type: "Task" | "Pass" | "Wait" | "Map" | "Parallel" }
  ? "Next" extends keyof St
    ? unknown
    : "End" extends keyof St
      ? unknown
      : { readonly Next: Extract<keyof S, string> }
  : unknown;

type FieldsOf<St> = St extends { readonly Type: infer T } ? keyof Extract<State, { Type: T }> : keyof St;

type KeyOfAny<Union> = Union extends unknown ? keyof Union : never;

type NoSuchField<F> = `there is no field ${F & string} here`;
