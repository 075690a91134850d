import { UsageError } from "../../packages/terminal";
import { isWorkflowName, WORKFLOW_NAMES, type WorkflowName } from "../../workflows";

/** @throws UsageError for a name that no workflow has. */
export function workflowNamed(name: string): WorkflowName {
  if (isWorkflowName(name)) return name;
  throw new UsageError(`there is no workflow "${name}"; allowed: ${WORKFLOW_NAMES.join(", ")}`);
}
