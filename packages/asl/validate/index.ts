import { type Diagnostic, levelOf } from "./diagnostic";
import { readJson } from "./json";
import { checkMachine } from "./machine";
import { machineLanguageOf } from "./scopes";
import { isObject, Report, type Site } from "./site";
import { checkVariables } from "./variables";

export {
  awsCodes,
  type Code,
  type Diagnostic,
  formatDiagnostics,
  levelOf,
  type StrictCode,
  strictCodes,
} from "./diagnostic";
export { integrations } from "./integrations";
export { variableReferences } from "./references";

export interface ValidateOptions {
  /** The type of the workflow. Default: `STANDARD`. */
  type?: "STANDARD" | "EXPRESS";
  /** Whether a value is not known yet, such as a Pulumi output: it satisfies every rule. Default: all values are known. */
  unknown?: (value: unknown) => boolean;
  /** Whether to apply the rules that Step Functions does not have, too (`strictCodes`). Default: `false`. */
  strict?: boolean;
  /** The least severity to report. Default: `ERROR`, as in ValidateStateMachineDefinition. */
  severity?: Diagnostic["severity"];
}

/** The largest definition that Step Functions takes, in bytes. */
const largest = 1_048_576;

/**
 * What is wrong with a definition, given as JSON text or as a value: what CreateStateMachine would reject, and, if
 * `strict`, what would fail in every execution. An empty result means that it is accepted.
 *
 * ```ts
 * validate({ StartAt: "Greet", States: { Greet: { Type: "Pass", Next: "Leave" } } });
 * // [{ severity: "ERROR", code: "MISSING_TRANSITION_TARGET", message: "Missing 'Next' target: Leave", location: "/States/Greet/Next" }, …]
 * ```
 */
export function validate(definition: unknown, options: ValidateOptions = {}): Diagnostic[] {
  const { type = "STANDARD", unknown = () => false, strict = false, severity = "ERROR" } = options;
  const report = new Report(unknown);
  const machine = typeof definition === "string" ? parse(definition, report) : definition;
  if (isObject(machine) && !unknown(machine)) {
    const language = machineLanguageOf(machine);
    const site: Site = { location: "/", language, machineLanguage: language, workflowType: type, report };
    checkMachine(machine, site);
    if (strict) checkVariables(machine, site);
  } else if (!unknown(machine) && (machine !== undefined || report.diagnostics.length === 0)) {
    report.add("ERROR", "SCHEMA_VALIDATION_FAILED", "Definition must be a valid JSON object");
  }
  return report.diagnostics.filter(
    (diagnostic) =>
      (strict || levelOf(diagnostic) === "aws") &&
      (severity === "WARNING" || diagnostic.severity === "ERROR"),
  );
}

function parse(text: string, report: Report): unknown {
  const size = Buffer.byteLength(text);
  if (size > largest) {
    report.add(
      "ERROR",
      "SCHEMA_VALIDATION_FAILED",
      `Definition must not be larger than ${largest} bytes, got ${size}`,
    );
    return undefined;
  }
  if (text.trim() === "") return undefined;
  const read = readJson(text);
  if ("message" in read) {
    report.add("ERROR", "INVALID_JSON_DESCRIPTION", read.message, read.location);
    return undefined;
  }
  for (const { name, location } of read.duplicates) {
    report.add("ERROR", "DUPLICATE_FIELD", `Duplicate field '${name}': only the last one counts`, location);
  }
  return read.value;
}
