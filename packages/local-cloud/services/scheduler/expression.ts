/** When a schedule is next due after `after`, both in milliseconds since the epoch; undefined for never again. */
export type NextTime = (after: number) => number | undefined;

const UNITS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads `rate(5 minutes)` or `at(2030-01-31T12:00:00)`
 * ({@link https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html}); undefined for anything else.
 *
 * @param created when the schedule was created: a rate is counted from then.
 */
export function parseExpression(text: string, created: number): NextTime | undefined {
  const rate = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(text);
  if (rate) return every(Number(rate[1]) * UNITS[rate[2]!]!, created);
  const at = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/.exec(text);
  const time = Date.parse(`${at?.[1]}Z`);
  if (Number.isNaN(time)) return undefined;
  return (after) => (time > after ? time : undefined);
}

const every =
  (interval: number, created: number): NextTime =>
  (after) =>
    created + (Math.floor((after - created) / interval) + 1) * interval;
