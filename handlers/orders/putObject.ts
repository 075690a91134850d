import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { invoiceOf } from "./invoice";
import { checkEvent, invoiceKey, type OrderEvent } from "./order";

/** Writes the invoice of an order; a repeated attempt writes the same one. Errors: `InvalidOrder`. */
export const putObject = () => {
  const client = new S3Client({});
  return async (event: OrderEvent): Promise<{ invoicekey: string }> => {
    const invoice = invoiceOf(checkEvent(event));
    const invoicekey = invoiceKey(event);
    await client.send(
      new PutObjectCommand({
        Bucket: process.env.BUCKET_NAME,
        Key: invoicekey,
        Body: JSON.stringify(invoice, undefined, 2),
        ContentType: "application/json",
        Metadata: { accountid: invoice.accountid, billingperiod: invoice.billingperiod },
      }),
    );
    return { invoicekey };
  };
};
