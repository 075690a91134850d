import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import { type Booking, named, type ResolverEvent } from "./booking";
import { readBooking } from "./readBooking";
import { startBooking } from "./startBooking";

/** Milliseconds: how long the answer waits for the state machine's decision, and between two looks at it. */
const DECISION_MS = 5_000;
const LOOK_MS = 40;

/**
 * `bookApartment`: starts a booking and answers once it is decided whether the apartment is held; a decision that takes
 * longer than usual leaves the booking `PENDING`.
 *
 * Errors: `ApartmentTaken`, `ApartmentNotFound`, `BookingConflict`, `InvalidBooking`.
 */
export const bookApartment = () => {
  const machines = new SFNClient({});
  const tables = new DynamoDBClient({});
  return async ({
    arguments: { input },
  }: ResolverEvent<{ input: { id: string; apartmentId: string } }>): Promise<Booking> => {
    await startBooking(machines, input.id, input.apartmentId);
    const deadline = Date.now() + DECISION_MS;
    for (;;) {
      const booking = await readBooking(machines, tables, input.id);
      if (booking?.status === "REFUSED") {
        throw named(booking.error!, `apartment ${input.apartmentId} was not reserved`);
      }
      if (booking && (booking.status !== "PENDING" || Date.now() > deadline)) return booking;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  };
};
