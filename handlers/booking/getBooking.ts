import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import { type Booking, checkId, checkOptionalApartmentId, type ResolverEvent } from "./booking";
import { readBooking } from "./readBooking";

interface Arguments {
  id: string;
  apartmentId?: string | null;
}

/** `getBooking`: null if there is no booking with this id. Passing the apartment saves reading the execution. */
export const getBooking = () => {
  const machines = new SFNClient({});
  const tables = new DynamoDBClient({});
  return async ({ arguments: { id, apartmentId } }: ResolverEvent<Arguments>): Promise<Booking | null> =>
    (await readBooking(machines, tables, checkId(id), checkOptionalApartmentId(apartmentId))) ?? null;
};
