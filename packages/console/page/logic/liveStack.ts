import type { Live, StackView } from "../../api";

/** The stack's overview with the counts that a live event brings. */
export function withCounts(stack: StackView, { counts }: Live): StackView {
  if (Object.keys(counts).length === 0) return stack;
  return {
    ...stack,
    machines: stack.machines.map((machine) =>
      counts[machine.arn] ? { ...machine, counts: counts[machine.arn]! } : machine,
    ),
  };
}

/** Whether a live event says that an execution, or one that it started, changed. */
export const concerns = ({ executions }: Live, arns: ReadonlySet<string>): boolean =>
  executions.some(({ arn }) => arns.has(arn));
