import { createHash } from "node:crypto";

const ALGORITHMS: Record<string, string> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

/** The hexadecimal digest of a text: `States.Hash`. */
export function hash(text: string, algorithm: string): string {
  const hex = digest(text, algorithm);
  if (hex !== undefined) return hex;
  throw new Error(`the algorithm must be one of ${Object.keys(ALGORITHMS).join(", ")}, but was ${algorithm}`);
}

/** The hexadecimal digest of a text, `undefined` for an algorithm that is not known. */
export function digest(text: string, algorithm: string): string | undefined {
  const name = Object.hasOwn(ALGORITHMS, algorithm) ? ALGORITHMS[algorithm]! : undefined;
  return name && createHash(name).update(text, "utf8").digest("hex");
}

/** A number from 0 to below 1 that depends on the seed alone (the Mulberry32 generator's first). */
export function seededRandom(seed: number): number {
  let state = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
}
