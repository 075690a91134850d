import assert from "node:assert/strict";
import * as path from "node:path";
import { lintText } from "../../../packages/lint/findings";
import { renderFinding } from "../../../packages/lint/render";
import { RULES } from "../../../packages/lint/rules";
import { sarifOf } from "../../../packages/lint/sarif";

const FINDING = {
  file: "order.json",
  line: 1,
  column: 2,
  endLine: 1,
  endColumn: 3,
  severity: "error",
  code: "SCHEMA_VALIDATION_FAILED",
  message: "Field 'x' is not supported",
  pointer: "/States/A",
} as const;

describe("a finding in text", () => {
  it("is wrapped at 80 columns, at a narrower terminal's width, and within long words", () => {
    for (const width of [undefined, 200, 60, 40]) {
      const message = `In the path '${"x".repeat(300)}', ${"something ".repeat(20)}ends`;
      const text = renderFinding({ ...FINDING, message }, width);
      for (const line of text.split("\n")) assert.ok(line.length <= Math.min(width ?? 80, 80), line);
      assert.equal(
        text.replace(/\s/g, ""),
        `order.json:1:2:error:${message}SCHEMA_VALIDATION_FAILED/States/A`.replace(/\s/g, ""),
      );
    }
  });

  it("leaves a long pointer whole, on a line of its own", () => {
    const pointer = `/States/${"A".repeat(100)}`;
    assert.deepEqual(renderFinding({ ...FINDING, pointer }).split("\n"), [
      "order.json:1:2: error: Field 'x' is not supported",
      "    SCHEMA_VALIDATION_FAILED",
      `    ${pointer}`,
    ]);
  });

  it("shows what a terminal would obey", () => {
    const hostile = "\u001b[31m\r\u009b2J\u202e";
    const text = renderFinding({
      ...FINDING,
      file: `${hostile}.json`,
      message: hostile,
      pointer: `/${hostile}`,
    });
    assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\u202e]/u);
    assert.equal(text.split("\\u001b[31m\\u000d\\u009b2J\\u202e").length, 4);
  });

  it("starts its message below a long file name", () => {
    const file = `${"folder/".repeat(12)}x.json`;
    assert.deepEqual(
      renderFinding({ ...FINDING, file })
        .split("\n")
        .slice(0, 2),
      [`${file}:1:2: error: `, "    Field 'x' is not supported"],
    );
  });
});

/** What https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json requires of what is used of it. */
describe("SARIF", () => {
  const findings = lintText(
    "states/a b.json",
    '{"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": []}}}',
  );
  // biome-ignore lint/suspicious/noExplicitAny: parsed JSON
  const sarif = JSON.parse(JSON.stringify(sarifOf(findings, process.cwd()))) as any;
  const [run] = sarif.runs;

  it("has the version, and a rule with help for each code", () => {
    assert.equal(sarif.version, "2.1.0");
    assert.deepEqual(Object.keys(sarif).sort(), ["$schema", "runs", "version"]);
    const { name, rules } = run.tool.driver;
    assert.equal(name, "workflows lint");
    assert.deepEqual(
      rules.map(({ id }: { id: string }) => id),
      Object.keys(RULES),
    );
    for (const { shortDescription, help, defaultConfiguration } of rules) {
      assert.match(shortDescription.text, /^[A-Z].*\.$/);
      assert.match(help.text, /\.$/);
      assert.match(defaultConfiguration.level, /^(error|warning)$/);
    }
  });

  it("names each finding's rule, level, place and pointer", () => {
    assert.equal(run.results.length, findings.length);
    assert.ok(findings.length > 1);
    for (const [index, { ruleId, ruleIndex, level, locations }] of run.results.entries()) {
      const { code, severity, line, column, pointer } = findings[index]!;
      assert.deepEqual([ruleId, level], [code, severity]);
      assert.equal(run.tool.driver.rules[ruleIndex].id, code);
      const { artifactLocation, region } = locations[0].physicalLocation;
      assert.deepEqual(artifactLocation, { uri: "states/a%20b.json", uriBaseId: "%SRCROOT%" });
      assert.deepEqual([region.startLine, region.startColumn], [line, column]);
      assert.ok(region.startColumn >= 1 && region.endColumn >= 1);
      assert.equal(locations[0].logicalLocations?.[0].fullyQualifiedName ?? "", pointer);
    }
  });

  it("names files elsewhere by their address", () => {
    const elsewhere = path.resolve(process.cwd(), "../x.json");
    const [result] = JSON.parse(
      JSON.stringify(sarifOf([{ ...findings[0]!, file: elsewhere }], process.cwd())),
    ).runs[0].results;
    const { uri, uriBaseId } = result.locations[0].physicalLocation.artifactLocation;
    assert.match(uri, /^file:\/\/\/.*\/x\.json$/);
    assert.equal(uriBaseId, undefined);
  });
});
