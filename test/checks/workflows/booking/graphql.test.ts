import assert from "node:assert/strict";
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from "graphql";
import { Bookings } from "./support";

const ADD = "mutation ($input: StepFunctionsInput!) { addStepFunction(input: $input) { id arn } }";

for (const stack of ["dev", "prod"] as const) {
  describe(`bookings through GraphQL, stack ${stack}`, function () {
    this.timeout(60_000);
    let bookings: Bookings;

    before(async () => {
      // On both stacks the same, so that late payments are late on both.
      bookings = await Bookings.start(stack, { bookingHoldSeconds: "60" });
    });
    after(() => bookings.close());

    it("books and pays, which ends the hold at once", async () => {
      await bookings.open("1");
      const before = Math.floor(Date.now() / 1000);
      assert.deepEqual(await bookings.book("b1", "1"), {
        id: "b1",
        apartmentId: "1",
        status: "HELD",
        error: null,
      });
      const { getApartment } = await bookings.ask<{
        getApartment: { status: string; reservedUntil: number };
      }>('{ getApartment(id: "1") { status reservedUntil } }');
      assert.equal(getApartment.status, "reserved");
      assert.equal((await bookings.booking("b1"))?.status, "HELD");
      const held = getApartment.reservedUntil - before;
      assert.ok(held >= 60 && held <= 62, `held for ${held} seconds`);
      assert.equal((await bookings.pay("b1")).status, "PAID");
      await bookings.execution("b1").ended;
      assert.equal(bookings.execution("b1").status, "SUCCEEDED");
      assert.equal(bookings.execution("b1").billedTransitions, 5);
      assert.equal((await bookings.booking("b1"))?.status, "PAID");
      assert.deepEqual(await bookings.ask('{ getApartment(id: "1") { id status reservedUntil } }'), {
        getApartment: { id: "1", status: "paid", reservedUntil: null },
      });
    });

    it("refuses by name what cannot be paid for", async () => {
      await bookings.open("2");
      await bookings.book("b2", "2");
      const both = await Promise.allSettled([bookings.pay("b2"), bookings.pay("b2")]);
      const refused = both.find(({ status }) => status === "rejected") as PromiseRejectedResult;
      assert.ok(both.some(({ status }) => status === "fulfilled"));
      assert.deepEqual(await bookings.errorOf(Promise.reject(refused.reason)), {
        message: "AlreadyPaid: booking b2 is already paid for",
        errorType: "Lambda:Unhandled",
      });
      assert.equal(await bookings.refusal(bookings.pay("b2")), "AlreadyPaid");
      assert.equal(await bookings.refusal(bookings.pay("b2", "2")), "AlreadyPaid");
      assert.equal(await bookings.refusal(bookings.pay("nobody")), "BookingNotFound");
      assert.equal(await bookings.refusal(bookings.pay("nobody", "2")), "BookingNotFound");
      assert.equal(await bookings.refusal(bookings.pay("nobody", "nowhere")), "BookingNotFound");
      assert.equal(await bookings.refusal(bookings.pay("b2", "")), "InvalidBooking");
      assert.equal(await bookings.item("nowhere"), undefined, "no item appears");
      assert.equal(await bookings.refusal(bookings.pay("no body")), "InvalidBooking");

      await bookings.open("3");
      await bookings.book("b3", "3");
      assert.equal(await bookings.refusal(bookings.pay("b3", "2")), "BookingConflict");
      assert.equal(await bookings.outcomeOf("b3"), "vacant");
      assert.equal(bookings.execution("b3").billedTransitions, 5);
      assert.equal(await bookings.refusal(bookings.pay("b3")), "NotHeld");
      assert.equal(await bookings.refusal(bookings.pay("b3", "3")), "NotHeld");
      assert.equal((await bookings.booking("b3"))?.status, "EXPIRED");
      assert.deepEqual(await bookings.item("3"), { status: "vacant" });
    });

    it("refuses a second client until the hold has ended", async () => {
      await bookings.open("4");
      assert.equal((await bookings.book("first", "4")).status, "HELD");
      assert.equal(await bookings.refusal(bookings.book("second", "4")), "ApartmentTaken");
      assert.deepEqual(await bookings.booking("second"), {
        id: "second",
        apartmentId: "4",
        status: "REFUSED",
        error: "ApartmentTaken",
      });
      assert.equal(await bookings.refusal(bookings.pay("second")), "NotHeld");
      await bookings.outcomeOf("first");
      assert.equal((await bookings.book("third", "4")).status, "HELD");
      assert.equal((await bookings.pay("third")).status, "PAID");
      assert.equal(await bookings.refusal(bookings.book("fourth", "4")), "ApartmentTaken");
    });

    it("knows neither unknown apartments nor unknown bookings", async () => {
      assert.equal(await bookings.refusal(bookings.book("lost", "nowhere")), "ApartmentNotFound");
      assert.equal(await bookings.item("nowhere"), undefined, "no item appears");
      assert.deepEqual(await bookings.ask('{ getApartment(id: "nowhere") { id } }'), { getApartment: null });
      assert.equal(await bookings.booking("nobody"), null);
    });

    it("treats the same id and apartment as the same booking, and another apartment as a conflict", async () => {
      await bookings.open("5");
      await bookings.open("6");
      const twice = await Promise.all([bookings.book("same", "5"), bookings.book("same", "5")]);
      assert.deepEqual(
        twice.map(({ status }) => status),
        ["HELD", "HELD"],
      );
      assert.equal(await bookings.refusal(bookings.book("same", "6")), "BookingConflict");
      await bookings.pay("same");
      await bookings.outcomeOf("same");
      assert.equal((await bookings.book("same", "5")).status, "PAID", "it ended");
      assert.equal(await bookings.refusal(bookings.book("same", "6")), "BookingConflict");
      assert.deepEqual(await bookings.item("6"), { status: "vacant" });
    });

    it("rejects invalid ids", async () => {
      for (const id of ["", "a b", "a:b", "a/b", "ä", "a".repeat(81)]) {
        assert.equal(await bookings.refusal(bookings.book(id, "1")), "InvalidBooking", id);
        assert.equal(await bookings.refusal(bookings.booking(id)), "InvalidBooking", id);
      }
      for (const apartment of ["", "a".repeat(257)]) {
        assert.equal(await bookings.refusal(bookings.book("ok", apartment)), "InvalidBooking");
      }
      await bookings.open("7");
      assert.equal((await bookings.book("a".repeat(80), "7")).status, "HELD");
    });

    it("starts bookings as the seeds do, of this state machine alone", async () => {
      await bookings.open("1234567");
      await bookings.open("8");
      const unqualified = bookings.arn.replace(/:live$/, "");
      assert.deepEqual(await bookings.ask(ADD, { input: { id: "seed", arn: bookings.arn } }), {
        addStepFunction: { id: "seed", arn: bookings.arn },
      });
      assert.deepEqual(
        await bookings.ask(ADD, { input: { id: "seed-8", arn: unqualified, apartmentId: "8" } }),
        { addStepFunction: { id: "seed-8", arn: unqualified } },
      );
      const foreign = [
        "",
        `${unqualified}x`,
        `${unqualified}:other`,
        unqualified.replace("booking", "pipeline"),
      ];
      for (const arn of foreign) {
        const refusal = await bookings.refusal(bookings.ask(ADD, { input: { id: "foreign", arn } }));
        assert.equal(refusal, "ForeignStateMachine", arn);
      }
      const nameless = bookings.ask(ADD, { input: { id: "x", arn: bookings.arn, apartmentId: null } });
      assert.equal(await bookings.refusal(nameless), "InvalidBooking");
      const conflict = bookings.ask(ADD, { input: { id: "seed", arn: bookings.arn, apartmentId: "8" } });
      assert.equal(await bookings.refusal(conflict), "BookingConflict");
      assert.deepEqual(
        (
          await bookings.ask<{ getStepFunctions: object[] }>("{ getStepFunctions { id arn } }")
        ).getStepFunctions.slice(0, 2),
        ["seed-8", "seed"].map((id) => ({ id, arn: bookings.execution(id).arn })),
      );
      assert.equal(await bookings.outcomeOf("seed"), "vacant");
    });

    it("lists apartments page by page", async () => {
      for (let i = 0; i < 120; i++) await bookings.open(`page-${i}`);
      const page = async (args: string) =>
        (
          await bookings.ask<{
            listApartments: { items: { id: string; status: string }[]; nextToken: string | null };
          }>(`{ listApartments${args} { items { id status } nextToken } }`)
        ).listApartments;
      assert.equal((await page("")).items.length, 20);
      assert.equal((await page("(limit: 100)")).items.length, 100);
      const ids: string[] = [];
      let pages = 0;
      for (let token: string | null = ""; token !== null; pages++) {
        const { items, nextToken } = await page(`(limit: 50, nextToken: ${JSON.stringify(token || null)})`);
        ids.push(...items.map(({ id }) => id));
        token = nextToken;
      }
      const { Count } = await bookings.callTable("Scan", { Select: "COUNT" });
      assert.equal(ids.length, Count);
      assert.equal(new Set(ids).size, ids.length);
      assert.equal(pages, Math.ceil(ids.length / 50));
      const malformed = [{}, { status: { S: "sold" } }, { status: { N: "1" } }];
      for (const [index, more] of malformed.entries())
        await bookings.callTable("PutItem", { Item: { Id: { S: `malformed-${index}` }, ...more } });
      const left: string[] = [];
      for (let token: string | null = ""; token !== null; ) {
        const { items, nextToken } = await page(`(limit: 50, nextToken: ${JSON.stringify(token || null)})`);
        left.push(...items.map(({ id }) => id));
        token = nextToken;
      }
      assert.deepEqual(left.sort(), ids.sort());
      const one = bookings.ask('{ getApartment(id: "malformed-1") { status } }');
      assert.equal(await bookings.refusal(one), "MalformedApartment");
      for (const index of malformed.keys())
        await bookings.callTable("DeleteItem", { Key: { Id: { S: `malformed-${index}` } } });
      for (const limit of [0, -1, 101]) {
        assert.equal(await bookings.refusal(page(`(limit: ${limit})`)), "InvalidPage");
      }
      assert.equal(await bookings.refusal(page('(nextToken: "=")')), "InvalidPage");
    });

    it(`${stack === "dev" ? "shows" : "hides"} the schema`, async () => {
      const asked = bookings.ask<IntrospectionQuery>(getIntrospectionQuery());
      if (stack === "dev") {
        const schema = buildClientSchema(await asked);
        assert.deepEqual(Object.keys(schema.getQueryType()!.getFields()).sort(), [
          "getApartment",
          "getBooking",
          "getStepFunctions",
          "listApartments",
        ]);
      } else {
        assert.match((await bookings.errorOf(asked)).message, /__schema/);
      }
    });

    it("refuses more fields with a resolver than it allows", async () => {
      const fields = Array.from({ length: 21 }, (_, at) => `f${at}: getApartment(id: "1") { id }`);
      await assert.rejects(bookings.ask(`{ ${fields.join(" ")} }`), /resolver/i);
    });

    it("refuses a caller that is not authenticated", async () => {
      const post = async (headers: Record<string, string>) => {
        const response = await fetch(bookings.url, {
          method: "POST",
          headers: { "content-type": "application/json", ...headers },
          body: JSON.stringify({ query: '{ getApartment(id: "1") { id } }' }),
        });
        const { errors } = (await response.json()) as { errors: { errorType: string }[] };
        return [response.status, errors[0]?.errorType];
      };
      const refused = await Promise.all([post({}), post({ "x-api-key": "da2-abcdefghijklmnopqrstuvwxyz" })]);
      assert.deepEqual(refused, stack === "dev" ? DEV_REFUSALS : PROD_REFUSALS);
    });

    it("was refused nothing", async () => {
      await bookings.services.clock.whenIdle();
      assert.deepEqual(bookings.services.cloud.iam.refusals, []);
    });
  });
}

const DEV_REFUSALS = [
  [401, "UnauthorizedException"],
  [401, "UnauthorizedException"],
];
const PROD_REFUSALS = [
  [401, "UnauthorizedException"],
  [401, "UnauthorizedException"],
];
