import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { DescribeExecutionCommand, type SFNClient } from "@aws-sdk/client-sfn";
import { type Booking, bookingOf, executionArn } from "./booking";

/** A booking as it is now, or undefined where there is none of that id. */
export async function readBooking(
  machines: SFNClient,
  tables: DynamoDBClient,
  id: string,
): Promise<Booking | undefined> {
  const arn = executionArn(process.env.STATE_MACHINE_ARN!, id);
  try {
    const execution = await machines.send(new DescribeExecutionCommand({ executionArn: arn }));
    if (execution.status !== "RUNNING") return bookingOf(execution, undefined);
    const { apartmentId } = bookingOf(execution, undefined);
    const { Item } = await tables.send(
      new GetItemCommand({
        TableName: process.env.TABLE_NAME,
        Key: { Id: { S: apartmentId } },
        ConsistentRead: true,
      }),
    );
    return bookingOf(execution, Item as Record<string, { S?: string }> | undefined);
  } catch (error) {
    if ((error as Error).name === "ExecutionDoesNotExist") return undefined;
    throw error;
  }
}
