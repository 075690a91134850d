import { pageOf } from "../../aws/pages";
import { filterPattern } from "./filterPattern";
import { invalid, invalidToken } from "./inputs";
import { inOrder, type LogGroup, type StoredLogEvent } from "./logGroups";

type Input = Record<string, unknown>;

/** Events of a page. */
const LONGEST = 10_000;

/** An event's key in the order of {@link inOrder}. */
const keyOf = ({ timestamp, eventId }: StoredLogEvent) => `${String(timestamp).padStart(15, "0")}/${eventId}`;

/** `FilterLogEvents`: the events of a group, or of some of its streams, that a pattern matches, in order of time. */
export function filterLogEvents(group: LogGroup, input: Input): Input {
  const { logStreamNames: names, logStreamNamePrefix: prefix, filterPattern: pattern = "" } = input;
  if (names !== undefined && prefix !== undefined)
    throw invalid("logStreamNames and logStreamNamePrefix are mutually exclusive parameters.");
  const matches = filterPattern(String(pattern));
  const streams = [...group.streams.values()].filter(
    ({ name }) => (!Array.isArray(names) || names.includes(name)) && name.startsWith(String(prefix ?? "")),
  );
  const events = inOrder(streams.flatMap((stream) => within(stream.events, input, true)));
  const found = events.filter(({ message }) => matches(message));
  const { items, ...next } = pageOf(found, keyOf, input, LONGEST, invalidToken);
  return { events: items, searchedLogStreams: [], ...next };
}

/**
 * `GetLogEvents`: the events of a stream from its end, or from its start. Both tokens are in every answer; at an end of the
 * stream, the one in that direction is the one that was asked with.
 */
export function getLogEvents(events: StoredLogEvent[], input: Input): Input {
  const found = within(events, input, false);
  const limit = Number(input.limit ?? LONGEST);
  const [start, end] = rangeOf(found, limit, input);
  const page = found.slice(start, end);
  const [first, last] = [page[0], page.at(-1)];
  const { nextToken: asked } = input;
  return {
    events: page.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
    nextForwardToken: last ? `f/${keyOf(last)}/s` : tokenAt(asked, found[end - 1], "f"),
    nextBackwardToken: first ? `b/${keyOf(first)}/s` : tokenAt(asked, found[start], "b"),
  };
}

/** The token of an empty page. */
function tokenAt(asked: unknown, near: StoredLogEvent | undefined, direction: "f" | "b"): string {
  if (typeof asked === "string" && asked.startsWith(direction)) return asked;
  return near ? `${direction}/${keyOf(near)}/s` : `${direction}/${"0".repeat(15)}/${"0".repeat(56)}/s`;
}

/** Where the page starts and ends in the list. */
function rangeOf(
  events: StoredLogEvent[],
  limit: number,
  { nextToken, startFromHead }: Input,
): [number, number] {
  if (nextToken === undefined)
    return startFromHead ? [0, limit] : [Math.max(0, events.length - limit), events.length];
  const [, direction, key = ""] = /^([fb])\/(\d{15}\/\d{56})\/s$/.exec(String(nextToken)) ?? [];
  if (direction === undefined) throw invalid("The specified nextToken is invalid.");
  if (direction === "f") {
    const start = events.filter((event) => keyOf(event) <= key).length;
    return [start, start + limit];
  }
  const end = events.filter((event) => keyOf(event) < key).length;
  return [Math.max(0, end - limit), end];
}

/** `GetLogEvents` leaves out its end, `FilterLogEvents` has it. */
function within(
  events: StoredLogEvent[],
  { startTime = 0, endTime = Number.POSITIVE_INFINITY }: Input,
  withEnd: boolean,
): StoredLogEvent[] {
  return events.filter(
    ({ timestamp }) =>
      timestamp >= Number(startTime) && (timestamp < Number(endTime) || (withEnd && timestamp === endTime)),
  );
}
