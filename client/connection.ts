import type { SFNClient } from "@aws-sdk/client-sfn";
import type { Timer } from "./polling";

/** What the typed client's objects share. */
export interface Connection {
  readonly client: SFNClient;
  readonly timer: Timer;
}

/** A definition in the Amazon States Language, as an object or as its JSON. */
export type Definition = object | string;

export const definitionText = (definition: Definition): string =>
  typeof definition === "string" ? definition : JSON.stringify(definition);
