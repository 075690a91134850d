import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { type Booking, bookingOf, checkApartmentId, checkId, executionArn, named } from "./booking";

/**
 * Starts the execution of a booking, once: the same id and apartment are the same booking, even after its execution ended;
 * then this returns the booking according to the execution. Undefined while it runs.
 *
 * Errors: `InvalidBooking`; `BookingConflict`, if the id belongs to a booking for another apartment.
 */
export async function startBooking(
  client: SFNClient,
  id: string,
  apartmentId: string,
): Promise<Booking | undefined> {
  const stateMachineArn = process.env.STATE_MACHINE_ARN!;
  const input = JSON.stringify({ apartmentId: checkApartmentId(apartmentId) });
  const name = checkId(id);
  try {
    await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    return undefined;
  } catch (error) {
    if ((error as Error).name !== "ExecutionAlreadyExists") throw error;
  }
  const existing = await client.send(
    new DescribeExecutionCommand({ executionArn: executionArn(stateMachineArn, name) }),
  );
  if (existing.input !== input) {
    throw named("BookingConflict", `booking ${id} exists already, for another apartment`);
  }
  return bookingOf(existing);
}
