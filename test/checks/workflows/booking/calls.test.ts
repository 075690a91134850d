import assert from "node:assert/strict";
import { AwsError, type Service } from "../../../../packages/local-cloud";
import { Bookings, type Call, intercept, until } from "./support";

/** An account may describe 15 executions a second: a booking that is held or paid for needs none of them. */
describe("the calls of the bookings' functions", function () {
  this.timeout(60_000);
  let bookings: Bookings;
  let apartments = 0;
  let made: string[] = [];
  const restores: (() => void)[] = [];

  before(async () => {
    bookings = await Bookings.start("dev");
  });
  beforeEach(() => {
    const { dynamodb, stepFunctions } = bookings.services;
    for (const service of [dynamodb, stepFunctions]) around(service, (call) => call.next());
    made = [];
  });
  afterEach(() => {
    for (const restore of restores.splice(0).reverse()) restore();
  });
  after(() => bookings.close());

  /** Counts the calls that functions make of a service, and carries them out so. */
  function around(service: Service, carryOut: (call: Call) => Promise<Record<string, unknown>>): void {
    restores.push(
      intercept(service, (call) => {
        if (call.byField) made.push(`${call.byField} ${call.operation}`);
        return carryOut(call);
      }),
    );
  }

  /** Lets a function that has started a booking read the table only once the condition holds. */
  function lookOnce(isSo: () => Promise<boolean>): void {
    restores.push(
      intercept(bookings.services.dynamodb, async (call) => {
        const started = made.some((each) => each.endsWith(" StartExecution"));
        if (started && call.byField && call.operation === "GetItem") await until(isSo, Boolean);
        return call.next();
      }),
    );
  }

  const newApartment = async (): Promise<string> => {
    const id = `calls-${apartments++}`;
    await bookings.open(id);
    return id;
  };

  const reservedBy = async (id: string, apartment: string) =>
    (await bookings.item(apartment))?.reservationId === id;

  /** A booking of a new apartment of the same name; what was called until then is forgotten. */
  async function held(): Promise<string> {
    const id = await newApartment();
    await bookings.start(id, id);
    await until(() => reservedBy(id, id), Boolean);
    made = [];
    return id;
  }

  const described = () => made.filter((call) => call.endsWith(" DescribeExecution")).length;

  it("are a start, two reads, a write and a callback for a booking that is paid for", async () => {
    const id = await newApartment();
    lookOnce(() => reservedBy(id, id));
    assert.equal((await bookings.book(id, id)).status, "HELD");
    assert.equal((await bookings.booking(id, id))?.status, "HELD");
    assert.equal((await bookings.pay(id, id)).status, "PAID");
    assert.equal((await bookings.booking(id, id))?.status, "PAID");
    assert.deepEqual(made, [
      "bookApartment GetItem",
      "bookApartment StartExecution",
      "bookApartment GetItem",
      "getBooking GetItem",
      "payForApartment UpdateItem",
      "payForApartment SendTaskSuccess",
      "getBooking GetItem",
    ]);
    assert.equal(await bookings.outcomeOf(id), "paid");
  });

  it("describe an execution once where the apartment of the booking is not given", async () => {
    const id = await held();
    assert.equal((await bookings.booking(id))?.status, "HELD");
    assert.equal((await bookings.pay(id)).status, "PAID");
    assert.deepEqual(made, [
      "getBooking DescribeExecution",
      "getBooking GetItem",
      "payForApartment DescribeExecution",
      "payForApartment GetItem",
      "payForApartment UpdateItem",
      "payForApartment SendTaskSuccess",
    ]);
  });

  it("poll the table while the apartment is vacant, and seldom the execution", async () => {
    const id = await newApartment();
    restores.push(
      intercept(bookings.services.dynamodb, async (call) => {
        if (call.byMachine && call.operation === "UpdateItem") await until(described, (count) => count === 1);
        return call.next();
      }),
    );
    assert.equal((await bookings.book(id, id)).status, "HELD");
    assert.deepEqual(made.slice(0, 9), [
      "bookApartment GetItem",
      "bookApartment StartExecution",
      ...Array(5).fill("bookApartment GetItem"),
      "bookApartment DescribeExecution",
      "bookApartment GetItem",
    ]);
  });

  it("describe the execution of a booking that is refused, from the third poll on", async () => {
    const apartment = await held();
    const ended = async () => bookings.execution("refused").status === "FAILED";
    lookOnce(ended);
    assert.equal(await bookings.refusal(bookings.book("refused", apartment)), "ApartmentTaken");
    assert.deepEqual(made, [
      "bookApartment GetItem",
      "bookApartment StartExecution",
      ...Array(3).fill("bookApartment GetItem"),
      "bookApartment DescribeExecution",
    ]);
  });

  it("start no execution for a booking of no apartment", async () => {
    assert.equal(await bookings.refusal(bookings.book("nowhere", "nowhere")), "ApartmentNotFound");
    assert.deepEqual(made, ["bookApartment GetItem", "bookApartment DescribeExecution"]);
  });

  it("distinguish a booking of no apartment from one whose apartment was removed", async () => {
    const id = await held();
    assert.equal(await bookings.refusal(bookings.book(id, "nowhere")), "BookingConflict");
    await bookings.outcomeOf(id);
    await bookings.remove(id);
    assert.equal((await bookings.book(id, id)).status, "EXPIRED");
  });

  it("describe the execution of a booking whose apartment is removed while it starts", async () => {
    const id = await newApartment();
    restores.push(
      intercept(bookings.services.stepFunctions, async (call) => {
        if (call.byField && call.operation === "StartExecution") await bookings.remove(id);
        return call.next();
      }),
    );
    assert.equal(await bookings.refusal(bookings.book(id, id)), "ApartmentNotFound");
    assert.equal(bookings.execution(id).status, "FAILED");
  });

  it("describe an execution that ended already no more than once", async () => {
    const id = await held();
    assert.equal(await bookings.outcomeOf(id), "vacant");
    assert.equal((await bookings.book(id, id)).status, "EXPIRED");
    assert.deepEqual(made, [
      "bookApartment GetItem",
      "bookApartment StartExecution",
      "bookApartment DescribeExecution",
      "bookApartment GetItem",
    ]);
  });

  it("hold and pay although Step Functions describes nothing", async () => {
    const id = await newApartment();
    restores.push(
      intercept(bookings.services.stepFunctions, async (call) => {
        if (call.operation === "DescribeExecution")
          throw new AwsError("ThrottlingException", "Rate exceeded");
        return call.next();
      }),
    );
    lookOnce(() => reservedBy(id, id));
    assert.equal((await bookings.book(id, id)).status, "HELD");
    assert.equal((await bookings.pay(id, id)).status, "PAID");
  });

  it("report what the table says of a booking whose execution was stopped", async () => {
    const id = await held();
    const { cloud } = bookings.services;
    const { arn } = bookings.execution(id);
    await cloud.call(cloud.administrator, "states", "StopExecution", { executionArn: arn });
    assert.equal((await bookings.booking(id))?.status, "HELD");
    assert.equal((await bookings.book(id, id)).status, "HELD");
    assert.equal((await bookings.pay(id)).status, "PAID");
    assert.equal((await bookings.booking(id))?.status, "PAID");
    assert.equal((await bookings.booking(id, id))?.status, "PAID");
    assert.equal(await bookings.refusal(bookings.pay(id, id)), "AlreadyPaid");
    assert.equal(await bookings.refusal(bookings.book(`${id}-next`, id)), "ApartmentTaken");
  });

  it("report a stopped booking as stopped once another booking has the apartment", async () => {
    const id = await held();
    const { cloud } = bookings.services;
    const { arn } = bookings.execution(id);
    await cloud.call(cloud.administrator, "states", "StopExecution", { executionArn: arn });
    await bookings.open(id, { status: "reserved", reservationId: "other" });
    for (const apartment of [undefined, id]) {
      const { status, error } = (await bookings.booking(id, apartment))!;
      assert.deepEqual([status, error], ["REFUSED", "ABORTED"]);
      assert.equal(await bookings.refusal(bookings.pay(id, apartment)), "NotHeld");
    }
    assert.equal((await bookings.item(id))?.reservationId, "other");
  });

  it("report what the execution says of a booking whose apartment another booking has since", async () => {
    const [paid, expired] = [await held(), await held()];
    await bookings.pay(paid);
    for (const [id, status] of [
      [paid, "PAID"],
      [expired, "EXPIRED"],
    ] as const) {
      await bookings.outcomeOf(id);
      await bookings.open(id, { status: "reserved", reservationId: "other" });
      for (const apartment of [undefined, id])
        assert.equal((await bookings.booking(id, apartment))?.status, status);
      assert.equal((await bookings.book(id, id)).status, status);
    }
  });
});
