/** Times, amounts and texts as they are shown. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `85 ms`, `1.25 s`, `5 min 3 s`, `2 h 0 min`, `3 d 4 h`. */
export function duration(milliseconds: number): string {
  const ms = Math.max(0, Math.round(milliseconds));
  if (ms < SECOND) return `${ms} ms`;
  if (ms < MINUTE) return `${Number((ms / SECOND).toFixed(ms < 10 * SECOND ? 2 : 1))} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ${Math.floor((ms % MINUTE) / SECOND)} s`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ${Math.floor((ms % HOUR) / MINUTE)} min`;
  return `${Math.floor(ms / DAY)} d ${Math.floor((ms % DAY) / HOUR)} h`;
}

const two = (value: number) => String(value).padStart(2, "0");

/** `14:03:09.120`, in the reader's time zone. */
export function timeOfDay(time: number): string {
  const date = new Date(time);
  const ms = String(date.getMilliseconds()).padStart(3, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`;
}

/** `2026-11-29 14:03:09`, in the reader's time zone. */
export function dateTime(time: number): string {
  const date = new Date(time);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${timeOfDay(time).slice(0, 8)}`;
}

/** The value of an `<input type="datetime-local">`, and back. */
export const toInputTime = (time: number | undefined): string =>
  time === undefined ? "" : dateTime(time).replace(" ", "T");
export function fromInputTime(text: string): number | undefined {
  const time = new Date(text).getTime();
  return Number.isNaN(time) ? undefined : time;
}

/** `$0.00025`: two digits that count, at least two places. */
export function dollars(amount: number): string {
  if (amount === 0) return "$0";
  const places = Math.max(2, 1 - Math.floor(Math.log10(Math.abs(amount))));
  return `$${amount.toFixed(Math.min(10, places))}`;
}

export const count = (amount: number): string => amount.toLocaleString("en-US");

/** `1 message`, `2 messages`. */
export const plural = (amount: number, noun: string): string =>
  `${count(amount)} ${noun}${amount === 1 ? "" : "s"}`;

/** What Step Functions counts against its limits. */
export const sizeOf = (text: string): number => new TextEncoder().encode(text).length;

/** `900 B`, `12.5 KiB`. */
export function bytes(amount: number): string {
  if (amount < 1024) return `${amount} B`;
  if (amount < 1024 ** 2) return `${Number((amount / 1024).toFixed(1))} KiB`;
  return `${Number((amount / 1024 ** 2).toFixed(1))} MiB`;
}

/** The first characters of a text, and how many are left out. */
export function cut(text: string, most: number): { shown: string; hidden: number } {
  if (text.length <= most) return { shown: text, hidden: 0 };
  const end = /[\uD800-\uDBFF]$/.test(text.slice(0, most)) ? most - 1 : most;
  return { shown: text.slice(0, end), hidden: text.length - end };
}

/** The last part of an ARN: what a person calls it. */
export const nameOfArn = (arn: string): string => arn.slice(arn.lastIndexOf(":") + 1);
