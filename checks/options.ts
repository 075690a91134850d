import type { Option } from "../packages/local-stack";
import { UsageError } from "../packages/terminal";

/** The workflows that a stack may have. */
export const WORKFLOWS = ["pipeline", "booking", "orders", "messenger"] as const;
export type WorkflowName = (typeof WORKFLOWS)[number];

export const workflowOption: Option<WorkflowName | undefined> = {
  value: "NAME",
  description: `the one workflow to try: ${WORKFLOWS.join(", ")} (default: all)`,
  read(value, name) {
    const workflow = WORKFLOWS.find((each) => each === value);
    if (value !== undefined && !workflow)
      throw new UsageError(`${name} is '${value}'; allowed: ${WORKFLOWS.join(", ")}`);
    return workflow;
  },
};

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
