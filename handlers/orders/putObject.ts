import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { readClosedOrder } from "./closedOrder";
import { invoiceOf } from "./invoice";
import { checkEvent, invoiceKey, named, type OrderEvent } from "./order";

/**
 * Writes the invoice of an order; a repeated attempt writes the same one. Whoever cancels an order first says so in the table
 * and then deletes the invoice, so an attempt that is carried out late finds that out before it writes, or afterwards and
 * deletes what it wrote.
 *
 * Errors: `InvalidOrder`; `OrderClosed`, if the order was collected or cancelled.
 */
export const putObject = () => {
  const tables = new DynamoDBClient({});
  const objects = new S3Client({});
  const Bucket = process.env.BUCKET_NAME;
  return async (event: OrderEvent): Promise<{ invoicekey: string }> => {
    const invoice = invoiceOf(checkEvent(event));
    const invoicekey = invoiceKey(event);
    const { accountid, orderid } = invoice;
    const closed = () => named("OrderClosed", `order ${orderid} was collected or cancelled`);
    if (await readClosedOrder(tables, { accountid, orderid })) throw closed();
    await objects.send(
      new PutObjectCommand({
        Bucket,
        Key: invoicekey,
        Body: JSON.stringify(invoice, undefined, 2),
        ContentType: "application/json",
        Metadata: { accountid, billingperiod: invoice.billingperiod },
      }),
    );
    if ((await readClosedOrder(tables, { accountid, orderid }))?.outcome === "cancelled") {
      await objects.send(new DeleteObjectCommand({ Bucket, Key: invoicekey }));
      throw closed();
    }
    return { invoicekey };
  };
};
