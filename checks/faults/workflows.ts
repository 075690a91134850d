import { booking } from "./booking";
import { messenger } from "./messenger";
import { orders } from "./orders";
import { pipeline } from "./pipeline";
import type { FaultedWorkflow, FaultedWorkflowName } from "./workflow";

const BY_NAME: Record<FaultedWorkflowName, FaultedWorkflow> = { pipeline, messenger, booking, orders };

/** Every workflow that has a fault matrix. */
export const WORKFLOWS: FaultedWorkflow[] = Object.values(BY_NAME);
