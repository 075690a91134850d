/** What an event of a history says besides its type and time, by name. */
export interface EventDetails {
  [name: string]: unknown;
}

/**
 * The details of an event in the shape of `GetExecutionHistory`: those of `TaskFailed` are in `taskFailedEventDetails`, those of every
 * entry of a state in `stateEnteredEventDetails`. Empty if it has none.
 */
export const eventDetails = (event: object): EventDetails =>
  (Object.entries(event).find(([name, value]) => name.endsWith("EventDetails") && value)?.[1] as
    | EventDetails
    | undefined) ?? {};
