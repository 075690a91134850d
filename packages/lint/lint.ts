import { EXIT, type Main, UsageError } from "../terminal";
import type { LINT } from "./command";
import { readFiles } from "./files";
import { lintText } from "./findings";
import { renderFinding, summary } from "./render";
import { sarifOf } from "./sarif";

/** Exit code 1 if there is an error, or more warnings than allowed. */
export const lint: Main<typeof LINT> = async (options, { output, signal }) => {
  if (options.sarif && options.json)
    throw new UsageError("--sarif and --json are both given; allowed: one of them");
  const files = readFiles(options.file);
  const findings = files.flatMap(({ name, text }) => {
    signal.throwIfAborted();
    return lintText(name, text, { type: options.type });
  });
  if (options.sarif) {
    const sarif = sarifOf(findings, process.cwd());
    output.result(sarif, JSON.stringify(sarif, null, 2));
  } else for (const finding of findings) output.result(finding, renderFinding(finding, output.width));
  output.progress(summary(files.length, findings));
  const warnings = findings.filter(({ severity }) => severity === "warning").length;
  return warnings < findings.length || warnings > options["max-warnings"] ? EXIT.failed : EXIT.ok;
};
