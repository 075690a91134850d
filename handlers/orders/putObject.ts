import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { invoiceKey, type OrderEvent, PRICES_IN_CENTS } from "./order";

/** An invoice; amounts are US dollars with two decimals. */
export interface Invoice {
  orderid: string;
  accountid: string;
  vendorid: string;
  city: string;
  orderdate: string;
  /** ISO 8601. */
  invoicedate: string;
  /** `2026-11` */
  billingperiod: string;
  lineitems: { description: string; quantity: number; unitprice: string; amount: string }[];
  total: string;
}

/** Writes the invoice of an order; a repeated attempt writes the same one. */
export const putObject = () => {
  const client = new S3Client({});
  const dollars = (cents: number) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
  return async (event: OrderEvent): Promise<{ invoicekey: string }> => {
    const { order, orderid, orderedat } = event;
    const { coffeetype, coffeesize, quantity } = order.details;
    const unitCents = PRICES_IN_CENTS[coffeesize]!;
    const amount = dollars(unitCents * quantity);
    const billingperiod = orderedat.slice(0, 7);
    const invoice: Invoice = {
      orderid,
      accountid: order.accountid,
      vendorid: order.vendorid,
      city: order.city,
      orderdate: order.orderdate,
      invoicedate: orderedat,
      billingperiod,
      lineitems: [
        { description: `${coffeesize} ${coffeetype}`, quantity, unitprice: dollars(unitCents), amount },
      ],
      total: amount,
    };
    const invoicekey = invoiceKey(event);
    await client.send(
      new PutObjectCommand({
        Bucket: process.env.BUCKET_NAME,
        Key: invoicekey,
        Body: JSON.stringify(invoice, undefined, 2),
        ContentType: "application/json",
        Metadata: { accountid: order.accountid, billingperiod },
      }),
    );
    return { invoicekey };
  };
};
