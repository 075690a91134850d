import { programOf } from "../../client/commandLine";
import { UsageError } from "../terminal";

/** The program of the current folder. @throws UsageError */
export function programHere(): string {
  const program = programOf(process.cwd());
  if (program === undefined)
    throw new UsageError(
      `there is no Pulumi.yaml in ${process.cwd()} or above; change to the folder of a Pulumi program, or name it: --program DIR`,
    );
  return program;
}
