import assert from "node:assert/strict";
import { Tally } from "../../../checks/load/latencies";
import { checkRequests, Recording, UnexpectedResponse } from "../../../checks/load/recording";
import { checkStageLimit } from "../../../checks/load/throttling";
import {
  type ApartmentFacts,
  checkSettledApartments,
  type Rivals,
} from "../../../checks/workflows/booking/promises";
import { violationsOf } from "../../../checks/workflows/check";
import { checkExecutions } from "../../../checks/workflows/executions";
import {
  checkPumpedMessages,
  checkTexts,
  type MessageTraces,
  messageFacts,
} from "../../../checks/workflows/messenger/promises";
import { checkAnnouncements, checkOrders, type OrderFacts } from "../../../checks/workflows/orders/promises";

describe("load: every request is answered", () => {
  it("is broken by an undocumented response, reported once for each kind", async () => {
    const good = new Recording();
    await good.request(async () => {});
    assert.deepEqual(checkRequests([good]).broken, []);
    const bad = new Recording();
    for (const body of ["first", "second"])
      await bad.request(() => Promise.reject(new UnexpectedResponse("HTTP 500", body))).catch(() => {});
    const check = checkRequests([good, bad]);
    assert.deepEqual(check.broken, ["2 × HTTP 500: first"]);
    assert.equal(check.of, "3 requests");
  });
});

describe("load: every execution ends, and a failed one with a named error", () => {
  const table: [status: string, error: string | undefined, broken: RegExp | undefined][] = [
    ["SUCCEEDED", undefined, undefined],
    ["FAILED", "OrderActive", undefined],
    ["RUNNING", undefined, /^arn is still running$/],
    ["FAILED", undefined, /^arn ended as FAILED with no error$/],
    ["FAILED", "", /no error$/],
    ["FAILED", "States.Runtime", /with the error States\.Runtime$/],
    ["TIMED_OUT", undefined, /TIMED_OUT/],
    ["ABORTED", undefined, /ABORTED/],
  ];
  for (const [status, error, broken] of table) {
    it(`${status} ${error ?? "without an error"} ${broken ? "breaks it" : "keeps it"}`, () => {
      const check = checkExecutions([{ arn: "arn", status, error }], { errors: /^OrderActive$/ });
      assert.equal(check.broken.length, broken ? 1 : 0);
      if (broken) assert.match(check.broken[0]!, broken);
    });
  }
});

describe("load: one booking per apartment", () => {
  const paid: ApartmentFacts = {
    id: "1",
    item: { status: "paid", reservationId: "a" },
    outcomes: [
      { id: "a", outcome: "paid" },
      { id: "b", outcome: "ApartmentTaken" },
    ],
    confirmed: ["a"],
  };
  const vacant: ApartmentFacts = {
    id: "2",
    item: { status: "vacant" },
    outcomes: [{ id: "c", outcome: "vacant" }],
    confirmed: [],
  };
  const rivals: Rivals[] = [
    { apartmentId: "1", count: 2, held: 1 },
    { apartmentId: "2", count: 1, held: 1 },
  ];

  it("is kept", () => {
    assert.deepEqual(violationsOf(checkSettledApartments([paid, vacant], rivals)), []);
  });

  const breaches: [what: string, apartments: ApartmentFacts[], rivals: Rivals[], broken: string[]][] = [
    [
      "two hold it",
      [paid, vacant],
      [{ apartmentId: "1", count: 3, held: 2 }],
      ["one booking per apartment: apartment 1 was held by 2 of 3"],
    ],
    [
      "no one got it",
      [paid, vacant],
      [{ apartmentId: "3", count: 1, held: 0 }],
      ["one booking per apartment: apartment 3 was held by 0 of 1"],
    ],
    [
      "another booking has it",
      [{ ...paid, item: { status: "paid", reservationId: "b" } }, vacant],
      rivals,
      [
        "a confirmed payment is kept: the payment of a was confirmed, the table says paid for b",
        "table and execution agree: a is paid, the table says paid for b",
        "table and execution agree: b is ApartmentTaken, the table says paid for b",
        "table and execution agree: no one paid for apartment 1, the table says paid for b",
      ],
    ],
    [
      "what was paid for is vacant",
      [{ ...paid, item: { status: "vacant" } }, vacant],
      rivals,
      [
        "a confirmed payment is kept: the payment of a was confirmed, the table says vacant",
        "table and execution agree: a is paid, the table says vacant",
      ],
    ],
    [
      "a hold never ends",
      [paid, { ...vacant, item: { status: "reserved", reservationId: "d" } }],
      rivals,
      ["a hold ends: apartment 2 is reserved for d"],
    ],
    [
      "it is gone",
      [paid, { ...vacant, item: undefined }],
      rivals,
      ["a hold ends: apartment 2 is no such apartment"],
    ],
  ];
  for (const [what, apartments, seen, broken] of breaches) {
    it(`is broken where ${what}`, () => {
      assert.deepEqual(violationsOf(checkSettledApartments(apartments, seen)), broken);
    });
  }
});

describe("load: one invoice per order", () => {
  const facts: OrderFacts & { announced: string[] } = {
    orders: [
      { orderid: "o1", accountid: "anna", accepted: true },
      { orderid: "o2", accountid: "anna", accepted: false },
    ],
    active: [{ accountid: "anna", orderid: "o1" }],
    invoiceKeys: ["2026/11/anna/o1.json"],
    announced: ["o1"],
  };
  const brokenBy = (changed: Partial<typeof facts>) => {
    const { announced, ...found } = { ...facts, ...changed };
    return violationsOf([...checkOrders(found), checkAnnouncements(found, announced)]);
  };

  it("is kept", () => {
    assert.deepEqual(brokenBy({}), []);
  });

  const breaches: [what: string, found: Partial<typeof facts>, broken: string[]][] = [
    [
      "an order is lost",
      { active: [] },
      ["an accepted order is active until it is collected: anna/o1 is gone"],
    ],
    [
      "the refused one is active too",
      { active: [...facts.active, { accountid: "anna", orderid: "o2" }] },
      [
        "table and execution agree: anna/o2 is active, and was not accepted",
        "no active order without an invoice: anna/o2 has none",
      ],
    ],
    [
      "there is no invoice",
      { invoiceKeys: [] },
      [
        "one invoice per accepted order: anna/o1 has 0",
        "no active order without an invoice: anna/o1 has none",
      ],
    ],
    [
      "there are two invoices",
      { invoiceKeys: ["2026/11/anna/o1.json", "2026/12/anna/o1.json"] },
      ["one invoice per accepted order: anna/o1 has 2"],
    ],
    [
      "there is an invoice of no accepted order",
      { invoiceKeys: [...facts.invoiceKeys, "2026/11/anna/o2.json"] },
      ["no invoice without an accepted order: anna/o2 has one"],
    ],
    ["it is announced twice", { announced: ["o1", "o1"] }, ["one announcement per accepted order: o1 has 2"]],
    ["it is not announced", { announced: [] }, ["one announcement per accepted order: o1 has 0"]],
  ];
  for (const [what, found, broken] of breaches) {
    it(`is broken where ${what}`, () => {
      assert.deepEqual(brokenBy(found), broken);
    });
  }

  it("is broken where an account has two accepted orders", () => {
    const both = facts.orders.map((order) => ({ ...order, accepted: true }));
    const found = brokenBy({ orders: both });
    assert.ok(
      found.includes("one active order per account: account anna has 2 accepted orders at once"),
      found.join(),
    );
  });
});

describe("load: every message once", () => {
  const traces: MessageTraces = {
    written: new Map([["wills/1", "text"]]),
    received: [{ id: "wills/1", text: "text" }],
    items: [{ id: "wills/1", sent: true, unsent: false, setAside: false }],
    deadLetters: [],
  };
  const brokenBy = (changed: Partial<MessageTraces>) => {
    const found = { ...traces, ...changed };
    return violationsOf([...checkPumpedMessages(messageFacts(found)), checkTexts(found)]);
  };

  it("is kept", () => {
    assert.deepEqual(brokenBy({}), []);
  });

  const [received] = traces.received;
  const [item] = traces.items;
  const breaches: [what: string, found: Partial<MessageTraces>, broken: string[]][] = [
    [
      "it is lost",
      { received: [] },
      [
        "no message is marked sent that was not sent: wills/1 is",
        "no message is lost: wills/1 is in no queue",
      ],
    ],
    [
      "it is received twice",
      { received: [received!, received!] },
      ["no message is sent twice: wills/1 was sent 2 times"],
    ],
    [
      "its text changed",
      { received: [{ id: "wills/1", text: "other" }] },
      ["a message arrives as it was written: wills/1 arrived with another text"],
    ],
    [
      "one is received that was not written",
      { received: [received!, { id: "janea/1", text: "text" }] },
      ["a message arrives as it was written: janea/1 was received, and was not written"],
    ],
    [
      "it is not marked",
      { items: [{ ...item!, sent: false, unsent: true }] },
      ["no message stays unsent: wills/1 does"],
    ],
    [
      "it is sent and unsent",
      { items: [{ ...item!, unsent: true }] },
      [
        'a message is unsent, sent or set aside: wills/1 is {"sent":true,"unsent":true,"setAside":false}',
        "no message stays unsent: wills/1 does",
      ],
    ],
    [
      "it was set aside",
      { items: [{ ...item!, setAside: true }] },
      [
        "no message is lost: wills/1 is marked as set aside, and is not in the dead-letter queue",
        'a message is unsent, sent or set aside: wills/1 is {"sent":true,"unsent":false,"setAside":true}',
      ],
    ],
    [
      "its item is gone",
      { items: [] },
      ['a message is unsent, sent or set aside: wills/1 is {"sent":false,"unsent":false,"setAside":false}'],
    ],
    [
      "it is a dead letter",
      { deadLetters: ["wills/1"] },
      ["an outage sets no message aside: wills/1 was set aside"],
    ],
  ];
  for (const [what, found, broken] of breaches) {
    it(`is broken where ${what}`, () => {
      assert.deepEqual(brokenBy(found), broken);
    });
  }
});

describe("load: the stage throttles unless configured otherwise", () => {
  const ACCEPTED = '400 {"message":"Invalid request body"}';
  const THROTTLED = '429 {"message":"Too Many Requests"}';
  const responsesOf = (counts: Record<string, number>) => {
    const tally = new Tally();
    for (const [name, count] of Object.entries(counts))
      for (let each = 0; each < count; each++) tally.add(name);
    return tally;
  };
  const limit = { rate: 50, burst: 100 };
  const table: [what: string, counts: Record<string, number>, seconds: number, broken: RegExp | undefined][] =
    [
      ["the burst", { [ACCEPTED]: 100, [THROTTLED]: 200 }, 0, undefined],
      ["the burst and a second's rate", { [ACCEPTED]: 150, [THROTTLED]: 150 }, 1, undefined],
      [
        "too many",
        { [ACCEPTED]: 151, [THROTTLED]: 149 },
        1,
        /^151 were accepted; allowed: 100 to 150 in 1\.0 s$/,
      ],
      ["too few", { [ACCEPTED]: 99, [THROTTLED]: 201 }, 1, /^99 were accepted/],
      ["another response", { [ACCEPTED]: 100, 500: 1, [THROTTLED]: 199 }, 1, /^the responses were .*1 500$/],
    ];
  for (const [what, counts, seconds, broken] of table) {
    it(`${what} ${broken ? "breaks" : "keeps"} it`, () => {
      const check = checkStageLimit({ responses: responsesOf(counts), seconds }, limit);
      assert.equal(check.broken.length, broken ? 1 : 0, check.broken.join());
      if (broken) assert.match(check.broken[0]!, broken);
    });
  }
});
