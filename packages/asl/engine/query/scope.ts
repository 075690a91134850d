import type { Clock } from "../clock";
import type { JsonObject } from "../json";
import type { Json } from "../types";

/** A workflow's variables by name. Immutable: a state that assigns variables creates a new set. */
export type Variables = { readonly [name: string]: Json };

/** What an expression can see while it is evaluated. */
export interface Scope {
  /** `$` of a JSONPath, `$states.input` of a JSONata expression. */
  input: Json;
  /** `$$`, `$states.context`. */
  context: JsonObject;
  variables: Variables;
  /** `$states.result`, where there is one. */
  result?: Json;
  /** `$states.errorOutput`, in a Catch. */
  errorOutput?: Json;
  sources: Sources;
}

/** Where expressions take time and chance from. */
export interface Sources {
  clock: Clock;
  random(): number;
  uuid(): string;
  /** Receives the data between the steps of a state's data flow. */
  inspect?(stage: Stage, value: Json): void;
}

/** The stages of a state's data flow, as `TestState` names them. */
export type Stage =
  | "afterInputPath"
  | "afterParameters"
  | "afterArguments"
  | "afterItemsPath"
  | "afterItemsPointer"
  | "afterItemSelector"
  | "afterItemBatcher"
  | "result"
  | "afterResultSelector"
  | "afterResultPath"
  | "maxConcurrency"
  | "toleratedFailureCount"
  | "toleratedFailurePercentage"
  | "variables";

/** A compiled expression, template or path. */
export type Expression<T = Json> = (scope: Scope) => T | Promise<T>;

export const NO_VARIABLES: Variables = Object.freeze(Object.create(null));
