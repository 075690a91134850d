import type { Argv } from "yargs";
import { UsageError } from "../../packages/terminal";
import { DEFAULT_ENDPOINT } from "./localPlace";

/** The options of every command, at the end of its help. */
export const withPlace = <T>(yargs: Argv<T>) =>
  yargs
    .option("stack", { type: "string", requiresArg: true, describe: "a Pulumi stack, deployed to AWS" })
    .option("local", {
      type: "boolean",
      describe: "the local cloud (npm run local); if none runs, one for this command",
    })
    .option("endpoint", {
      type: "string",
      requiresArg: true,
      describe: `the local cloud's endpoint [default: ${DEFAULT_ENDPOINT}]`,
    })
    .option("json", { type: "boolean", default: false, describe: "results as JSON, one per line" })
    .group(["stack", "local", "endpoint"], "Where (--stack or --local is needed):");

/** @throws UsageError unless the option is a number above 0. */
export function positive<T extends number | undefined>(option: string, value: T): T {
  if (value === undefined || value > 0) return value;
  throw new UsageError(`--${option} is not a number above 0`);
}

/** Seconds to wait. */
export const timeoutOption = {
  type: "number",
  requiresArg: true,
  coerce: (seconds: number | undefined) => positive("timeout", seconds),
} as const;

/** Indefinitely if nothing is given. */
export const milliseconds = (seconds: number | undefined): number =>
  seconds === undefined ? Number.POSITIVE_INFINITY : seconds * 1_000;
