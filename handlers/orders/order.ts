/** The sizes of a coffee with their prices in US cents. */
export const PRICES_IN_CENTS: Record<string, number> = {
  Small: 350,
  Medium: 400,
  Large: 450,
  "x-Large": 500,
};
export const COFFEE_TYPES = ["Short Black", "Flat White", "Latte", "Long Black"];
export const MAX_QUANTITY = 10;

/** A coffee order, as the client sends it. */
export interface Order {
  accountid: string;
  /** When the client ordered, as the client wrote it: a date, or a date and time. */
  orderdate: string;
  vendorid: string;
  city: string;
  details: {
    coffeetype: string;
    coffeesize: string;
    /** US dollars: the price of the size. */
    unitprice: number;
    quantity: number;
  };
  eventtype: string[];
}

/** The input of every state of the order's state machine. */
export interface OrderEvent {
  order: Order;
  /** Unique: the execution's name. */
  orderid: string;
  /** When the order came in, ISO 8601: the execution's start. */
  orderedat: string;
}

/** Seconds that an order may take: longer than every attempt of every state together. */
export const ORDER_SECONDS = 3600;

/** The name of an execution. */
export const ORDER_ID = "^[A-Za-z0-9_-]{1,80}$";

/** Account and vendor ids are parts of keys. */
export const ID = "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$";

/**
 * The problems of an untrusted order; empty if there are none.
 */
export function problemsOf(value: unknown): string[] {
  const isObject = (each: unknown): each is Record<string, unknown> =>
    typeof each === "object" && each !== null && !Array.isArray(each);
  if (!isObject(value)) return ["order must be an object"];
  const { details } = value;
  const problems: string[] = [];
  const check = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };
  const id = new RegExp(ID);
  for (const field of ["accountid", "vendorid"]) {
    check(typeof value[field] === "string" && id.test(value[field]), `${field} must match ${ID}`);
  }
  for (const field of ["orderdate", "city"]) {
    check(typeof value[field] === "string" && value[field] !== "", `${field} must be text`);
  }
  check(
    Array.isArray(value.eventtype) && value.eventtype.every((each) => typeof each === "string"),
    "eventtype must be a list of texts",
  );
  if (!isObject(details)) return [...problems, "details must be an object"];
  const { coffeetype, coffeesize, unitprice, quantity } = details;
  check(COFFEE_TYPES.includes(coffeetype as string), `coffeetype must be one of ${COFFEE_TYPES.join(", ")}`);
  const sizes = Object.keys(PRICES_IN_CENTS);
  check(sizes.includes(coffeesize as string), `coffeesize must be one of ${sizes.join(", ")}`);
  if (sizes.includes(coffeesize as string)) {
    const price = PRICES_IN_CENTS[coffeesize as string]! / 100;
    check(unitprice === price, `unitprice of ${coffeesize} must be ${price}`);
  }
  check(
    Number.isInteger(quantity) && (quantity as number) >= 1 && (quantity as number) <= MAX_QUANTITY,
    `quantity must be a whole number from 1 to ${MAX_QUANTITY}`,
  );
  return problems;
}

/**
 * The event, if its order can be accepted.
 *
 * @throws `InvalidOrder`
 */
export function checkEvent(event: OrderEvent): OrderEvent {
  const { order, orderid, orderedat } = (event ?? {}) as Partial<OrderEvent>;
  const problems = problemsOf(order);
  if (typeof orderid !== "string" || orderid === "") problems.push("orderid must be text");
  if (typeof orderedat !== "string" || !/^\d{4}-\d{2}-/.test(orderedat))
    problems.push("orderedat must be a time");
  if (problems.length > 0) throw named("InvalidOrder", problems.join("; "));
  return event;
}

/** `2026/11/ACCOUNT/ORDER.json`, unique per order and the same on every attempt. */
export function invoiceKey({ order, orderid, orderedat }: OrderEvent): string {
  return `${orderedat.slice(0, 4)}/${orderedat.slice(5, 7)}/${order.accountid}/${orderid}.json`;
}

/** An error with the name that states catch. */
export function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
