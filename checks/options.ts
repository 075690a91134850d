import type { Option } from "../packages/local-stack";
import { UsageError } from "../packages/terminal";
import { isWorkflowName, WORKFLOW_NAMES, type WorkflowName } from "../workflows";

export const workflowOption: Option<WorkflowName | undefined> = {
  value: "NAME",
  description: `the one workflow to try: ${WORKFLOW_NAMES.join(", ")} (default: all)`,
  read(value, name) {
    if (value === undefined || isWorkflowName(value)) return value;
    throw new UsageError(`${name} is '${value}'; allowed: ${WORKFLOW_NAMES.join(", ")}`);
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
