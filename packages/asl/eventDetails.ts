/** What an event of a history says besides its type and time, by name. */
export interface EventDetails {
  [name: string]: unknown;
}

/**
 * The details of an event in the shape of `GetExecutionHistory`: those of `TaskFailed` are in `taskFailedEventDetails`, those of every
 * entry of a state in `stateEnteredEventDetails`. Empty if it has none.
 */
export function eventDetails(event: object): EventDetails {
  const fields = event as Record<string, EventDetails | undefined>;
  for (const name in fields) if (name.endsWith("EventDetails") && fields[name]) return fields[name];
  return NONE;
}

const NONE: EventDetails = Object.freeze({});
