import { eventDetails } from "../../asl";
import type { Execution } from "../../local-stack";
import type { HistoryPage } from "../api";
import { integer, type Query } from "./query";

const MOST_EVENTS = 1000;

/** Events of an execution's history, in the shape of GetExecutionHistory. */
export function historyPage({ events }: Execution, query: Query): HistoryPage {
  const offset = integer(query, "offset", 0);
  const limit = Math.min(integer(query, "limit", 100), MOST_EVENTS);
  return {
    events: events.slice(offset, offset + limit).map((event) => {
      const { name } = eventDetails(event);
      return {
        id: event.id,
        type: event.type,
        time: event.timestamp.getTime(),
        ...(typeof name === "string" && { state: name }),
        json: JSON.stringify(event),
      };
    }),
    total: events.length,
  };
}
