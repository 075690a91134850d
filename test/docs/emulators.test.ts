import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { USUAL_CONFIG } from "../../checks/scenarios/scenario";
import { type Evaluation, evaluate, loadStackConfig } from "../../packages/local-stack";
import { evaluatedWith } from "../packages/local-stack/stack";
import { blocksOf, page, quoted, rowsOf } from "./pages";

const ROOT = path.join(__dirname, "../..");
const EMULATORS = page("emulators");

/** Where the provider's name of an endpoint is not the module of the resource. */
const ENDPOINTS: Record<string, string> = { cloudwatch: "logs" };

/** A folder with the project, whose program stays where it is, and the page's stack. */
function project(): string {
  const directory = mkdtempSync(path.join(tmpdir(), "emulators-"));
  const file = readFileSync(path.join(ROOT, "Pulumi.yaml"), "utf8");
  const [stack] = blocksOf(EMULATORS, "yaml");
  writeFileSync(
    path.join(directory, "Pulumi.yaml"),
    file.replace("main: index.ts", `main: ${JSON.stringify(path.join(ROOT, "index.ts"))}`),
  );
  writeFileSync(path.join(directory, "Pulumi.local.yaml"), stack!);
  return directory;
}

describe("docs/emulators.md", () => {
  let directory: string;
  let local: Evaluation;

  before(async () => {
    directory = project();
    local = await evaluate({ directory, stack: "local" });
  });

  after(() => rmSync(directory, { recursive: true }));

  it("has a stack with which the program evaluates", () => {
    const machines = local.resources.filter(({ type }) => type === "aws:sfn/stateMachine:StateMachine");
    assert.deepEqual(machines.map(({ name }) => name.replace(/-machine$/, "")).sort(), [
      "messenger",
      "orders",
      "pipeline",
      "pipeline-A",
      "pipeline-review",
      "pipeline-trim",
    ]);
    assert.equal(local.stack, "local");
  });

  it("gives every service of the stack an address", () => {
    const [endpoints] = JSON.parse(loadStackConfig(directory, "local").config["aws:endpoints"]!);
    const needed = local.resources
      .map(({ type }) => /^aws:(\w+)\//.exec(type)?.[1])
      .filter((module) => module !== undefined)
      .map((module) => ENDPOINTS[module] ?? module);
    assert.deepEqual(
      [...new Set(needed)].filter((service) => !endpoints[service]),
      [],
    );
    assert.deepEqual([...new Set(Object.values(endpoints))], ["http://localhost:4566"]);
  });

  it("says what the program needs, and nothing that it does not need", async () => {
    const { resources } = await evaluatedWith("dev", USUAL_CONFIG);
    const needs = rowsOf(EMULATORS, "", "Of", "As")
      .flatMap(({ As }) => quoted(As!))
      .filter((each) => each.startsWith("arn:"));
    const definitions = resources
      .filter(({ type }) => type === "aws:sfn/stateMachine:StateMachine")
      .map(({ inputs }) => String(inputs.definition));
    assert.ok(needs.length > 5);
    assert.deepEqual(
      needs.filter((resource) => !definitions.some((text) => text.includes(`"Resource":"${resource}"`))),
      [],
    );
  });
});
