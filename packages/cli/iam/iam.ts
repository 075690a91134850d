import { LocalPlace, PURPOSES } from "../../../client/commandLine";
import { EXIT, flag, type Main, textOption, UsageError } from "../../terminal";
import { renderUsage } from "./render";
import type { UsageReport } from "./usageReport";

export const IAM = {
  usage: "workflows iam --local [options]",
  purpose: PURPOSES.iam,
  options: {
    local: flag("the stack that `workflows dev` runs on this machine for the program of the current folder"),
    program: textOption("DIR", "the program's folder, in place of the current one"),
    endpoint: textOption("URL", "the stack at this address"),
    json: flag("print it as JSON"),
  },
} as const;

export const iam: Main<typeof IAM> = async ({ local, program, endpoint }, { output, signal }) => {
  if (!local)
    throw new UsageError("say where: --local; only the stack that workflows dev runs counts what is used");
  const progress = (line: string) => output.progress(line);
  const place = await LocalPlace.open({ program, endpoint, mayStart: false }, progress, signal);
  const report = (await place.iam()) as UsageReport;
  output.result(report, renderUsage(report));
  return EXIT.ok;
};
