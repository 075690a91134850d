import type { Clock } from "../../../aws/clock";
import type { QuotaSettings } from "../resources";

const DAY_MS = 24 * 3600 * 1000;

/** Counts the requests of each period. A period begins at midnight UTC: of each day, each Sunday, or the first of a month. */
export class Quotas {
  private readonly used = new Map<string, { period: number; firstPeriod: number; count: number }>();

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /** Counts one request if the quota of that name allows it. */
  take(name: string, { limit, offset, period }: QuotaSettings): boolean {
    const start = startOf(period, this.clock.now());
    const before = this.used.get(name);
    const firstPeriod = before?.firstPeriod ?? start;
    const count = before?.period === start ? before.count : 0;
    const allowed = count < (start === firstPeriod ? limit - offset : limit);
    this.used.set(name, { period: start, firstPeriod, count: allowed ? count + 1 : count });
    return allowed;
  }
}

function startOf(period: QuotaSettings["period"], time: number): number {
  const date = new Date(time);
  const day = Math.floor(time / DAY_MS) * DAY_MS;
  if (period === "DAY") return day;
  if (period === "WEEK") return day - date.getUTCDay() * DAY_MS;
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}
