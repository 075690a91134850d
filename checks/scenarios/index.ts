import { bookingScenarios } from "./booking";
import { messengerScenarios } from "./messenger";
import { orderScenarios } from "./orders";
import { kindsOfBlockScenarios, orderOfBlocksScenarios } from "./pipeline";
import type { Scenario } from "./scenario";

/** The scenarios of every workflow, grouped by configuration; those of the whole stack are last. */
export const SCENARIOS: Scenario[] = [
  ...orderOfBlocksScenarios,
  ...messengerScenarios,
  ...kindsOfBlockScenarios,
  ...bookingScenarios,
  ...orderScenarios,
];
