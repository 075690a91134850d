import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { DescribeExecutionCommand, type SFNClient } from "@aws-sdk/client-sfn";
import { type Booking, bookingOf, executionArn } from "./booking";

/** A booking as it is now, or undefined where there is none of that id. */
export async function readBooking(
  machines: SFNClient,
  tables: DynamoDBClient,
  id: string,
): Promise<Booking | undefined> {
  const describe = new DescribeExecutionCommand({
    executionArn: executionArn(process.env.STATE_MACHINE_ARN!, id),
  });
  try {
    const execution = await machines.send(describe);
    const decided = bookingOf(execution, undefined);
    if (execution.status !== "RUNNING") return decided;
    const { Item } = await tables.send(
      new GetItemCommand({
        TableName: process.env.TABLE_NAME,
        Key: { Id: { S: decided.apartmentId } },
        ConsistentRead: true,
      }),
    );
    const booking = bookingOf(execution, Item as Record<string, { S?: string }> | undefined);
    // The apartment is not this booking's, or not any more: the execution may have ended between the two reads.
    return booking.status === "PENDING" ? bookingOf(await machines.send(describe), undefined) : booking;
  } catch (error) {
    if ((error as Error).name === "ExecutionDoesNotExist") return undefined;
    throw error;
  }
}
