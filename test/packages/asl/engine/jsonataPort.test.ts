import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../../../../packages/asl/engine";
import { machineOf, run } from "./harness";

type Answer = { value: Json } | { nothing: true } | { error: string };

/** What the Java port of JSONata answered: `oracles/jsonata/record.sh` asks it again. */
const groups = JSON.parse(readFileSync(join(__dirname, "jsonataPort.json"), "utf8")) as {
  input: Json;
  answers: Record<string, Answer>;
}[];

/** Where the port differs from JSONata's documentation, which the engine follows: what Step Functions answers was not measured. */
const PORT_ALONE: ReadonlyMap<string, string> = new Map([
  ["$states.input.orders.lines^(price).sku", "it does not sort whole numbers among others"],
  ["$states.input.orders.lines^(>price, sku).sku", "it does not sort whole numbers among others"],
  ["$number(' 1')", "it ignores blanks"],
  ["$match('aaa', /a/, 2).index", "it returns all matches"],
  ["$encodeUrl('http://x/a b?c=d')", "it encodes nothing in a URL with a query"],
  ["$distinct([{'a': 1}, {'a': 1}])", "it unwraps a list of one"],
  ["[1] in [[1]]", "it compares lists by their items"],
]);

async function answerOf(expression: string, input: Json): Promise<Answer> {
  const definition = machineOf({ Type: "Pass", Output: { v: `{% ${expression} %}` } }, "JSONata");
  try {
    const { result } = await run(definition, input);
    if (result.status === "SUCCEEDED") {
      const { v } = JSON.parse(JSON.stringify(result.output)) as { v: Json };
      return { value: v };
    }
    const { cause = "" } = result;
    return cause.endsWith("returned nothing (undefined).") ? { nothing: true } : { error: cause };
  } catch (error) {
    // What is no expression is rejected when the definition is compiled.
    return { error: (error as Error).message };
  }
}

describe("JSONata as its Java port evaluates it", () => {
  for (const { input, answers } of groups) {
    for (const [expression, expected] of Object.entries(answers)) {
      const alone = PORT_ALONE.get(expression);
      it(alone ? `not ${expression}: ${alone}` : `evaluates ${expression}`, async () => {
        const actual = await answerOf(expression, input);
        if (alone) assert.notDeepEqual(actual, expected);
        else if (!("error" in expected)) assert.deepEqual(actual, expected);
        else {
          assert.ok("error" in actual, JSON.stringify(actual));
          const [code] = /^[TD]\d{4}(?=: )/.exec(expected.error) ?? [];
          assert.ok(actual.error.includes(code ?? ""), `${code} is not in ${actual.error}`);
        }
      });
    }
  }

  it("knows which expressions the port evaluates in another way", () => {
    const asked = new Set(groups.flatMap(({ answers }) => Object.keys(answers)));
    for (const expression of PORT_ALONE.keys()) assert.ok(asked.has(expression), expression);
  });
});
