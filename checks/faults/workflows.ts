import { booking } from "./booking";
import { messenger } from "./messenger";
import { orders } from "./orders";
import { pipeline } from "./pipeline";
import type { FaultedWorkflow } from "./workflow";

export const WORKFLOWS: FaultedWorkflow[] = [pipeline, messenger, booking, orders];
