import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileModels } from "../../../../../packages/local-cloud/services/apiGateway/models/compileModels";
import { readNumbers } from "../../../../../packages/local-cloud/services/apiGateway/readNumbers";

/** What json-schema-validator 2.2.14 answered: `oracles/schema/record.sh` asks it again. */
const groups = JSON.parse(readFileSync(join(__dirname, "modelValidator.json"), "utf8")) as {
  about: string;
  models: Record<string, object>;
  schema: object;
  answers: Record<string, string[]>;
}[];

describe("models as json-schema-validator checks them", () => {
  for (const { about, models, schema, answers } of groups) {
    it(about, () => {
      const schemas = Object.entries({ ...models, Asked: schema }).map(([name, model]): [string, string] => [
        name,
        JSON.stringify(model),
      ]);
      const validate = compileModels("API", new Map(schemas)).get("Asked")!;
      for (const [value, problems] of Object.entries(answers)) {
        assert.deepEqual(validate(JSON.parse(value, readNumbers)), problems, value);
      }
    });
  }
});
