import { bookingScenarios } from "./booking";
import { messengerScenarios } from "./messenger";
import { orderScenarios } from "./orders";
import { kindsOfBlockScenarios, orderOfBlocksScenarios } from "./pipeline";
import type { Scenario } from "./scenario";

/** Every workflow's scenarios, those of one configuration together and those of the whole stack last. */
export const SCENARIOS: Scenario[] = [
  ...orderOfBlocksScenarios,
  ...messengerScenarios,
  ...kindsOfBlockScenarios,
  ...bookingScenarios,
  ...orderScenarios,
];
