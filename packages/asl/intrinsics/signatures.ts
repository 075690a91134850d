/** What an intrinsic function takes and returns. */
export interface Signature {
  /** Least and most number of arguments. */
  arity: readonly [least: number, most: number];
  /** Whether its result can be a string. */
  text?: true;
}

/**
 * The intrinsic functions by name
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html}).
 */
export const SIGNATURES = {
  "States.Array": { arity: [0, Number.POSITIVE_INFINITY] },
  "States.ArrayContains": { arity: [2, 2] },
  "States.ArrayGetItem": { arity: [2, 2], text: true },
  "States.ArrayLength": { arity: [1, 1] },
  "States.ArrayPartition": { arity: [2, 2] },
  "States.ArrayRange": { arity: [3, 3] },
  "States.ArrayUnique": { arity: [1, 1] },
  "States.Base64Decode": { arity: [1, 1], text: true },
  "States.Base64Encode": { arity: [1, 1], text: true },
  "States.Format": { arity: [1, Number.POSITIVE_INFINITY], text: true },
  "States.Hash": { arity: [2, 2], text: true },
  "States.JsonMerge": { arity: [3, 3] },
  "States.JsonToString": { arity: [1, 1], text: true },
  "States.MathAdd": { arity: [2, 2] },
  "States.MathRandom": { arity: [2, 3] },
  "States.StringSplit": { arity: [2, 2] },
  "States.StringToJson": { arity: [1, 1] },
  "States.UUID": { arity: [0, 0], text: true },
} as const satisfies Record<string, Signature>;

export type IntrinsicName = keyof typeof SIGNATURES;

export const isIntrinsic = (name: string): name is IntrinsicName => Object.hasOwn(SIGNATURES, name);

export const signatureOf = (name: IntrinsicName): Signature => SIGNATURES[name];
