import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { SendTaskSuccessCommand, SFNClient } from "@aws-sdk/client-sfn";
import { type Booking, checkId, checkOptionalApartmentId, named, type ResolverEvent } from "./booking";
import { readBooking } from "./readBooking";

interface Arguments {
  bookingId: string;
  apartmentId?: string | null;
}

/**
 * `payForApartment`: marks a held apartment as paid for, if this booking still holds it, and ends the hold. The mark is
 * what counts: if the callback is lost, the hold only runs its full time. Passing the apartment saves reading the
 * execution, and one read of the table.
 *
 * Errors: `BookingNotFound`, `AlreadyPaid`, `NotHeld`, `BookingConflict` (it is for another apartment), `InvalidBooking`.
 */
export const payForApartment = () => {
  const machines = new SFNClient({});
  const tables = new DynamoDBClient({});
  return async ({ arguments: { bookingId, apartmentId } }: ResolverEvent<Arguments>): Promise<Booking> => {
    const id = checkId(bookingId);
    const given = checkOptionalApartmentId(apartmentId);
    const readHeld = async (): Promise<Booking> => {
      const booking = await readBooking(machines, tables, id, given);
      if (!booking) throw named("BookingNotFound", `there is no booking ${id}`);
      if (given !== undefined && booking.apartmentId !== given) {
        throw named("BookingConflict", `booking ${id} is for another apartment`);
      }
      if (booking.status === "PAID") throw named("AlreadyPaid", `booking ${id} is already paid for`);
      if (booking.status !== "HELD") throw notHeld(id);
      return booking;
    };
    const paid =
      (given === undefined ? undefined : await markPaid(tables, id, given)) ??
      (await markPaid(tables, id, (await readHeld()).apartmentId));
    if (!paid) {
      // Another call was faster, or an earlier attempt at this write whose response was lost.
      await readHeld();
      throw notHeld(id);
    }
    try {
      const output = JSON.stringify({ status: "paid" });
      await machines.send(new SendTaskSuccessCommand({ taskToken: paid.taskToken, output }));
    } catch (error) {
      console.warn(`the hold was not ended: ${(error as Error).name}: ${(error as Error).message}`);
    }
    return { id, apartmentId: paid.apartmentId, status: "PAID" };
  };
};

interface Marked {
  apartmentId: string;
  taskToken: string;
}

/** Marks an apartment as paid for by the booking that it is reserved for; undefined if it is not. */
async function markPaid(
  tables: DynamoDBClient,
  bookingId: string,
  apartmentId: string,
): Promise<Marked | undefined> {
  try {
    const { Attributes } = await tables.send(
      new UpdateItemCommand({
        TableName: process.env.TABLE_NAME,
        Key: { Id: { S: apartmentId } },
        ConditionExpression: "#status = :reserved AND reservationId = :reservation",
        UpdateExpression: "SET #status = :paid REMOVE reservedUntil",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: {
          ":reserved": { S: "reserved" },
          ":paid": { S: "paid" },
          ":reservation": { S: bookingId },
        },
        ReturnValues: "ALL_NEW",
      }),
    );
    return { apartmentId, taskToken: Attributes!.taskToken!.S! };
  } catch (error) {
    if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
    return undefined;
  }
}

const notHeld = (bookingId: string) =>
  named("NotHeld", `booking ${bookingId} does not hold its apartment, or no longer does`);
