import type { Recording } from "./recording";

/** A promise of the documentation, and what broke it; kept if that is empty. */
export interface Check {
  promise: string;
  /** What it was checked on, in a few words. */
  of: string;
  broken: string[];
}

/** An execution of any state machine. */
export interface Ended {
  arn: string;
  status: string;
  error?: string | undefined;
}

/** A booking as its client saw it. */
export interface BookingSeen {
  id: string;
  apartmentId: string;
  /** What `bookApartment` came to: `HELD`, or an error's name. */
  booked: string;
  /** What `payForApartment` came to, where it was paid for: `PAID`, or an error's name. */
  paid?: string;
}

/** An apartment as the table has it. */
export interface ApartmentSeen {
  id: string;
  status: string;
  reservationId?: string | undefined;
}

/** An order that was answered with 200, and how its execution ended. */
export interface OrderSeen {
  orderid: string;
  accountid: string;
  status: string;
  error?: string | undefined;
}

/** What is there of orders. */
export interface OrderTraces {
  /** The active orders of the table. */
  active: { accountid: string; orderid: string }[];
  /** The bucket's keys: `{year}/{month}/{accountid}/{orderid}.json`. */
  invoiceKeys: string[];
  /** The orders that the topic was told. */
  announced: string[];
}

/** What is there of messages; each by `user/id`. */
export interface MessageTraces {
  written: Map<string, string>;
  /** Every receipt, in the order of arrival. */
  received: { key: string; text: string }[];
  items: { key: string; sent: boolean; unsent: boolean; setAside: boolean }[];
  deadLetters: number;
}

/** Every request was answered, in time, with what is documented. */
export function everyRequestAnswered(recordings: Recording[]): Check {
  const requests = recordings.reduce((sum, recording) => sum + recording.requests.count, 0);
  const broken = recordings.flatMap(({ errors, examples }) =>
    [...examples].map(([kind, message]) => `${errors.of(kind)} × ${kind}: ${message}`),
  );
  return { promise: "every request is answered as documented", of: `${requests} requests`, broken };
}

/** None runs any longer, and each that failed says why by a name that the documentation has. */
export function everyExecutionEnded(executions: Ended[], documented: readonly string[]): Check {
  const broken = executions.flatMap(({ arn, status, error }) => {
    if (status === "RUNNING") return [`${arn} still runs`];
    if (status === "SUCCEEDED") return [];
    if (error && documented.includes(error)) return [];
    return [`${arn} ended as ${status} with ${error ? `the error ${error}` : "no error"}`];
  });
  return {
    promise: "every execution ends, and a failed one with a named error",
    of: `${executions.length} executions`,
    broken,
  };
}

/** Of those who asked for an apartment one got it; who paid has it, and what nobody paid for is vacant. */
export function oneBookingPerApartment(bookings: BookingSeen[], apartments: ApartmentSeen[]): Check {
  const items = new Map(apartments.map((apartment) => [apartment.id, apartment]));
  const broken = [...grouped(bookings, ({ apartmentId }) => apartmentId)].flatMap(([id, rivals]) => {
    const holders = rivals.filter(({ booked }) => booked === "HELD");
    if (holders.length !== 1) return [`apartment ${id} was held by ${holders.length} of ${rivals.length}`];
    const [holder] = holders;
    const wanted = holder!.paid === "PAID" ? `paid by ${holder!.id}` : "vacant";
    const { status, reservationId } = items.get(id) ?? { status: "not in the table" };
    const found = status === "paid" ? `paid by ${reservationId}` : status;
    return found === wanted ? [] : [`apartment ${id} is ${found} instead of ${wanted}`];
  });
  return { promise: "one booking per apartment", of: `${bookings.length} bookings`, broken };
}

/** Every accepted order has one invoice and one announcement; nothing else has any; an account has one active order. */
export function oneInvoicePerOrder(orders: OrderSeen[], traces: OrderTraces): Check[] {
  const accepted = orders.filter(({ status }) => status === "SUCCEEDED");
  const of = `${accepted.length} of ${orders.length} orders accepted`;
  const place = ({ accountid, orderid }: { accountid: string; orderid: string }) => `${accountid}/${orderid}`;
  const wanted = accepted.map(place);
  const invoices = traces.invoiceKeys.map((key) =>
    key
      .split("/")
      .slice(2)
      .join("/")
      .replace(/\.json$/, ""),
  );
  const orderids = accepted.map(({ orderid }) => orderid);
  const accounts = [...grouped(accepted, ({ accountid }) => accountid)];
  const twice = accounts
    .filter(([, own]) => own.length > 1)
    .map(([accountid, own]) => `account ${accountid} has ${own.length} accepted orders at once`);
  return [
    { promise: "one active order of an account", of, broken: twice },
    { promise: "no order lost", of, broken: differences("order", wanted, traces.active.map(place)) },
    { promise: "one invoice per accepted order", of, broken: differences("invoice", wanted, invoices) },
    {
      promise: "one announcement per accepted order",
      of,
      broken: differences("announcement", orderids, traces.announced),
    },
  ];
}

/** Every message arrived once as it was written, and is marked sent; none was set aside. */
export function everyMessageOnce({ written, received, items, deadLetters }: MessageTraces): Check[] {
  const of = `${written.size} messages`;
  const changed = received
    .filter(({ key, text }) => written.has(key) && written.get(key) !== text)
    .map(({ key }) => `message ${key} arrived with another text`);
  const marks = new Map(items.map((item) => [item.key, item]));
  const unmarked = [...written.keys()].flatMap((key) => {
    const { sent, unsent, setAside } = marks.get(key) ?? { sent: false, unsent: false, setAside: false };
    return sent && !unsent && !setAside ? [] : [`message ${key} is not marked sent`];
  });
  const arrived = received.map(({ key }) => key);
  return [
    {
      promise: "no message lost or doubled",
      of,
      broken: [...differences("message", [...written.keys()], arrived), ...changed],
    },
    { promise: "what was sent is marked so", of, broken: unmarked },
    {
      promise: "no message set aside",
      of,
      broken: deadLetters === 0 ? [] : [`${deadLetters} messages are in the dead-letter queue`],
    },
  ];
}

/** Names what should be there once and is not, or is there more often. */
function differences(what: string, wanted: string[], found: string[]): string[] {
  const count = new Map<string, number>(wanted.map((name) => [name, 0]));
  for (const name of found) count.set(name, (count.get(name) ?? 0) + 1);
  const known = new Set(wanted);
  return [...count].flatMap(([name, times]) => {
    if (!known.has(name)) return [`there is ${what} ${name}, of which nothing is known`];
    if (times === 0) return [`there is no ${what} ${name}`];
    return times === 1 ? [] : [`there are ${times} of ${what} ${name}`];
  });
}

function grouped<T>(all: T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}
