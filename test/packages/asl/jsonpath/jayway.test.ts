import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileReader } from "../../../../packages/asl/engine/paths/evaluate";
import type { Json } from "../../../../packages/asl/engine/types";
import { compileJsonPath } from "../../../../packages/asl/jsonpath/compile";
import { InvalidPath } from "../../../../packages/asl/jsonpath/errors";

type Answer = { value: Json } | { error: string };

/** What Jayway JsonPath 2.0.0 answered: `oracles/jsonpath/record.sh` asks it again. */
const groups = JSON.parse(readFileSync(join(__dirname, "jayway.json"), "utf8")) as {
  document: Json;
  answers: Record<string, Answer>;
}[];

function read(path: string, document: Json): Answer {
  try {
    return { value: compileReader(compileJsonPath(path))(document) };
  } catch (error) {
    assert.ok(error instanceof InvalidPath, String(error));
    return { error: error.message };
  }
}

/** Only of these errors the text is AWS's. */
const NOT_FOUND = /^PathNotFoundException: |^InvalidPathException: (?=Multi properties)/;

describe("JSONPath as Jayway JsonPath 2.0.0 reads it", () => {
  for (const { document, answers } of groups) {
    for (const [path, expected] of Object.entries(answers)) {
      it(`reads ${JSON.stringify(path)}`, () => {
        const before = JSON.stringify(document);
        const actual = read(path, document);
        if ("value" in expected) assert.deepEqual(actual, expected);
        else if (NOT_FOUND.test(expected.error))
          assert.deepEqual(actual, { error: expected.error.replace(NOT_FOUND, "") });
        else assert.ok("error" in actual, JSON.stringify(actual));
        assert.equal(JSON.stringify(document), before);
      });
    }
  }
});
