import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { SendTaskSuccessCommand, SFNClient } from "@aws-sdk/client-sfn";
import { type Booking, checkId, named, type ResolverEvent } from "./booking";
import { readBooking } from "./readBooking";

/**
 * `payForApartment`: marks a held apartment as paid for, if it still is this booking's, and ends the hold. What counts is
 * the mark: a callback that gets lost only lets the hold run its full time.
 *
 * Errors: `BookingNotFound`, `AlreadyPaid`, `NotHeld`.
 */
export const payForApartment = () => {
  const machines = new SFNClient({});
  const tables = new DynamoDBClient({});
  return async ({ arguments: { bookingId } }: ResolverEvent<{ bookingId: string }>): Promise<Booking> => {
    const readHeld = async (): Promise<Booking> => {
      const booking = await readBooking(machines, tables, checkId(bookingId));
      if (!booking) throw named("BookingNotFound", `there is no booking ${bookingId}`);
      if (booking.status === "PAID") throw named("AlreadyPaid", `booking ${bookingId} is paid for`);
      if (booking.status !== "HELD") throw notHeld(bookingId);
      return booking;
    };
    const booking = await readHeld();
    let taskToken: string;
    try {
      const { Attributes } = await tables.send(
        new UpdateItemCommand({
          TableName: process.env.TABLE_NAME,
          Key: { Id: { S: booking.apartmentId } },
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
      taskToken = Attributes!.taskToken!.S!;
    } catch (error) {
      if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
      // Somebody else was faster; or an attempt of the same write, whose answer was lost.
      await readHeld();
      throw notHeld(bookingId);
    }
    try {
      const output = JSON.stringify({ status: "paid" });
      await machines.send(new SendTaskSuccessCommand({ taskToken, output }));
    } catch (error) {
      console.warn(`the hold was not ended: ${(error as Error).name}: ${(error as Error).message}`);
    }
    return { id: bookingId, apartmentId: booking.apartmentId, status: "PAID" };
  };
};

const notHeld = (bookingId: string) =>
  named("NotHeld", `booking ${bookingId} does not hold its apartment (any more)`);
