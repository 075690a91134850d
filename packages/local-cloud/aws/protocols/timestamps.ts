/** Seconds since the epoch, to the millisecond: how the JSON protocols write a time. */
export function epochSeconds(date: Date): number {
  return date.getTime() / 1000;
}

/** `2025-01-31T23:59:59.123Z`, without a fraction of zero: how the XML protocols write a time. */
export function dateTime(date: Date): string {
  return date.toISOString().replace(".000Z", "Z");
}
