import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { DescribeExecutionCommand, type SFNClient } from "@aws-sdk/client-sfn";
import { type Booking, bookingOf, executionArn, reservationOf } from "./booking";

/**
 * A booking as it is now, or undefined where there is none of that id. What the table says counts: an apartment that is
 * reserved for a booking can be paid for, whatever became of the execution. Where the table does not tell, the execution does.
 *
 * With the apartment known, a booking that is held or paid for is read from the table alone. Without it, or where the table
 * does not tell, `DescribeExecution` is asked, of which an account has few a second.
 */
export async function readBooking(
  machines: SFNClient,
  tables: DynamoDBClient,
  id: string,
  apartmentId?: string,
): Promise<Booking | undefined> {
  const known = apartmentId !== undefined ? await readReservation(tables, id, apartmentId) : undefined;
  if (known) return known;
  const told = await readExecution(machines, id);
  // An execution that was started by hand may name no apartment.
  if (typeof told?.apartmentId !== "string" || told.status === "PAID" || told.status === "EXPIRED")
    return told;
  const reservation = await readReservation(tables, id, told.apartmentId);
  if (reservation) return reservation;
  // The apartment is not this booking's, or not any more: the execution may have ended between the two reads.
  return told.status === "PENDING" ? readExecution(machines, id) : told;
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

/** What the execution alone says of a booking, or undefined where there is none, or none yet. */
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
