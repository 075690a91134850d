import { type OrderEvent, PRICES_IN_CENTS } from "./order";

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

/** The invoice of an order, the same on every attempt. Amounts are computed in whole cents. */
export function invoiceOf({ order, orderid, orderedat }: OrderEvent): Invoice {
  const { coffeetype, coffeesize, quantity } = order.details;
  const unitCents = PRICES_IN_CENTS[coffeesize]!;
  const amount = dollars(unitCents * quantity);
  return {
    orderid,
    accountid: order.accountid,
    vendorid: order.vendorid,
    city: order.city,
    orderdate: order.orderdate,
    invoicedate: orderedat,
    billingperiod: orderedat.slice(0, 7),
    lineitems: [
      { description: `${coffeesize} ${coffeetype}`, quantity, unitprice: dollars(unitCents), amount },
    ],
    total: amount,
  };
}

const dollars = (cents: number) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
