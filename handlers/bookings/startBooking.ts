import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { checkApartmentId, checkId, executionArn, named } from "./booking";

/**
 * Starts the execution of a booking, once: the same id and apartment again are the same booking, also after it ended.
 *
 * Errors: `InvalidBooking`; `BookingConflict`, if the id is that of another apartment's booking.
 */
export async function startBooking(client: SFNClient, id: string, apartmentId: string): Promise<string> {
  const stateMachineArn = process.env.STATE_MACHINE_ARN!;
  const input = JSON.stringify({ apartmentId: checkApartmentId(apartmentId) });
  const name = checkId(id);
  try {
    const { executionArn: started } = await client.send(
      new StartExecutionCommand({ stateMachineArn, name, input }),
    );
    return started!;
  } catch (error) {
    if ((error as Error).name !== "ExecutionAlreadyExists") throw error;
  }
  const arn = executionArn(stateMachineArn, name);
  const existing = await client.send(new DescribeExecutionCommand({ executionArn: arn }));
  if (existing.input !== input) {
    throw named("BookingConflict", `booking ${id} exists already, and is of another apartment`);
  }
  return arn;
}
