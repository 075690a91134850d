import assert from "node:assert/strict";
import { outcome } from "../../../checks/workflows/booking/client";
import { Bookings, until } from "./booking/support";

const CLIENTS = 1_000;
const ROUNDS = 10;
/** Few enough that the last one gets its response within AppSync's 30 seconds on a slow machine too. */
const GRAPHQL_CLIENTS = 200;

const count = (values: string[]) =>
  Object.fromEntries(
    [...new Set(values)].map((value) => [value, values.filter((each) => each === value).length]),
  );

describe("a thousand bookings of one apartment at once", function () {
  this.timeout(120_000);
  let bookings: Bookings;

  before(async () => {
    bookings = await Bookings.start("dev");
  });
  after(() => bookings.close());

  /** Exactly one holds the apartment, which it then pays for. */
  async function checkWinner(apartment: string, ids: string[]): Promise<void> {
    const item = await bookings.item(apartment);
    assert.equal(item?.status, "reserved");
    const winner = item.reservationId!;
    assert.ok(ids.includes(winner));
    assert.equal(bookings.execution(winner).status, "RUNNING");
    assert.equal((await bookings.pay(winner)).status, "PAID");
    assert.equal(await bookings.outcomeOf(winner), "paid");
    assert.deepEqual(await bookings.item(apartment), {
      status: "paid",
      reservationId: winner,
      taskToken: item.taskToken,
    });
  }

  const clientsOf = (apartment: string, length: number) =>
    Array.from({ length }, (_, client) => `${apartment}-${client}`);

  it(`has one winner of ${GRAPHQL_CLIENTS} through GraphQL`, async () => {
    const apartment = "race-graphql";
    await bookings.open(apartment);
    const ids = clientsOf(apartment, GRAPHQL_CLIENTS);
    const responses = await Promise.all(
      ids.map(async (id) => {
        const booking = bookings.book(id, apartment);
        return booking.then(
          ({ status }) => status,
          () => bookings.refusal(booking),
        );
      }),
    );
    assert.deepEqual(count(responses), { HELD: 1, ApartmentTaken: GRAPHQL_CLIENTS - 1 });
    await checkWinner(apartment, ids);
  });

  for (let round = 1; round <= ROUNDS; round++) {
    it(`has one winner, round ${round} of ${ROUNDS}`, async () => {
      const apartment = `race-${round}`;
      await bookings.open(apartment);
      const ids = clientsOf(apartment, CLIENTS);
      const executions = await Promise.all(ids.map((id) => bookings.start(id, apartment)));
      await until(
        () => executions.filter(({ status }) => status === "RUNNING").length,
        (running) => running === 1,
      );
      const losers = executions.filter(({ status }) => status !== "RUNNING");
      assert.deepEqual(count(losers.map(outcome)), { ApartmentTaken: CLIENTS - 1 });
      await checkWinner(apartment, ids);
    });
  }
});
