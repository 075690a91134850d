import assert from "node:assert/strict";
import { outcome } from "../../../../checks/workflows/booking/client";
import type { Clock } from "../../../../packages/local-cloud";
import { AwsError } from "../../../../packages/local-cloud";
import { Bookings, intercept, statesOf, until, withInputs } from "./support";

const HOLD_SECONDS = 60;

describe("the hold, on the real services", function () {
  this.timeout(60_000);
  let bookings: Bookings;
  let apartments = 0;
  let restore = () => {};

  before(async () => {
    bookings = await Bookings.start("dev", { bookingHoldSeconds: String(HOLD_SECONDS) }, (evaluation) =>
      withInputs(
        withInputs(evaluation, "aws:lambda/function:Function", /payForApartment/, { timeout: 2 }),
        "aws:appsync/graphQLApi:GraphQLApi",
        /./,
        { queryDepthLimit: 2 },
      ),
    );
    // Functions have started once before something depends on how long they take.
    await bookings.open("warm");
    await bookings.book("warm", "warm");
    await bookings.pay("warm");
  });
  afterEach(() => {
    restore();
    restore = () => {};
    bookings.services.faults.clear();
  });
  after(() => bookings.close());

  /** An apartment, and the booking of the same name that holds it. */
  async function held(): Promise<string> {
    const id = `held-${apartments++}`;
    await bookings.open(id);
    assert.equal((await bookings.book(id, id)).status, "HELD");
    return id;
  }

  /** @param apartmentId if the payer names it, it is written without reading the booking first */
  const payment = (id: string, apartmentId?: string): Promise<string> => {
    const paid = bookings.pay(id, apartmentId);
    return paid.then(
      ({ status }) => status,
      () => bookings.refusal(paid),
    );
  };

  /** The response to the payment, the execution's outcome and the table agree. */
  async function checkDecision(id: string, answer: string): Promise<void> {
    const ended = outcome(bookings.execution(id));
    assert.deepEqual([answer, ended], answer === "PAID" ? ["PAID", "paid"] : ["NotHeld", "vacant"], id);
    assert.equal((await bookings.item(id))?.status, ended);
  }

  const deadline = (id: string) => bookings.execution(id).startDate.getTime() + HOLD_SECONDS * 1000;

  /** As {@link held}, with half a second of the hold left. */
  async function nearlyOver(): Promise<string> {
    const { clock } = bookings.services;
    const id = await held();
    await clock.skipWhile(later(clock, deadline(id) - 500 - clock.now(), async () => {}));
    return id;
  }

  /** Lets the rest of the hold pass; nothing skips it while a function is running. */
  const runOut = (id: string) => bookings.execution(id).ended;

  it("is queried no deeper than the API allows", async () => {
    assert.deepEqual(await bookings.ask("{ listApartments { nextToken } }"), {
      listApartments: { nextToken: null },
    });
    const { message } = await bookings.errorOf(bookings.ask("{ listApartments { items { id } } }"));
    assert.match(message, /depth/i);
  });

  it("is decided by the table, whenever the payment arrives around the deadline", async () => {
    const { clock } = bookings.services;
    const offsets = [-2000, -50, -20, -10, -8, -6, -4, -3, -2, -1, 0, 1, 2, 3, 5, 10, 2000];
    const ids = await Promise.all(offsets.map(held));
    const payments = ids.map((id, at) => {
      return later(clock, deadline(id) + offsets[at]! - clock.now(), () =>
        payment(id, at % 2 ? id : undefined),
      );
    });
    const answers = await clock.skipWhile(Promise.all(payments));
    await clock.skipWhile(Promise.all(ids.map((id) => bookings.execution(id).ended)));
    for (const [at, id] of ids.entries()) await checkDecision(id, answers[at]!);
    assert.deepEqual([answers[0], answers.at(-1)], ["PAID", "NotHeld"]);
  });

  const interleavings: [moment: "before" | "after", operation: string, answer: string, revert: boolean][] = [
    ["before", "GetItem", "PAID", false],
    ["after", "GetItem", "PAID", true],
    ["before", "UpdateItem", "PAID", true],
    ["after", "UpdateItem", "NotHeld", true],
  ];
  const both = interleavings.flatMap((each) => [[...each, false] as const, [...each, true] as const]);
  for (const [moment, operation, expected, reverts, named] of both) {
    it(`ends as ${expected === "PAID" ? "paid" : "vacant"} when payment lands ${moment} the machine's ${operation} after the deadline${named ? ", its apartment named" : ""}`, async () => {
      const id = await held();
      let answer: string | undefined;
      restore = intercept(bookings.services.dynamodb, async (call) => {
        const now = call.byMachine && call.operation === operation && answer === undefined;
        if (now && moment === "before") answer = await payment(id, named ? id : undefined);
        const result = await call.next();
        if (now && moment === "after") answer = await payment(id, named ? id : undefined);
        return result;
      });
      await bookings.outcomeOf(id);
      assert.equal(answer, expected);
      await checkDecision(id, expected);
      assert.equal(statesOf(bookings.execution(id)).includes("Payment Wasn't Made, revert."), reverts);
    });
  }

  it("refuses a payment that found the apartment held, but writes after the hold has ended", async () => {
    const id = await nearlyOver();
    restore = intercept(bookings.services.dynamodb, async (call) => {
      if (call.byField === "payForApartment" && call.operation === "UpdateItem") await runOut(id);
      return call.next();
    });
    await checkDecision(id, await payment(id));
    assert.equal(await payment(id, id), "NotHeld");
  });

  it("refuses a payment that writes when another booking holds the apartment", async () => {
    const id = await nearlyOver();
    restore = intercept(bookings.services.dynamodb, async (call) => {
      if (call.byField === "payForApartment" && call.operation === "UpdateItem") {
        await runOut(id);
        await bookings.start(`${id}-next`, id);
        await until(
          () => bookings.item(id),
          (item) => item?.status === "reserved",
        );
      }
      return call.next();
    });
    assert.equal(await payment(id), "NotHeld");
    assert.equal(await payment(id, id), "NotHeld");
    assert.equal((await bookings.item(id))?.reservationId, `${id}-next`);
    assert.equal((await bookings.pay(`${id}-next`)).status, "PAID");
  });

  it("ends as paid when it runs out between the write and the callback", async () => {
    const id = await nearlyOver();
    restore = intercept(bookings.services.stepFunctions, async (call) => {
      if (call.operation === "SendTaskSuccess") await runOut(id);
      return call.next();
    });
    assert.equal(await payment(id), "PAID");
    await checkDecision(id, "PAID");
  });

  it("ends as paid at its end if the function crashes between the write and the callback", async () => {
    const id = await held();
    let giveUp = (_reason: Error) => {};
    const reached = new Promise<void>((resolve) => {
      restore = intercept(bookings.services.stepFunctions, (call) => {
        if (call.operation !== "SendTaskSuccess") return call.next();
        resolve();
        return new Promise((_, reject) => {
          giveUp = reject;
        });
      });
    });
    const answer = bookings.errorOf(bookings.pay(id));
    await reached;
    assert.equal(await bookings.item(id).then((item) => item?.status), "paid");
    // The function is killed when its time is up.
    assert.match((await answer).message, /Task timed out after 2\.00 seconds/);
    giveUp(new AwsError("ServiceUnavailable", "no one waits any more", 503));
    assert.equal(bookings.execution(id).status, "RUNNING");
    assert.equal((await bookings.booking(id))?.status, "PAID");
    assert.equal(await bookings.refusal(bookings.pay(id)), "AlreadyPaid");
    assert.equal(await bookings.outcomeOf(id), "paid");
    assert.equal((await bookings.item(id))?.status, "paid");
  });

  it("ends as paid at its end if the callback is refused", async () => {
    const id = await held();
    restore = intercept(bookings.services.stepFunctions, async (call) => {
      if (call.operation === "SendTaskSuccess") throw new AwsError("AccessDeniedException", "not today");
      return call.next();
    });
    assert.equal(await payment(id), "PAID");
    assert.equal(bookings.execution(id).status, "RUNNING");
    assert.equal(await bookings.outcomeOf(id), "paid");
  });

  for (const named of [false, true]) {
    it(`says that it is paid when the response to the payment's write was lost${named ? ", its apartment named" : ""}`, async () => {
      const id = await held();
      let writes = 0;
      restore = intercept(bookings.services.dynamodb, async (call) => {
        const result = await call.next();
        const isPayment = call.byField === "payForApartment" && call.operation === "UpdateItem";
        if (isPayment && writes++ === 0) throw lostResponse();
        return result;
      });
      const answer = await payment(id, named ? id : undefined);
      assert.equal(answer, "AlreadyPaid", "the client of DynamoDB tried again");
      assert.equal(await bookings.outcomeOf(id), "paid");
    });
  }

  it("does no harm when a revert is repeated whose response was lost, even if another booking came in between", async () => {
    for (const next of [false, true]) {
      const id = await held();
      let reverts = 0;
      restore = intercept(bookings.services.dynamodb, async (call) => {
        const result = await call.next();
        if (!call.byMachine || call.operation !== "UpdateItem" || reverts++ > 0) return result;
        if (next) await bookings.open(id, { status: "reserved", reservationId: "next" });
        throw lostResponse();
      });
      assert.equal(await bookings.outcomeOf(id), "vacant");
      assert.deepEqual(
        await bookings.item(id),
        next ? { status: "reserved", reservationId: "next" } : { status: "vacant" },
      );
      restore();
    }
  });

  it("keeps what an attempt reserved whose response was lost, with the token of the next", async () => {
    const id = `lost-${apartments++}`;
    await bookings.open(id);
    const tokens: (string | undefined)[] = [];
    let reservedAgain = () => {};
    const again = new Promise<void>((resolve) => {
      reservedAgain = resolve;
    });
    restore = intercept(bookings.services.dynamodb, async (call) => {
      const result = await call.next();
      if (!call.byMachine || call.operation !== "UpdateItem") return result;
      tokens.push((await bookings.item(id))?.taskToken);
      if (tokens.length === 1) throw lostResponse();
      reservedAgain();
      return result;
    });
    await bookings.start(id, id);
    await bookings.services.clock.skipWhile(again);
    assert.notEqual(tokens[0], tokens[1]);
    assert.equal(await payment(id), "PAID");
    await bookings.execution(id).ended;
    assert.equal(outcome(bookings.execution(id)), "paid");
  });

  it("ends as paid when payment lands between two attempts to reserve", async () => {
    const id = `between-${apartments++}`;
    await bookings.open(id);
    let answer: string | undefined;
    restore = intercept(bookings.services.dynamodb, async (call) => {
      const result = await call.next();
      if (!call.byMachine || call.operation !== "UpdateItem" || answer !== undefined) return result;
      answer = await payment(id);
      throw lostResponse();
    });
    await bookings.start(id, id);
    assert.equal(await bookings.outcomeOf(id), "paid");
    assert.equal(answer, "PAID");
  });

  it("can be taken over once it has ended, even if it was not reverted", async () => {
    const now = Math.floor(bookings.services.clock.now() / 1000);
    await bookings.open("over", { status: "reserved", reservationId: "gone", reservedUntil: now - 10 });
    assert.equal((await bookings.book("over", "over")).status, "HELD");
    assert.equal((await bookings.item("over"))?.reservationId, "over");
    await bookings.open("on", { status: "reserved", reservationId: "here", reservedUntil: now + 10 });
    assert.equal(await bookings.refusal(bookings.book("on", "on")), "ApartmentTaken");
    assert.equal((await bookings.item("on"))?.reservationId, "here");
  });

  for (const state of ["Change Apartment Status", "Get Apartment Status", "Payment Wasn't Made, revert."]) {
    const prefix = state === "Change Apartment Status" ? "DynamoDb" : "DynamoDB";
    const throttle = (attempts?: string) =>
      bookings.services.faults.add({
        state,
        ...(attempts !== undefined && { attempts }),
        fault: { kind: "error", error: `${prefix}.ProvisionedThroughputExceededException` },
      });

    it(`tries '${state}' again when DynamoDB is busy`, async () => {
      const id = `busy-${apartments++}`;
      await bookings.open(id);
      throttle("0-5");
      await bookings.start(id, id);
      assert.equal(await bookings.outcomeOf(id), "vacant");
      assert.deepEqual(await bookings.item(id), { status: "vacant" });
    });

    if (state !== "Change Apartment Status") {
      it(`retries when DynamoDB does not respond to '${state}'`, async () => {
        const id = `mute-${apartments++}`;
        await bookings.open(id);
        bookings.services.faults.add({
          state,
          attempts: "0-1",
          fault: { kind: "delay", seconds: 3600 },
        });
        await bookings.start(id, id);
        assert.equal(await bookings.outcomeOf(id), "vacant");
        assert.deepEqual(await bookings.item(id), { status: "vacant" });
      });
    }

    it(`gives '${state}' up by name when DynamoDB stays busy`, async () => {
      const id = `busy-${apartments++}`;
      await bookings.open(id);
      throttle();
      await bookings.start(id, id);
      const error = await bookings.outcomeOf(id);
      const never = state === "Change Apartment Status";
      assert.equal(error, never ? "ReservationLost" : "DynamoDB.ProvisionedThroughputExceededException");
      assert.equal((await bookings.item(id))?.status, never ? "vacant" : "reserved");
    });
  }
});

const lostResponse = () => new AwsError("InternalServerError", "the response was lost", 500);

const later = <T>(clock: Clock, ms: number, work: () => Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => clock.after(ms, () => work().then(resolve, reject)));
