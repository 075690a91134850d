import type { GradualRollout } from "./operations";

/** The longest interval, and the longest rollout; CloudFormation gives up on an alias after 36 hours. */
const LONGEST_MINUTES = 2_100;

/** How long a rollout takes, from its first step to its last. */
export function minutesOf({ type, percentage, intervalMinutes }: GradualRollout): number {
  return intervalMinutes * (type === "CANARY" ? 1 : Math.ceil(100 / percentage) - 1);
}

/** @throws Error that names the owner, the field, what was given and what is allowed. */
export function checkRollout(owner: string, rollout: GradualRollout): void {
  for (const [field, most] of [
    ["percentage", 99],
    ["intervalMinutes", LONGEST_MINUTES],
  ] as const) {
    const value = rollout[field];
    if (!Number.isInteger(value) || value < 1 || value > most) {
      throw new Error(`${owner}: rollout.${field} must be a whole number from 1 to ${most}; given: ${value}`);
    }
  }
  const minutes = minutesOf(rollout);
  if (minutes > LONGEST_MINUTES) {
    throw new Error(
      `${owner}: a rollout may take ${LONGEST_MINUTES} minutes; ` +
        `${rollout.percentage} percent every ${rollout.intervalMinutes} minutes takes ${minutes}`,
    );
  }
}
