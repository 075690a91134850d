import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import { type Booking, checkId, type ResolverEvent } from "./booking";
import { readBooking } from "./readBooking";

/** `getBooking`: null where there is none of that id. */
export const getBooking = () => {
  const machines = new SFNClient({});
  const tables = new DynamoDBClient({});
  return async ({ arguments: { id } }: ResolverEvent<{ id: string }>): Promise<Booking | null> =>
    (await readBooking(machines, tables, checkId(id))) ?? null;
};
