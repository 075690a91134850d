declare global {
  interface JSON {
    /** A value that `JSON.stringify` writes as this text ({@link https://github.com/tc39/proposal-json-parse-with-source}). */
    rawJSON(text: string): unknown;
  }
}

/**
 * A number that JavaScript would change: `12345678901234567890` is rounded, `1.0` and `1e3` are written as `1` and `1000`. It goes
 * through a state machine in the place of a number, and is written as it was read; what computes with it takes its `value`.
 */
export class ExactNumber {
  /** Whether there has been any: nothing has to be looked for before. */
  static used = false;

  constructor(readonly text: string) {
    ExactNumber.used = true;
  }

  get value(): number {
    return Number(this.text);
  }

  toJSON(): unknown {
    return JSON.rawJSON(this.text);
  }
}

/** The number itself, or the closest to an exact one; `undefined` for anything else. */
export function doubleOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return value instanceof ExactNumber ? value.value : undefined;
}
