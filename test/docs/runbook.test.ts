import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { USUAL_CONFIG } from "../../checks/scenarios/scenario";
import type { Evaluation } from "../../packages/local-stack";
import { evaluatedWith } from "../packages/local-stack/stack";
import { page, quoted, rowsOf } from "./pages";

const ROOT = path.join(__dirname, "../..");
const RUNBOOK = page("runbook");
const QUOTED = new Set(quoted(RUNBOOK));

interface Alarm {
  name: string;
  /** Of one metric, or of each that it computes with. */
  metricNames: string[];
}

interface MetricQuery {
  metric?: { metricName: string };
}

const named = ({ resources }: Evaluation, type: string): string[] =>
  resources.filter((resource) => resource.type === type).map(({ name }) => name);

const alarmsOf = ({ resources }: Evaluation): Alarm[] =>
  resources
    .filter(({ type }) => type === "aws:cloudwatch/metricAlarm:MetricAlarm")
    .map(({ name, inputs }) => ({
      name,
      metricNames: inputs.metricName
        ? [String(inputs.metricName)]
        : (inputs.metricQueries as MetricQuery[]).flatMap(({ metric }) => metric?.metricName ?? []),
    }));

const definitionsOf = ({ resources }: Evaluation): string[] =>
  resources
    .filter(({ type }) => type === "aws:sfn/stateMachine:StateMachine")
    .map(({ inputs }) => String(inputs.definition));

/** Every value of the fields of this name, however deep. */
function valuesOf(field: string, node: unknown): unknown[] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => [
    ...(key === field ? [value] : []),
    ...valuesOf(field, value),
  ]);
}

const isLiteral = (value: unknown): value is string => typeof value === "string" && !value.startsWith("{%");

const sources = (...patterns: string[]): string =>
  patterns
    .flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
    .map((file) => readFileSync(path.join(ROOT, file), "utf8"))
    .join("\n");

describe("docs/runbook.md", () => {
  let prod: Evaluation;

  before(async () => {
    prod = await evaluatedWith("prod", USUAL_CONFIG);
  });

  it("names every metric that an alarm in prod watches", () => {
    const alarms = alarmsOf(prod);
    assert.ok(alarms.length > 0);
    const missing = alarms.filter(({ metricNames }) => !metricNames.every((name) => QUOTED.has(name)));
    assert.deepEqual(missing, []);
  });

  it("names what every alarm of prod is about", () => {
    const missing = alarmsOf(prod).filter(({ name, metricNames }) => {
      if (name.endsWith("-rollout")) return !QUOTED.has("*-rollout");
      const ending = metricNames.map((metric) => `-${metric}`).find((each) => name.endsWith(each));
      return !QUOTED.has(ending ? name.slice(0, -ending.length) : name);
    });
    assert.deepEqual(missing, []);
  });

  it("names no function, alarm or dashboard that prod does not have", () => {
    const functions = named(prod, "aws:lambda/function:Function").map((name) =>
      name.replace(/-function$/, ""),
    );
    const known = new Set([
      ...functions,
      ...alarmsOf(prod).map(({ name }) => name),
      ...named(prod, "aws:cloudwatch/dashboard:Dashboard"),
    ]);
    const mentioned = [
      ...rowsOf(RUNBOOK, "Function").flatMap((row) => quoted(row.Function!)),
      ...rowsOf(RUNBOOK, "Alarm").flatMap((row) => quoted(row.Alarm!)),
      ...[...QUOTED].filter((each) => each.endsWith("-dashboard")),
    ];
    assert.ok(mentioned.length >= functions.length);
    assert.deepEqual(
      mentioned.filter((name) => !known.has(name)),
      [],
    );
  });

  it("names no error that the program does not", () => {
    const mentioned = [
      ...rowsOf(RUNBOOK, "Error").flatMap((row) => quoted(row.Error!)),
      ...rowsOf(RUNBOOK, "Function").flatMap((row) => quoted(row["Expected errors"]!)),
    ].filter((name) => /^[A-Z][\w.]+$/.test(name));
    const program = definitionsOf(prod).join("\n") + sources("handlers/**/*.ts", "components/**/*.ts");
    assert.ok(mentioned.length > 20);
    const unknown = mentioned.filter(
      (name) => !new RegExp(`["']${name.replace(".", "\\.")}["']`).test(program),
    );
    assert.deepEqual(unknown, []);
  });

  it("explains every error that the program names", () => {
    const inDefinitions = definitionsOf(prod)
      .map((definition): unknown => JSON.parse(definition))
      .flatMap((definition) => [...valuesOf("Error", definition), ...valuesOf("error", definition)])
      .filter(isLiteral);
    const inHandlers = [...sources("handlers/**/*.ts").matchAll(/\b(?:named|refuse)\(\s*"([A-Z]\w+)"/g)].map(
      (match) => match[1]!,
    );
    assert.ok(inDefinitions.includes("OrderNotStored") && inHandlers.includes("OrderActive"));
    const missing = [...inDefinitions, ...inHandlers].filter((name) => !QUOTED.has(name));
    assert.deepEqual([...new Set(missing)], []);
  });

  it("gives the machines' actual timeouts", () => {
    const timeouts = Object.fromEntries(
      prod.resources
        .filter(({ type }) => type === "aws:sfn/stateMachine:StateMachine")
        .map(({ name, inputs }) => [
          name.replace(/-machine$/, ""),
          JSON.parse(String(inputs.definition)).TimeoutSeconds,
        ]),
    );
    assert.deepEqual(timeouts, {
      booking: undefined,
      messenger: undefined,
      orders: 3600,
      pipeline: 3 * 300 + 300,
      "pipeline-A": 300,
      "pipeline-review": 300,
      "pipeline-trim": 300,
    });
    assert.match(RUNBOOK, /`orders` 3,600 s, a block 300 s, `pipeline` the blocks' sum and 300 s/);
  });
});
