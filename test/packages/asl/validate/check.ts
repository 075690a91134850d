import assert from "node:assert/strict";
import { type Diagnostic, type ValidateOptions, validate } from "../../../../packages/asl/validate";

export type Json = Record<string, unknown>;

/** A machine with one state `S`, and an `End` where the state has no transition. */
export function machineOf(state: Json, top: Json = {}): Json {
  const ends =
    ["Succeed", "Fail", "Choice"].includes(String(state.Type)) || "Next" in state || "End" in state;
  return { StartAt: "S", States: { S: ends ? state : { ...state, End: true } }, ...top };
}

export const jsonata = { QueryLanguage: "JSONata" };

/** A finding in one line: `<code> <message> at <location>`. */
export function lines(diagnostics: Diagnostic[]): string[] {
  return diagnostics.map(({ code, message, location }) => `${code} ${message} at ${location}`);
}

/** One row of a table: a definition and what is found, each line in full or as a pattern. */
export type Row = [name: string, definition: unknown, found: (string | RegExp)[], options?: ValidateOptions];

export function table(rows: Row[], defaults: ValidateOptions = {}): void {
  for (const [name, definition, found, options] of rows) {
    it(name, () => {
      const actual = lines(validate(definition, { ...defaults, ...options }));
      assert.equal(
        actual.length,
        found.length,
        `expected ${found.length} findings, got:\n${actual.join("\n")}`,
      );
      for (const [index, expected] of found.entries()) {
        if (typeof expected === "string") assert.equal(actual[index], expected);
        else assert.match(actual[index] ?? "", expected);
      }
    });
  }
}

/** The finding with AWS's general code. */
export const schema = (message: string, location: string): string =>
  `SCHEMA_VALIDATION_FAILED ${message} at ${location}`;
