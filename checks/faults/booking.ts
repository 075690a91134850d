import type { Execution } from "../../packages/local-cloud";
import { ApiError, BookingClient, outcome, statusOrError } from "../workflows/booking/client";
import { AGREEMENT, checkApartments, HOLD_ENDS } from "../workflows/booking/promises";
import { violationsOf } from "../workflows/check";
import type { FaultedWorkflow, Path, Testbed, Verdict } from "./workflow";

/** One apartment and its bookings, with the responses that clients got. */
class Apartment {
  readonly client: BookingClient;
  /** The responses to each booking's requests, the latest last. */
  readonly responses = new Map<string, string[]>();

  constructor(
    private readonly testbed: Testbed,
    readonly id: string,
  ) {
    this.client = new BookingClient(testbed);
  }

  start(booking: string): Promise<Execution> {
    return this.client.start(booking, this.id);
  }

  async book(booking: string): Promise<void> {
    this.note(booking, await statusOrError(this.client.book(booking, this.id)));
  }

  async pay(booking: string): Promise<void> {
    this.note(booking, await statusOrError(this.client.pay(booking)));
  }

  /** Sends a request, which may well fail because of the fault. */
  async ask(query: string): Promise<void> {
    await this.client.ask(query).catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
    });
  }

  /** The execution of a booking, unless a fault prevented its start. */
  execution(booking: string): Execution | undefined {
    return this.testbed.services.stepFunctions.execution(this.client.executionArn(booking));
  }

  /** The executions of this apartment's bookings. */
  executions(): Execution[] {
    const input = JSON.stringify({ apartmentId: this.id });
    return this.testbed.services.stepFunctions.executions().filter((each) => each.input === input);
  }

  /** Waits until the hold is over; the table has whole seconds. */
  async untilHoldIsOver(): Promise<void> {
    const { clock } = this.testbed.services;
    await clock.skipWhile(new Promise<void>((resolve) => clock.after(2_000, resolve)));
  }

  private note(booking: string, response: string): void {
    this.responses.set(booking, [...(this.responses.get(booking) ?? []), response]);
  }
}

async function judge(apartment: Apartment): Promise<Verdict> {
  const item = await apartment.client.item(apartment.id);
  const facts = {
    id: apartment.id,
    item,
    outcomes: apartment
      .executions()
      .map((execution) => ({ id: execution.name, outcome: outcome(execution) })),
    confirmed: [...apartment.responses]
      .filter(([, responses]) => responses.includes("PAID"))
      .map(([id]) => id),
  };
  const violations = violationsOf(checkApartments([facts]));
  if (item?.status === "reserved") violations.push(...(await bookAgain(apartment)));
  return { violations };
}

/** A hold that is over and was not reverted does not prevent the next booking. */
async function bookAgain(apartment: Apartment): Promise<string[]> {
  const next = `${apartment.id}-next`;
  await apartment.untilHoldIsOver();
  await apartment.book(next);
  await apartment.pay(next);
  const responses = apartment.responses.get(next)!.join(", ");
  return responses === "HELD, PAID"
    ? []
    : [`${HOLD_ENDS}: the responses to the next booking were ${responses}`];
}

const path = (title: string, play: (apartment: Apartment, testbed: Testbed) => Promise<void>): Path => {
  const apartments = new Map<string, Apartment>();
  return {
    title,
    async play(testbed, id) {
      const apartment = new Apartment(testbed, id);
      apartments.set(id, apartment);
      await apartment.client.open(id);
      await play(apartment, testbed);
      apartments.delete(id);
      return () => judge(apartment);
    },
    /** The client pays. */
    async act(_, id) {
      await apartments.get(id)?.pay(`${id}-a`);
    },
  };
};

export const booking: FaultedWorkflow = {
  name: "booking",
  config: { workflows: '["booking"]' },
  // Where reads and reverts gave up, the error is the table's; the apartment is then free for the next booking.
  errors: /^(ApartmentTaken|ApartmentNotFound|InvalidBooking|ReservationLost|DynamoDB\.\w+)$/,
  limits: [
    {
      call: "dynamodb:UpdateItem",
      fault: "carried out late",
      promise: AGREEMENT,
      because:
        "a reservation that DynamoDB carries out a minute late, after its booking has ended, stays in the table; its hold is over by then, so that the next booking takes the apartment",
    },
  ],
  paths: [
    path("held, not paid", async (apartment) => {
      await apartment.start(`${apartment.id}-a`);
    }),
    path("two bookings of one apartment", async (apartment) => {
      await Promise.all([apartment.start(`${apartment.id}-a`), apartment.start(`${apartment.id}-b`)]);
    }),
    path("reverted, the response lost", async (apartment, { faults, services }) => {
      const lost = faults.inject(
        "crashed after",
        ({ task }) => task?.state === "Payment Wasn't Made, revert.",
      );
      const { ended } = await apartment.start(`${apartment.id}-a`);
      await services.clock.skipWhile(ended);
      await lost.end();
    }),
    path("booked, queried and paid", async (apartment) => {
      const { id } = apartment;
      await apartment.book(`${id}-a`);
      await apartment.ask(`{ getBooking(id: "${id}-a") { status } }`);
      await apartment.ask(`{ getApartment(id: "${id}") { status } }`);
      await apartment.pay(`${id}-a`);
    }),
    path("started, started again, listed", async (apartment, { outputs, services }) => {
      const { id } = apartment;
      const add = `mutation { addStepFunction(input: {id: "${id}-a", arn: "${outputs.bookingArn}", apartmentId: "${id}"}) { id } }`;
      await apartment.ask(add);
      await apartment.ask("{ getStepFunctions { id } listApartments(limit: 5) { items { id } } }");
      await apartment.pay(`${id}-a`);
      await services.clock.skipWhile(Promise.resolve(apartment.execution(`${id}-a`)?.ended));
      await apartment.ask(add);
      await apartment.book(`${id}-a`);
    }),
  ],
};
