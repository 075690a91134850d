import assert from "node:assert/strict";
import { Tally } from "../../../checks/load/latencies";
import {
  type ApartmentSeen,
  type BookingSeen,
  everyExecutionEnded,
  everyMessageOnce,
  everyRequestAnswered,
  type MessageTraces,
  type OrderSeen,
  type OrderTraces,
  oneBookingPerApartment,
  oneInvoicePerOrder,
} from "../../../checks/load/promises";
import { Recording, UnexpectedAnswer } from "../../../checks/load/recording";
import { defaultThrottles } from "../../../checks/load/throttling";

describe("load: every request is answered", () => {
  it("is broken by an answer that is not documented, told once for each kind", async () => {
    const good = new Recording();
    await good.request(async () => {});
    assert.deepEqual(everyRequestAnswered([good]).broken, []);
    const bad = new Recording();
    for (const body of ["first", "second"])
      await bad.request(() => Promise.reject(new UnexpectedAnswer("HTTP 500", body))).catch(() => {});
    const check = everyRequestAnswered([good, bad]);
    assert.deepEqual(check.broken, ["2 × HTTP 500: first"]);
    assert.equal(check.of, "3 requests");
  });
});

describe("load: every execution ends, by a name where it fails", () => {
  const table: [status: string, error: string | undefined, broken: RegExp | undefined][] = [
    ["SUCCEEDED", undefined, undefined],
    ["FAILED", "OrderActive", undefined],
    ["RUNNING", undefined, /^arn still runs$/],
    ["FAILED", undefined, /^arn ended as FAILED with no error$/],
    ["FAILED", "", /no error$/],
    ["FAILED", "States.Runtime", /with the error States\.Runtime$/],
    ["TIMED_OUT", undefined, /TIMED_OUT/],
    ["ABORTED", undefined, /ABORTED/],
  ];
  for (const [status, error, broken] of table) {
    it(`${status} ${error ?? "without an error"} ${broken ? "breaks it" : "keeps it"}`, () => {
      const check = everyExecutionEnded([{ arn: "arn", status, error }], ["OrderActive"]);
      assert.equal(check.broken.length, broken ? 1 : 0);
      if (broken) assert.match(check.broken[0]!, broken);
    });
  }
});

describe("load: one booking per apartment", () => {
  const bookings: BookingSeen[] = [
    { id: "a", apartmentId: "1", booked: "HELD", paid: "PAID" },
    { id: "b", apartmentId: "1", booked: "ApartmentTaken" },
    { id: "c", apartmentId: "2", booked: "HELD" },
  ];
  const apartments: ApartmentSeen[] = [
    { id: "1", status: "paid", reservationId: "a" },
    { id: "2", status: "vacant" },
  ];

  it("is kept", () => {
    assert.deepEqual(oneBookingPerApartment(bookings, apartments).broken, []);
  });

  const breaches: [what: string, bookings: BookingSeen[], apartments: ApartmentSeen[], broken: string][] = [
    [
      "two hold it",
      [...bookings, { id: "d", apartmentId: "1", booked: "HELD" }],
      apartments,
      "apartment 1 was held by 2 of 3",
    ],
    [
      "nobody got it",
      [...bookings, { id: "d", apartmentId: "3", booked: "ApartmentTaken" }],
      apartments,
      "apartment 3 was held by 0 of 1",
    ],
    [
      "another has it",
      bookings,
      [{ id: "1", status: "paid", reservationId: "b" }, apartments[1]!],
      "apartment 1 is paid by b instead of paid by a",
    ],
    [
      "what was paid for is vacant",
      bookings,
      [{ id: "1", status: "vacant" }, apartments[1]!],
      "apartment 1 is vacant instead of paid by a",
    ],
    [
      "a hold never ends",
      bookings,
      [apartments[0]!, { id: "2", status: "reserved", reservationId: "c" }],
      "apartment 2 is reserved instead of vacant",
    ],
    ["it is gone", bookings, [apartments[0]!], "apartment 2 is not in the table instead of vacant"],
  ];
  for (const [what, seen, table, broken] of breaches) {
    it(`is broken where ${what}`, () => {
      assert.deepEqual(oneBookingPerApartment(seen, table).broken, [broken]);
    });
  }
});

describe("load: one invoice per order", () => {
  const orders: OrderSeen[] = [
    { orderid: "o1", accountid: "anna", status: "SUCCEEDED" },
    { orderid: "o2", accountid: "anna", status: "FAILED", error: "OrderActive" },
  ];
  const traces: OrderTraces = {
    active: [{ accountid: "anna", orderid: "o1" }],
    invoiceKeys: ["2026/11/anna/o1.json"],
    announced: ["o1"],
  };
  const brokenBy = (seen: OrderSeen[], found: Partial<OrderTraces>) =>
    oneInvoicePerOrder(seen, { ...traces, ...found }).flatMap(({ promise, broken }) =>
      broken.map((each) => `${promise}: ${each}`),
    );

  it("is kept", () => {
    assert.deepEqual(brokenBy(orders, {}), []);
  });

  const breaches: [what: string, found: Partial<OrderTraces>, broken: string][] = [
    ["an order is lost", { active: [] }, "no order lost: there is no order anna/o1"],
    [
      "the refused one is active too",
      { active: [...traces.active, { accountid: "anna", orderid: "o2" }] },
      "no order lost: there is order anna/o2, of which nothing is known",
    ],
    [
      "there is no invoice",
      { invoiceKeys: [] },
      "one invoice per accepted order: there is no invoice anna/o1",
    ],
    [
      "there are two invoices",
      { invoiceKeys: ["2026/11/anna/o1.json", "2026/12/anna/o1.json"] },
      "one invoice per accepted order: there are 2 of invoice anna/o1",
    ],
    [
      "there is an invoice of no order",
      { invoiceKeys: [...traces.invoiceKeys, "2026/11/anna/o2.json"] },
      "one invoice per accepted order: there is invoice anna/o2, of which nothing is known",
    ],
    [
      "it is announced twice",
      { announced: ["o1", "o1"] },
      "one announcement per accepted order: there are 2 of announcement o1",
    ],
    [
      "it is not announced",
      { announced: [] },
      "one announcement per accepted order: there is no announcement o1",
    ],
  ];
  for (const [what, found, broken] of breaches) {
    it(`is broken where ${what}`, () => {
      assert.deepEqual(brokenBy(orders, found), [broken]);
    });
  }

  it("is broken where an account has two accepted orders", () => {
    const both: OrderSeen[] = orders.map(({ orderid, accountid }) => ({
      orderid,
      accountid,
      status: "SUCCEEDED",
    }));
    const found = brokenBy(both, {});
    assert.ok(
      found.includes("one active order of an account: account anna has 2 accepted orders at once"),
      found.join(),
    );
  });
});

describe("load: every message once", () => {
  const traces: MessageTraces = {
    written: new Map([["wills/1", "text"]]),
    received: [{ key: "wills/1", text: "text" }],
    items: [{ key: "wills/1", sent: true, unsent: false, setAside: false }],
    deadLetters: 0,
  };
  const brokenBy = (found: Partial<MessageTraces>) =>
    everyMessageOnce({ ...traces, ...found }).flatMap(({ promise, broken }) =>
      broken.map((each) => `${promise}: ${each}`),
    );

  it("is kept", () => {
    assert.deepEqual(brokenBy({}), []);
  });

  const [received] = traces.received;
  const [item] = traces.items;
  const breaches: [what: string, found: Partial<MessageTraces>, broken: string][] = [
    ["it is lost", { received: [] }, "no message lost or doubled: there is no message wills/1"],
    [
      "it came twice",
      { received: [received!, received!] },
      "no message lost or doubled: there are 2 of message wills/1",
    ],
    [
      "it came changed",
      { received: [{ key: "wills/1", text: "other" }] },
      "no message lost or doubled: message wills/1 arrived with another text",
    ],
    [
      "one came that nobody wrote",
      { received: [received!, { key: "janea/1", text: "text" }] },
      "no message lost or doubled: there is message janea/1, of which nothing is known",
    ],
    [
      "it is not marked",
      { items: [{ ...item!, sent: false, unsent: true }] },
      "what was sent is marked so: message wills/1 is not marked sent",
    ],
    [
      "it is sent and unsent",
      { items: [{ ...item!, unsent: true }] },
      "what was sent is marked so: message wills/1 is not marked sent",
    ],
    [
      "it was set aside",
      { items: [{ ...item!, setAside: true }] },
      "what was sent is marked so: message wills/1 is not marked sent",
    ],
    ["its item is gone", { items: [] }, "what was sent is marked so: message wills/1 is not marked sent"],
    ["a dead letter", { deadLetters: 1 }, "no message set aside: 1 messages are in the dead-letter queue"],
  ];
  for (const [what, found, broken] of breaches) {
    it(`is broken where ${what}`, () => {
      assert.deepEqual(brokenBy(found), [broken]);
    });
  }
});

describe("load: the stage throttles unless configured otherwise", () => {
  const LET_IN = '400 {"message":"Invalid request body"}';
  const REFUSED = '429 {"message":"Too Many Requests"}';
  const answers = (counts: Record<string, number>) => {
    const tally = new Tally();
    for (const [name, count] of Object.entries(counts))
      for (let each = 0; each < count; each++) tally.add(name);
    return tally;
  };
  const limit = { rate: 50, burst: 100 };
  const table: [what: string, counts: Record<string, number>, seconds: number, broken: RegExp | undefined][] =
    [
      ["the burst", { [LET_IN]: 100, [REFUSED]: 200 }, 0, undefined],
      ["the burst and a second's rate", { [LET_IN]: 150, [REFUSED]: 150 }, 1, undefined],
      ["too many", { [LET_IN]: 151, [REFUSED]: 149 }, 1, /^151 were let in; allowed: 100 to 150 in 1\.0 s$/],
      ["too few", { [LET_IN]: 99, [REFUSED]: 201 }, 1, /^99 were let in/],
      ["another answer", { [LET_IN]: 100, 500: 1, [REFUSED]: 199 }, 1, /^the answers were .*1 500$/],
    ];
  for (const [what, counts, seconds, broken] of table) {
    it(`${what} ${broken ? "breaks" : "keeps"} it`, () => {
      const check = defaultThrottles({ answers: answers(counts), seconds }, limit);
      assert.equal(check.broken.length, broken ? 1 : 0, check.broken.join());
      if (broken) assert.match(check.broken[0]!, broken);
    });
  }
});
