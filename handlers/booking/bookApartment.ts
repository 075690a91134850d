import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import { type Booking, checkApartmentId, checkId, named, type ResolverEvent, reservationOf } from "./booking";
import { readExecution, readItem } from "./readBooking";
import { startBooking } from "./startBooking";

/** How long the response waits for the state machine's decision, in milliseconds. */
const DECISION_MS = 5_000;

/** Milliseconds from the first read of the table to the second, and the longest between two; each wait is twice the one before. */
const FIRST_LOOK_MS = 40;
const LONGEST_LOOK_MS = 640;

/**
 * `bookApartment`: starts a booking and returns once it is decided whether the apartment is held. If the decision takes
 * longer than usual, the booking is returned as `PENDING`.
 *
 * Errors: `ApartmentTaken`, `ApartmentNotFound`, `BookingConflict`, `InvalidBooking`.
 */
export const bookApartment = () => {
  const machines = new SFNClient({});
  const tables = new DynamoDBClient({});
  return async ({
    arguments: { input },
  }: ResolverEvent<{ input: { id: string; apartmentId: string } }>): Promise<Booking> => {
    const id = checkId(input.id);
    const apartmentId = checkApartmentId(input.apartmentId);
    // A booking of an unknown apartment is refused without an execution, unless the id already has one.
    if (!(await readItem(tables, apartmentId)) && !(await readExecution(machines, id))) {
      throw named("ApartmentNotFound", `there is no apartment ${apartmentId}`);
    }
    const existing = await startBooking(machines, id, apartmentId);
    const pending: Booking = { id, apartmentId, status: "PENDING" };
    const deadline = Date.now() + DECISION_MS;
    for (let look = 1, pause = FIRST_LOOK_MS; ; look++, pause = Math.min(2 * pause, LONGEST_LOOK_MS)) {
      const item = await readItem(tables, apartmentId);
      const booking: Booking =
        reservationOf(id, item) ??
        (isExecutionDue(look, item?.status?.S) ? await readExecution(machines, id) : existing) ??
        pending;
      if (booking.status === "REFUSED") {
        throw named(booking.error!, `apartment ${apartmentId} was not reserved`);
      }
      if (booking.status !== "PENDING" || Date.now() > deadline) return booking;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };
};

/**
 * Whether to read the booking's execution after a read of the table that does not show its reservation. If the apartment
 * is taken or does not exist, the booking is probably being refused now; a vacant one will probably still be reserved.
 */
const isExecutionDue = (look: number, status: string | undefined): boolean =>
  status === "vacant" ? look % 5 === 0 : look >= 3;
