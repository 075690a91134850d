import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { Finding } from "./findings";
import { RULES, type RuleId } from "./rules";

const IDS = Object.keys(RULES) as RuleId[];

/**
 * The findings as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), which GitHub and others show beside the
 * code. Files are relative to `directory`, the root of the repository, where they are below it.
 */
export const sarifOf = (findings: readonly Finding[], directory: string): object => ({
  $schema: "https://json.schemastore.org/sarif-2.1.0.json",
  version: "2.1.0",
  runs: [
    {
      tool: { driver: { name: "workflows lint", rules: IDS.map(ruleOf) } },
      columnKind: "utf16CodeUnits",
      results: findings.map((finding) => resultOf(finding, directory)),
    },
  ],
});

function ruleOf(id: RuleId): object {
  const { summary, help, level } = RULES[id];
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: `${summary} ${help}` },
    help: { text: help },
    defaultConfiguration: { level },
  };
}

function resultOf({ file, code, severity, message, pointer, ...at }: Finding, directory: string): object {
  const region = { startLine: at.line, startColumn: at.column, endLine: at.endLine, endColumn: at.endColumn };
  return {
    ruleId: code,
    ruleIndex: IDS.indexOf(code),
    level: severity,
    message: { text: message },
    locations: [
      {
        physicalLocation: { artifactLocation: artifactOf(file, directory), region },
        ...(pointer && { logicalLocations: [{ fullyQualifiedName: pointer }] }),
      },
    ],
  };
}

function artifactOf(file: string, directory: string): object {
  const relative = path.relative(directory, path.resolve(directory, file));
  const isBelow = !relative.startsWith("..") && !path.isAbsolute(relative);
  if (!isBelow) return { uri: pathToFileURL(path.resolve(directory, file)).href };
  return { uri: relative.split(path.sep).map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" };
}
