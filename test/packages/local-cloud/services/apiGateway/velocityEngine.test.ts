import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readNumbers } from "../../../../../packages/local-cloud/services/apiGateway/readNumbers";
import { compileTemplate } from "../../../../../packages/local-cloud/services/apiGateway/velocity/template";
import { TemplateSyntaxError } from "../../../../../packages/local-cloud/services/apiGateway/velocity/tokens";
import {
  fromJson,
  TemplateError,
  type Value,
  type ValueMap,
} from "../../../../../packages/local-cloud/services/apiGateway/velocity/value";

type Answer = { text: string } | { error: string };

/** What Velocity 1.7 rendered, with its defaults and as API Gateway configures it: `oracles/velocity/record.sh` asks it again. */
const source = readFileSync(join(__dirname, "velocityEngine.json"), "utf8");
const { answers } = JSON.parse(source) as { answers: Record<string, Answer & { apiGateway?: Answer }> };

/** Where this engine differs. */
const DIFFERENT: ReadonlyMap<string, string> = new Map([
  ["#set($x = 1.0 + 99999999999999999999)$x", "there is no BigDecimal"],
  ["$name.format('%s-%d', 'a', 1)", "String.format is not there"],
  ["$list.hashCode()", "lists and maps have no hash code"],
  ["$map.hashCode()", "lists and maps have no hash code"],
]);

/** Recorded on API Gateway, which prints calls of macros and of `#evaluate`: see `compileTemplate`. */
const isRefused = (template: string) => /#macro\(m|#evaluate/.test(template);

function render(template: string, missing: Value): Answer {
  const { context } = JSON.parse(source, readNumbers) as { context: unknown };
  try {
    return { text: compileTemplate(template).render(fromJson(context) as ValueMap, missing) };
  } catch (error) {
    if (error instanceof TemplateSyntaxError || error instanceof TemplateError)
      return { error: error.message };
    throw error;
  }
}

function check(template: string, missing: Value, expected: Answer): void {
  const actual = render(template, missing);
  if (DIFFERENT.has(template)) assert.notDeepEqual(actual, expected);
  else if ("error" in expected) assert.ok("error" in actual, JSON.stringify(actual));
  else assert.deepEqual(actual, expected);
}

describe("Velocity as Velocity 1.7 renders it", () => {
  for (const [template, { apiGateway, ...velocity }] of Object.entries(answers)) {
    const title = JSON.stringify(template);
    const different = DIFFERENT.get(template);
    it(different ? `not ${title}: ${different}` : title, () => {
      check(template, "", apiGateway ?? velocity);
      if (!isRefused(template)) check(template, null, velocity);
    });
  }

  it("differs in few templates, which are known", () => {
    const templates = new Set(Object.keys(answers));
    for (const template of DIFFERENT.keys()) assert.ok(templates.has(template), template);
    assert.ok(DIFFERENT.size < 0.02 * templates.size, `${DIFFERENT.size} of ${templates.size}`);
  });
});
