import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { DescribeExecutionCommand, type SFNClient } from "@aws-sdk/client-sfn";
import { type Booking, bookingOf, executionArn, reservationOf } from "./booking";

/**
 * A booking as it is now, or undefined if there is none with this id. The table takes precedence: an apartment that is
 * reserved for a booking can be paid for, whatever happened to the execution. If the table does not show the booking, its
 * execution determines the result.
 *
 * If the apartment is known, a booking that is held or paid for is read from the table alone. Otherwise this calls
 * `DescribeExecution`, for which an account has a low rate limit.
 */
export async function readBooking(
  machines: SFNClient,
  tables: DynamoDBClient,
  id: string,
  apartmentId?: string,
): Promise<Booking | undefined> {
  const known = apartmentId !== undefined ? await readReservation(tables, id, apartmentId) : undefined;
  if (known) return known;
  const booking = await readExecution(machines, id);
  // An execution that was started by hand may name no apartment.
  if (typeof booking?.apartmentId !== "string" || booking.status === "PAID" || booking.status === "EXPIRED")
    return booking;
  const reservation = await readReservation(tables, id, booking.apartmentId);
  if (reservation) return reservation;
  // The apartment is not this booking's, or no longer is: the execution may have ended between the two reads.
  return booking.status === "PENDING" ? readExecution(machines, id) : booking;
}

/** An apartment's item as it is now. */
export async function readItem(
  tables: DynamoDBClient,
  apartmentId: string,
): Promise<Record<string, { S?: string }> | undefined> {
  const { Item } = await tables.send(
    new GetItemCommand({
      TableName: process.env.TABLE_NAME,
      Key: { Id: { S: apartmentId } },
      ConsistentRead: true,
    }),
  );
  return Item as Record<string, { S?: string }> | undefined;
}

/** The booking according to its execution alone, or undefined if there is none (yet). */
export async function readExecution(machines: SFNClient, id: string): Promise<Booking | undefined> {
  try {
    return bookingOf(
      await machines.send(
        new DescribeExecutionCommand({ executionArn: executionArn(process.env.STATE_MACHINE_ARN!, id) }),
      ),
    );
  } catch (error) {
    if ((error as Error).name === "ExecutionDoesNotExist") return undefined;
    throw error;
  }
}

const readReservation = async (tables: DynamoDBClient, id: string, apartmentId: string) =>
  reservationOf(id, await readItem(tables, apartmentId));
