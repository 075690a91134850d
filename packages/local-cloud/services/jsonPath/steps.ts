import type { Json } from "../../../asl/engine";

/** The condition of a `[?(…)]` step. */
export type Filter = (item: Json, root: Json) => boolean;

/** One step of a JSONPath. */
export type Step =
  | { kind: "names"; names: string[] }
  | { kind: "indexes"; indexes: number[] }
  | { kind: "slice"; from?: number; to?: number; step: number }
  | { kind: "wildcard" }
  | { kind: "descend" }
  | { kind: "filter"; filter: Filter }
  | { kind: "function"; name: string };
