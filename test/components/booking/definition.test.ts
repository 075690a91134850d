import assert from "node:assert/strict";
import { bookingDefinition } from "../../../components/booking/definition";
import {
  compile,
  type ExecutionResult,
  start,
  TaskFailure,
  type TaskRequest,
} from "../../../packages/asl/engine";
import { ManualClock } from "../../../packages/local-cloud";
import { withTaskDefaults } from "../../../states";

const HOLD_SECONDS = 60;

interface Item {
  status: string;
  reservationId?: string;
  taskToken?: string;
}

type Values = Record<string, { S?: string }>;

/** One apartment, and the state machine's calls to it, each of which can be preceded and followed by something else. */
class Apartment {
  item: Item | undefined = { status: "vacant" };
  /** Called before and after every call of the machine. */
  around: (call: number, moment: "before" | "after") => void = () => {};
  /** What a worker that has the hold's token could send. */
  heartbeat = () => {};
  private calls = 0;
  private readonly holds = new Map<string, () => void>();

  readonly run = async (request: TaskRequest) => {
    const call = this.calls++;
    if (request.taskToken) this.heartbeat = () => request.heartbeat();
    this.around(call, "before");
    const parameters = request.parameters as { ExpressionAttributeValues?: Values };
    const values = parameters.ExpressionAttributeValues;
    const answer = !values
      ? this.get()
      : request.taskToken
        ? this.reserve(values, request.taskToken)
        : this.revert(values);
    this.around(call, "after");
    return answer;
  };

  /** As `payForApartment` does it; without a callback its answer got lost. */
  pay(reservationId: string, callback: boolean): boolean {
    if (this.item?.status !== "reserved" || this.item.reservationId !== reservationId) return false;
    this.item = { ...this.item, status: "paid" };
    if (callback) this.holds.get(this.item.taskToken!)?.();
    return true;
  }

  private get() {
    if (!this.item) return {};
    const { status, reservationId } = this.item;
    return {
      Item: {
        Id: { S: "7" },
        status: { S: status },
        ...(reservationId && { reservationId: { S: reservationId } }),
      },
    };
  }

  private reserve(values: Values, taskToken: string) {
    if (this.item?.status !== "vacant")
      throw new TaskFailure("DynamoDb.ConditionalCheckFailedException", "The conditional request failed");
    this.item = { status: "reserved", reservationId: values[":reservation"]!.S, taskToken };
    return new Promise<null>((resolve) => this.holds.set(taskToken, () => resolve(null)));
  }

  private revert(values: Values) {
    if (this.item?.status !== "reserved" || this.item.reservationId !== values[":reservation"]!.S) {
      throw new TaskFailure("DynamoDB.ConditionalCheckFailedException", "The conditional request failed");
    }
    this.item = { status: "vacant" };
    return {};
  }
}

function book(
  apartment: Apartment,
  clock: ManualClock,
  input: unknown = { apartmentId: "7" },
  holdSeconds = HOLD_SECONDS,
) {
  const name = "b1";
  const machine = compile(withTaskDefaults(bookingDefinition({ tableName: "apartments", holdSeconds })));
  let ids = 0;
  const states: string[] = [];
  const execution = start(machine, {
    input: input as never,
    context: {
      Execution: {
        Id: `arn:${name}`,
        Name: name,
        RoleArn: "arn:role",
        StartTime: new Date(clock.now()).toISOString(),
      },
      StateMachine: { Id: "arn:machine", Name: "machine" },
    },
    clock,
    tasks: { run: apartment.run as never },
    random: () => 0.5,
    uuid: () => `id-${ids++}`,
    onEvent: (event) => {
      const entered = event.stateEnteredEventDetails as { name: string } | undefined;
      if (entered) states.push(entered.name);
    },
  });
  return { execution, states };
}

const outputOf = (result: ExecutionResult) =>
  result.status === "SUCCEEDED" ? (result.output as { status: string }).status : result.error;

describe("components: the booking state machine", () => {
  it("ends the hold immediately when payment arrives", async () => {
    const apartment = new Apartment();
    const clock = new ManualClock();
    const { execution, states } = book(apartment, clock);
    await clock.advance(1_000);
    assert.equal(apartment.pay("b1", true), true);
    assert.equal(outputOf(await execution.result), "paid");
    assert.deepEqual(states, [
      "Change Apartment Status",
      "Get Apartment Status",
      "Has Client Made Payment ?",
      "Payment Was made.",
    ]);
  });

  it("makes the apartment vacant again when the hold runs out", async () => {
    const apartment = new Apartment();
    const clock = new ManualClock();
    const { execution } = book(apartment, clock);
    await clock.advance(HOLD_SECONDS * 1000 - 1);
    assert.equal(apartment.item?.status, "reserved");
    await clock.advance(1);
    assert.equal(outputOf(await execution.result), "vacant");
    assert.deepEqual(apartment.item, { status: "vacant" });
    assert.equal(apartment.pay("b1", true), false, "it is too late to pay");
  });

  for (const holdSeconds of [1, 60, 3_600, 3_601, 86_400]) {
    it(`lasts ${holdSeconds} s where configured`, async () => {
      const apartment = new Apartment();
      const clock = new ManualClock();
      const { execution } = book(apartment, clock, undefined, holdSeconds);
      await clock.advance(holdSeconds * 1000 - 1);
      assert.equal(apartment.item?.status, "reserved");
      await clock.advance(1);
      assert.equal(outputOf(await execution.result), "vacant");
    });
  }

  it("is not prolonged by a heartbeat", async () => {
    const apartment = new Apartment();
    const clock = new ManualClock();
    const { execution } = book(apartment, clock);
    await clock.advance(HOLD_SECONDS * 1000 - 1);
    apartment.heartbeat();
    await clock.advance(1001);
    assert.equal(outputOf(await execution.result), "vacant");
  });

  it("ends as paid at the end of the hold if the callback got lost", async () => {
    const apartment = new Apartment();
    const clock = new ManualClock();
    const { execution } = book(apartment, clock);
    await clock.advance(1_000);
    apartment.pay("b1", false);
    await clock.advance(HOLD_SECONDS * 1000);
    assert.equal(outputOf(await execution.result), "paid");
    assert.equal(apartment.item?.status, "paid");
  });

  for (const callback of [true, false]) {
    for (const offset of [-1, 0, 1]) {
      it(`is decided by the table when payment comes ${offset} ms from the deadline, ${callback ? "with" : "without"} its callback`, async () => {
        const apartment = new Apartment();
        const clock = new ManualClock();
        let paid: boolean | undefined;
        clock.after(HOLD_SECONDS * 1000 + offset, () => {
          paid = apartment.pay("b1", callback);
        });
        const { execution } = book(apartment, clock);
        await clock.advance(2 * HOLD_SECONDS * 1000);
        const ended = outputOf(await execution.result);
        assert.equal(ended, paid ? "paid" : "vacant");
        assert.equal(apartment.item?.status, ended);
      });
    }
    for (const call of [1, 2, 3]) {
      for (const moment of ["before", "after"] as const) {
        it(`is decided by the table when payment lands ${moment} call ${call} after the deadline, ${callback ? "with" : "without"} its callback`, async () => {
          const apartment = new Apartment();
          const clock = new ManualClock();
          let paid: boolean | undefined;
          apartment.around = (at, when) => {
            if (at === call && when === moment) paid = apartment.pay("b1", callback);
          };
          const { execution } = book(apartment, clock);
          await clock.advance(2 * HOLD_SECONDS * 1000);
          const ended = outputOf(await execution.result);
          assert.equal(ended, paid ? "paid" : "vacant");
          assert.equal(apartment.item?.status, ended);
        });
      }
    }
  }

  it("does no harm when a revert is repeated whose answer got lost", async () => {
    const apartment = new Apartment();
    const clock = new ManualClock();
    let lost = false;
    const { run } = apartment;
    const flaky = Object.assign(apartment, {
      run: async (request: TaskRequest) => {
        const answer = await run(request);
        if (apartment.item?.status === "vacant" && !lost) {
          lost = true;
          throw new TaskFailure("DynamoDB.InternalServerError", "lost");
        }
        return answer;
      },
    });
    const { execution } = book(flaky, clock);
    await clock.advance(2 * HOLD_SECONDS * 1000);
    assert.equal(lost, true);
    assert.equal(outputOf(await execution.result), "vacant");
  });

  const refusals: [what: string, item: Item | undefined, error: string][] = [
    [
      "an apartment that another client holds",
      { status: "reserved", reservationId: "other" },
      "ApartmentTaken",
    ],
    ["an apartment that is paid for", { status: "paid", reservationId: "other" }, "ApartmentTaken"],
    ["an unknown apartment", undefined, "ApartmentNotFound"],
  ];
  for (const [what, item, error] of refusals) {
    it(`refuses ${what} by name`, async () => {
      const apartment = new Apartment();
      apartment.item = item;
      const { execution } = book(apartment, new ManualClock());
      assert.equal(outputOf(await execution.result), error);
      assert.deepEqual(apartment.item, item);
    });
  }

  for (const input of [{}, { apartmentId: 7 }, [], "7", null]) {
    it(`refuses ${JSON.stringify(input)} as a booking`, async () => {
      const { execution } = book(new Apartment(), new ManualClock(), input);
      assert.equal(outputOf(await execution.result), "InvalidBooking");
    });
  }

  it("fails by name where the reservation was removed, and leaves the apartment alone", async () => {
    const apartment = new Apartment();
    const clock = new ManualClock();
    const { execution } = book(apartment, clock);
    await clock.advance(1_000);
    apartment.item = { status: "reserved", reservationId: "other" };
    await clock.advance(HOLD_SECONDS * 1000);
    assert.equal(outputOf(await execution.result), "ReservationLost");
    assert.deepEqual(apartment.item, { status: "reserved", reservationId: "other" });
  });
});
