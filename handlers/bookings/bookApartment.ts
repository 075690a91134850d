import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import { type Booking, named, type ResolverEvent } from "./booking";
import { readBooking } from "./readBooking";
import { startBooking } from "./startBooking";

/** Milliseconds: how long the answer waits for the state machine's decision. */
const DECISION_MS = 5_000;

/** Milliseconds from the first look at it to the second, and between two at most; each wait is twice the one before. */
const FIRST_LOOK_MS = 40;
const LONGEST_LOOK_MS = 640;

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
    for (let pause = FIRST_LOOK_MS; ; pause = Math.min(2 * pause, LONGEST_LOOK_MS)) {
      // An execution that was just started may not be found yet.
      const booking: Booking = (await readBooking(machines, tables, input.id)) ?? {
        id: input.id,
        apartmentId: input.apartmentId,
        status: "PENDING",
      };
      if (booking.status === "REFUSED") {
        throw named(booking.error!, `apartment ${input.apartmentId} was not reserved`);
      }
      if (booking.status !== "PENDING" || Date.now() > deadline) return booking;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };
};
