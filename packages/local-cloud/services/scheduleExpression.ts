import { Cron } from "croner";

/** When a schedule is next due after `after`, both in milliseconds since the epoch; undefined for never again. */
export type NextTime = (after: number) => number | undefined;

const UNITS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Reads `rate(5 minutes)`, which is counted from `created`; undefined for anything else. */
export function parseRate(text: string, created: number): NextTime | undefined {
  const rate = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(text);
  if (!rate) return undefined;
  const interval = Number(rate[1]) * UNITS[rate[2]!]!;
  return (after) => created + (Math.floor((after - created) / interval) + 1) * interval;
}

/** Reads `at(2030-01-31T12:00:00)`, a local time of the zone; undefined for anything else. */
export function parseAt(text: string, timeZone: string): NextTime | undefined {
  const time = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/.exec(text)?.[1];
  return time === undefined ? undefined : nextTime(time, timeZone);
}

/** A list of values and ranges with steps. */
function field(value: string, step: string, ...others: string[]): RegExp {
  const item = `(?:\\*|${value}(?:-${value})?)(?:/${step})?`;
  return new RegExp(`^(?:${[`${item}(?:,${item})*`, ...others].join("|")})$`, "i");
}

const HOUR = "(?:[01]?\\d|2[0-3])";
const DAY = "(?:0?[1-9]|[12]\\d|3[01])";
const MONTH = "(?:0?[1-9]|1[0-2]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)";
const WEEKDAY = "(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)";

/** Minutes, hours, day of the month, month, day of the week (1 is Sunday), year. */
const FIELDS = [
  field("[0-5]?\\d", "[0-5]?\\d"),
  field(HOUR, HOUR),
  field(DAY, DAY, "\\?", "L", "LW", `${DAY}W`),
  field(MONTH, "(?:[1-9]|1[0-2])"),
  field(WEEKDAY, "[1-7]", "\\?", "L", `${WEEKDAY}L`, `${WEEKDAY}#[1-5]`),
  field("(?:19[7-9]\\d|2[01]\\d\\d)", "\\d{1,3}"),
];

/**
 * Reads `cron(0 18 ? * MON-FRI *)`
 * ({@link https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html}) in a time zone;
 * undefined for anything else. One of the days must be `?`.
 */
export function parseCron(text: string, timeZone: string): NextTime | undefined {
  const fields = /^cron\((.*)\)$/.exec(text)?.[1]?.trim().split(/ +/) ?? [];
  if (fields.length !== FIELDS.length || !FIELDS.every((each, index) => each.test(fields[index]!))) {
    return undefined;
  }
  const [minutes, hours = "", day, month, weekday, year] = fields;
  if ((day === "?") === (weekday === "?")) return undefined;
  const pattern = [0, minutes, pastMidnight(hours), day, month, weekday === "L" ? "7" : weekday, year];
  return nextTime(pattern.join(" "), timeZone);
}

/** `20-2` as `20-23,0-2` */
const pastMidnight = (hours: string) =>
  hours.replaceAll(/(\d+)-(\d+)/g, (range, from: string, to: string) =>
    Number(from) > Number(to) ? `${from}-23,0-${to}` : range,
  );

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** @returns undefined for a pattern with a value that its field cannot have */
function nextTime(pattern: string, timezone: string): NextTime | undefined {
  let cron: Cron;
  try {
    cron = new Cron(pattern, { paused: true, timezone, alternativeWeekdays: true, sloppyRanges: true });
  } catch {
    return undefined;
  }
  return (after) => cron.nextRun(new Date(after))?.getTime();
}
