import type { Clock } from "../../aws/clock";
import type { Rule } from "./rule";

/**
 * The schedules of rules. They run on the clock in the background: a clock that skips time does not skip to a schedule
 * alone.
 */
export class RuleSchedules {
  /** By the rule's ARN. */
  private readonly cancels = new Map<string, () => void>();

  constructor(
    private readonly clock: Clock,
    /** Receives a rule whenever its schedule is due. */
    private readonly onDue: (rule: Rule, time: number) => void,
  ) {}

  /** Follows the rule's schedule, if it has one and is enabled, from now on. */
  put(rule: Rule): void {
    this.delete(rule.arn);
    if (rule.next && rule.state !== "DISABLED") this.wait(rule, this.clock.now());
  }

  delete(ruleArn: string): void {
    this.cancels.get(ruleArn)?.();
    this.cancels.delete(ruleArn);
  }

  /** Stops all schedules. */
  close(): void {
    for (const arn of [...this.cancels.keys()]) this.delete(arn);
  }

  private wait(rule: Rule, after: number): void {
    const due = rule.next?.(after);
    if (due === undefined) return;
    const fire = () => {
      this.wait(rule, due);
      this.onDue(rule, due);
    };
    this.cancels.set(rule.arn, this.clock.after(due - this.clock.now(), fire, { background: true }));
  }
}
