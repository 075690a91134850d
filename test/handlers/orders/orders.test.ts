import assert from "node:assert/strict";
import { type ApiRequest, failed, readKey } from "../../../handlers/orders/api";
import { getObject } from "../../../handlers/orders/getObject";
import { invoiceOf } from "../../../handlers/orders/invoice";
import { invoiceKey, type OrderEvent, PRICES_IN_CENTS, problemsOf } from "../../../handlers/orders/order";
import { putItem } from "../../../handlers/orders/putItem";
import { putObject } from "../../../handlers/orders/putObject";

const good = {
  accountid: "anna",
  orderdate: "2026-11-20",
  vendorid: "central-station",
  city: "Perth",
  details: { coffeetype: "Latte", coffeesize: "Small", unitprice: 3.5, quantity: 1 },
  eventtype: ["order"],
};

const event = (orderedat: string, details = good.details): OrderEvent => ({
  order: { ...good, details },
  orderid: "o-1",
  orderedat,
});

const request = (queryStringParameters: Record<string, string> | null): ApiRequest => ({
  queryStringParameters,
  requestContext: { requestId: "r" },
});

describe("handlers: orders", () => {
  it("finds nothing wrong with a good order", () => {
    assert.deepEqual(problemsOf(good), []);
  });

  const details = (change: object) => ({ ...good, details: { ...good.details, ...change } });
  const bad: [title: string, order: unknown, ...problems: RegExp[]][] = [
    ["nothing", undefined, /^order must be an object$/],
    ["null", null, /^order must be an object$/],
    ["a list", [good], /^order must be an object$/],
    ["text", "order", /^order must be an object$/],
    ["no account", { ...good, accountid: undefined }, /^accountid must match/],
    ["an account that is a path", { ...good, accountid: "../b" }, /^accountid must match/],
    ["an account with a line's end", { ...good, accountid: "anna\n" }, /^accountid must match/],
    ["an account that is too long", { ...good, accountid: "a".repeat(65) }, /^accountid must match/],
    ["a prototype's name", { ...good, vendorid: "__proto__" }, /^vendorid must match/],
    ["a number for a vendor", { ...good, vendorid: 7 }, /^vendorid must match/],
    ["an empty city", { ...good, city: "" }, /^city must be text$/],
    ["a date that is not text", { ...good, orderdate: 20261120 }, /^orderdate must be text$/],
    [
      "an event type that is not a list",
      { ...good, eventtype: "order" },
      /^eventtype must be a list of texts$/,
    ],
    ["an event type of numbers", { ...good, eventtype: [1] }, /^eventtype must be a list of texts$/],
    ["no details", { ...good, details: undefined }, /^details must be an object$/],
    ["details that are a list", { ...good, details: [] }, /^details must be an object$/],
    ["tea", details({ coffeetype: "Tea" }), /^coffeetype must be one of Short Black, Flat White/],
    ["an unknown size", details({ coffeesize: "Huge" }), /^coffeesize must be one of Small, Medium/],
    ["a size of the prototype", details({ coffeesize: "constructor" }), /^coffeesize must be one of/],
    ["another size's price", details({ unitprice: 4 }), /^unitprice of Small must be 3.5$/],
    ["a price in words", details({ unitprice: "3.5" }), /^unitprice of Small must be 3.5$/],
    ["no cup", details({ quantity: 0 }), /^quantity must be a whole number from 1 to 10$/],
    ["eleven cups", details({ quantity: 11 }), /^quantity/],
    ["half a cup", details({ quantity: 1.5 }), /^quantity/],
    ["cups in words", details({ quantity: "2" }), /^quantity/],
    ["two things", { ...good, city: "", accountid: "" }, /^accountid/, /^city/],
  ];
  for (const [title, order, ...problems] of bad) {
    it(`says what is wrong: ${title}`, () => {
      const found = problemsOf(order);
      assert.equal(found.length, problems.length, found.join("; "));
      for (const [index, problem] of problems.entries()) assert.match(found[index]!, problem);
    });
  }

  it("stores no order that is wrong", async () => {
    const wrong = { ...event("2026-11-20T10:00:00.000Z"), order: { ...good, city: "" } };
    await assert.rejects(putItem()(wrong), { name: "InvalidOrder", message: "city must be text" });
  });

  const events: [what: string, event: unknown, message: RegExp][] = [
    ["nothing", null, /^order must be an object; orderid must be text; orderedat must be a time$/],
    ["no id", { ...event("2026-11-20T10:00:00.000Z"), orderid: undefined }, /^orderid must be text$/],
    ["a time in words", event("today"), /^orderedat must be a time$/],
    ["a wrong order", { ...event("2026-11-20T10:00:00.000Z"), order: [] }, /^order must be an object$/],
  ];
  for (const [what, given, message] of events) {
    it(`neither stores an order nor writes an invoice of ${what}`, async () => {
      await assert.rejects(putItem()(given as OrderEvent), { name: "InvalidOrder", message });
      await assert.rejects(putObject()(given as OrderEvent), { name: "InvalidOrder", message });
    });
  }

  it("refuses a request whose query is none, or no text", () => {
    for (const given of [null, {}, { queryStringParameters: { accountid: 7, vendorid: ["v"] } }]) {
      assert.equal((readKey(given as unknown as ApiRequest) as { statusCode: number }).statusCode, 400);
    }
  });

  it("computes amounts in cents: every size and quantity", () => {
    for (const [coffeesize, cents] of Object.entries(PRICES_IN_CENTS)) {
      for (let quantity = 1; quantity <= 10; quantity++) {
        const order = { ...good.details, coffeesize, quantity };
        const { lineitems, total } = invoiceOf(event("2026-11-20T10:00:00.000Z", order));
        const digits = String(cents * quantity).padStart(3, "0");
        assert.equal(total, `${digits.slice(0, -2)}.${digits.slice(-2)}`);
        assert.deepEqual(
          lineitems.map(({ amount }) => amount),
          [total],
        );
      }
    }
  });

  it("dates an invoice by its own order", () => {
    for (const [orderedat, key, billingperiod] of [
      ["2026-11-30T23:59:59.999Z", "2026/11/anna/o-1.json", "2026-11"],
      ["2027-01-01T00:00:00.000Z", "2027/01/anna/o-1.json", "2027-01"],
    ] as const) {
      assert.equal(invoiceKey(event(orderedat)), key);
      const invoice = invoiceOf(event(orderedat));
      assert.deepEqual([invoice.invoicedate, invoice.billingperiod], [orderedat, billingperiod]);
    }
  });

  it("reads the key of a query", () => {
    assert.deepEqual(readKey(request({ accountid: "a", vendorid: "v", x: "y" })), {
      accountid: "a",
      vendorid: "v",
    });
    for (const [query, names] of [
      [null, "accountid and vendorid"],
      [{ accountid: "a" }, "vendorid"],
      [{ accountid: "a/../b", vendorid: "v" }, "accountid"],
      [{ accountid: "__proto__", vendorid: "" }, "accountid and vendorid"],
    ] as const) {
      const answer = readKey(request(query));
      assert.ok("statusCode" in answer);
      assert.equal(answer.statusCode, 400);
      assert.ok(JSON.parse(answer.body).message.startsWith(`${names} must match`), answer.body);
    }
  });

  const invoices: [accountid: string, invoicekey: string, statusCode: number][] = [
    ["a", "2026/11/b/o.json", 404],
    ["a", "2026/11/../a/o.json", 400],
    ["a", "../2026/11/a/o.json", 400],
    ["a", "2026/11/a/../../b/o.json", 400],
    ["a", "2026/11/a/o.json\n", 400],
    ["a", "2026/11/a/o.txt", 400],
    ["a", "", 400],
    ["..", "2026/11/../o.json", 400],
    ["", "2026/11//o.json", 400],
    ["A", "2026/11/a/o.json", 404],
  ];
  for (const [accountid, invoicekey, statusCode] of invoices) {
    it(`answers ${statusCode} before it asks S3: ${JSON.stringify({ accountid, invoicekey })}`, async () => {
      const answer = await getObject()(request({ accountid, invoicekey }));
      assert.equal(answer.statusCode, statusCode, answer.body);
    });
  }

  it("does not disclose an unexpected error to a client", () => {
    const { error } = console;
    const logged: unknown[] = [];
    console.error = (...args) => logged.push(...args);
    try {
      const cause = new Error("table orders-1 is gone");
      const { statusCode, body } = failed(cause);
      assert.deepEqual(
        [statusCode, JSON.parse(body)],
        [500, { message: "the request could not be processed; try again" }],
      );
      assert.deepEqual(logged, [cause]);
    } finally {
      console.error = error;
    }
  });
});
