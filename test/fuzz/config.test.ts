import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import * as fc from "fast-check";
import { load } from "js-yaml";
import { type ConfigSource, readSettings } from "../../config";
import { assertMessage, assertUnpolluted } from "./answers";
import { fuzz } from "./fuzz";
import { anyText, anyValue, PROTOTYPE_NAMES, write } from "./values";

const NAME = "sfn-workflows";

/** Every key with its default, as `Pulumi.yaml` declares it. */
const DECLARED = (
  load(readFileSync(path.join(__dirname, "../../Pulumi.yaml"), "utf8")) as {
    config: Record<string, { default?: unknown } | undefined>;
  }
).config;

const DEFAULTS = new Map(
  Object.entries(DECLARED).map(([key, declaration]) => {
    const value = declaration?.default;
    return [key.replace(`${NAME}:`, ""), typeof value === "string" ? value : JSON.stringify(value ?? "")];
  }),
);
const KEYS = [...DEFAULTS.keys()];

const source = (changes: ReadonlyMap<string, string>): ConfigSource => {
  const values = new Map([...DEFAULTS, ...changes]);
  return { name: NAME, keys: [...values.keys()], get: (key) => values.get(key) };
};

/** Values in a configuration: values for another key, texts of any kind, and JSON of any kind. */
const anySetting = fc.oneof(
  fc.constantFrom("true", "True", "1", "0", "-1", "1e3", "0x10", " 5", "5.0", "99999", "[]", '["pipeline"]'),
  fc.constantFrom(...PROTOTYPE_NAMES.map((name) => `["${name}"]`), '["A","A"]', '["A",null]', "a@b.c"),
  fc.constantFrom("ALL", "CANARY", "LINEAR", "AWS_IAM", "a@b", "a@b.c\nbcc: d@e.f"),
  anyText,
  anyValue.map(write),
);

describe("fuzz of the stack's configuration", () => {
  it("has a default of every key", () => assert.doesNotThrow(() => readSettings(source(new Map()))));

  /** Accepts a configuration, or rejects it with an error that names each wrong key. */
  const read = (changes: ReadonlyMap<string, string>) => {
    try {
      const settings = readSettings(source(changes));
      for (const value of Object.values(settings)) assert.ok(!Number.isNaN(value));
    } catch (error) {
      const { name, message } = error as Error;
      assert.ok((error as { __pulumiRunError?: boolean }).__pulumiRunError, `${name}: ${message}`);
      assertMessage(message, [...changes].flat().join());
      const named = [...changes.keys()].some((key) => message.includes(`${NAME}:${key}`));
      assert.ok(named, `does not name the wrong key: ${message}`);
    }
    assertUnpolluted();
  };

  for (const key of KEYS) {
    fuzz(`accepts or rejects ${key}`, 30, anySetting, (value) => read(new Map([[key, value]])));
  }

  fuzz(
    "accepts or rejects any combination of keys",
    200,
    fc.array(fc.tuple(fc.oneof(fc.constantFrom(...KEYS), anyText), anySetting), { maxLength: 4 }),
    (pairs) => read(new Map(pairs)),
  );
});
