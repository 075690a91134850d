import { type Option, UsageError } from "../packages/terminal";
import type { WorkflowName } from "../workflows";

/** One of the workflows that a check can try. */
export const workflowOption = <Name extends WorkflowName>(
  names: readonly Name[],
): Option<Name | undefined> => ({
  value: "NAME",
  description: `the one workflow to try: ${names.join(", ")} (default: all)`,
  read(value, name) {
    const workflow = names.find((each) => each === value);
    if (value === undefined || workflow) return workflow;
    throw new UsageError(`${name} is '${value}'; allowed: ${names.join(", ")}`);
  },
});

/** A whole number within bounds. */
export const wholeNumberOption = (
  description: string,
  least: number,
  most: number,
): Option<number | undefined> => ({
  value: "N",
  description,
  read(value, name) {
    if (value === undefined) return undefined;
    if (/^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value);
    throw new UsageError(`${name} is '${value}'; allowed: a whole number from ${least} to ${most}`);
  },
});

/** A file's name. */
export const fileOption = (description: string): Option<string | undefined> => ({
  value: "FILE",
  description,
  read: (value) => value,
});
