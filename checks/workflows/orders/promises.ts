import { type Check, countsOf, grouped } from "../check";

export const ONE_ACTIVE_ORDER = "one active order per account";
export const ORDER_KEPT = "an accepted order is active until it is collected";
export const AGREEMENT = "table and execution agree";
export const ONE_INVOICE = "one invoice per accepted order";
export const NO_STRAY_INVOICE = "no invoice without an accepted order";
export const INVOICED = "no active order without an invoice";
export const ONE_ANNOUNCEMENT = "one announcement per accepted order";

export interface OrderId {
  accountid: string;
  orderid: string;
}

/** What the executions, the table and the bucket have about orders. */
export interface OrderFacts {
  orders: (OrderId & { accepted: boolean })[];
  /** The active orders, of the table. */
  active: OrderId[];
  /** The keys of the bucket: `{year}/{month}/{accountid}/{orderid}.json`. */
  invoiceKeys: string[];
  /** The accounts that may have collected their orders. Default: none. */
  collected?: ReadonlySet<string>;
}

/** What holds whichever calls fail. */
export function checkOrders({ orders, active, invoiceKeys, collected = new Set() }: OrderFacts): Check[] {
  const accepted = orders.filter((order) => order.accepted);
  const of = `${accepted.length} of ${orders.length} orders accepted`;
  const acceptedNames = new Set(accepted.map(nameOf));
  const activeNames = new Set(active.map(nameOf));
  const invoices = countsOf(invoiceKeys.map(invoicedOrder));
  const uncollected = accepted.filter(({ accountid }) => !collected.has(accountid));
  const multiple = [...grouped(uncollected, ({ accountid }) => accountid)].filter(
    ([, own]) => own.length > 1,
  );
  const checks: [promise: string, broken: string[]][] = [
    [
      ONE_ACTIVE_ORDER,
      multiple.map(([accountid, own]) => `account ${accountid} has ${own.length} accepted orders at once`),
    ],
    [
      ORDER_KEPT,
      uncollected.map(nameOf).flatMap((name) => (activeNames.has(name) ? [] : [`${name} is gone`])),
    ],
    [
      AGREEMENT,
      [...activeNames].flatMap((name) =>
        acceptedNames.has(name) ? [] : [`${name} is active, and was not accepted`],
      ),
    ],
    [
      ONE_INVOICE,
      [...acceptedNames].flatMap((name) => {
        const count = invoices.get(name) ?? 0;
        return count === 1 ? [] : [`${name} has ${count}`];
      }),
    ],
    [
      NO_STRAY_INVOICE,
      [...invoices.keys()].flatMap((name) => (acceptedNames.has(name) ? [] : [`${name} has one`])),
    ],
    [INVOICED, [...activeNames].flatMap((name) => (invoices.has(name) ? [] : [`${name} has none`]))],
  ];
  return checks.map(([promise, broken]) => ({ promise, of, broken }));
}

/** Where no call failed, each accepted order was announced once and nothing else was. */
export function checkAnnouncements({ orders }: Pick<OrderFacts, "orders">, announced: string[]): Check {
  const accepted = new Set(orders.filter((order) => order.accepted).map(({ orderid }) => orderid));
  const counts = countsOf(announced);
  const wrong = [...accepted].filter((orderid) => counts.get(orderid) !== 1);
  const unknown = [...counts.keys()].filter((orderid) => !accepted.has(orderid));
  return {
    promise: ONE_ANNOUNCEMENT,
    of: `${accepted.size} of ${orders.length} orders accepted`,
    broken: [
      ...wrong.map((orderid) => `${orderid} has ${counts.get(orderid) ?? 0}`),
      ...unknown.map((orderid) => `${orderid} was announced, and was not accepted`),
    ],
  };
}

const nameOf = ({ accountid, orderid }: OrderId) => `${accountid}/${orderid}`;

const invoicedOrder = (key: string) =>
  key
    .split("/")
    .slice(2)
    .join("/")
    .replace(/\.json$/, "");
