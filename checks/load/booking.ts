import { ApiError, type Booking, BookingClient, outcome } from "../workflows/booking/client";
import { checkSettledApartments } from "../workflows/booking/promises";
import { type Check, grouped } from "../workflows/check";
import { itemsOf } from "../workflows/deployedStack";
import { checkExecutions, factsOf } from "../workflows/executions";
import { checkRequests, type Recording, UnexpectedResponse, within } from "./recording";
import { endOf, executionsOf, type Phase, stackOf, type Target, type Workload } from "./workload";

/** The errors that docs/booking.md names. */
const ERRORS = ["ApartmentTaken", "ApartmentNotFound", "BookingConflict", "NotHeld", "AlreadyPaid"];

/** What AppSync returns after 30 seconds; the function continues. */
const LATE = "Execution timed out.";
const MAX_ATTEMPTS = 4;

/** Every fourth client does not pay. */
const PAYING = 4;
/** How many clients want the same apartment while the load is sustained. */
const RIVALS = 2;
/** Milliseconds between two queries of a booking that is not decided yet. */
const POLL_INTERVAL_MS = 250;
const DECISION_DEADLINE_MS = 60_000;

/** A booking as its client saw it. */
interface SeenBooking {
  id: string;
  apartmentId: string;
  /** The outcome of `bookApartment`: `HELD`, or an error's name. */
  booked: string;
  /** The outcome of `payForApartment`, if the client paid: `PAID`, or an error's name. */
  paid?: string;
}

/** Booked and paid for through GraphQL: first each client's own apartment, then one apartment, then two clients an apartment. */
export class BookingLoad implements Workload {
  readonly workflow = "booking";
  readonly api = "GraphQL, HTTP";
  readonly phases: Phase[] = [
    {
      title: "at once, many apartments",
      kind: "burst",
      prepare: async (count) => {
        for (let index = 0; index < count; index++) await this.openOnce(`many-${index}`);
      },
      run: (index, recording) => this.book(`many-${index}`, `many-${index}`, recording),
    },
    {
      title: "at once, one apartment",
      kind: "burst",
      prepare: () => this.openOnce("one-0"),
      run: (index, recording) => this.book(`one-${index}`, "one-0", recording),
    },
    {
      title: "sustained",
      kind: "sustained",
      run: async (index, recording) => {
        const apartmentId = `on-${Math.floor(index / RIVALS)}`;
        await this.openOnce(apartmentId);
        return this.book(`on-${index}`, apartmentId, recording);
      },
    },
  ];
  private readonly client: BookingClient;
  private readonly seen: SeenBooking[] = [];
  private readonly opened = new Map<string, Promise<void>>();

  constructor(private readonly target: Target) {
    this.client = new BookingClient(stackOf(target));
  }

  /** An apartment that was not paid for is held until time has passed. */
  async checks(recordings: Recording[]): Promise<Check[]> {
    const { services } = this.target;
    const running = executionsOf(services, this.workflow).filter(({ status }) => status === "RUNNING");
    await services.clock.skipWhile(
      Promise.allSettled(running.map(({ ended }) => within(60_000, "running", ended))),
    );
    const executions = executionsOf(services, this.workflow);
    const outcomes = new Map(executions.map((execution) => [execution.name, outcome(execution)]));
    const items = await itemsOf(this.target, this.client.table);
    const rivals = grouped(this.seen, ({ apartmentId }) => apartmentId);
    const apartments = items.map(({ Id, status, reservationId }) => {
      const bookings = rivals.get(Id!.S!) ?? [];
      return {
        id: Id!.S!,
        item: {
          status: status!.S!,
          ...(reservationId?.S !== undefined && { reservationId: reservationId.S }),
        },
        outcomes: bookings.flatMap(({ id }) =>
          outcomes.has(id) ? [{ id, outcome: outcomes.get(id)! }] : [],
        ),
        confirmed: bookings.filter(({ paid }) => paid === "PAID").map(({ id }) => id),
      };
    });
    return [
      checkRequests(recordings),
      checkExecutions(executions.map(factsOf), { errors: /^ApartmentTaken$/ }),
      ...checkSettledApartments(
        apartments,
        [...rivals].map(([apartmentId, bookings]) => ({
          apartmentId,
          count: bookings.length,
          held: bookings.filter(({ booked }) => booked === "HELD").length,
        })),
      ),
    ];
  }

  close(): void {}

  /** Puts a vacant apartment into the table, unless that was done or is in progress. */
  private openOnce(id: string): Promise<void> {
    const opened = this.opened.get(id) ?? this.client.open(id);
    this.opened.set(id, opened);
    return opened;
  }

  private book(id: string, apartmentId: string, recording: Recording): Promise<unknown> {
    return recording.execution(async () => {
      const { client } = this;
      const response = await attempt("bookApartment", () => client.book(id, apartmentId), recording);
      const booking: SeenBooking = { id, apartmentId, booked: response };
      this.seen.push(booking);
      if (response === "PENDING") booking.booked = await this.decision(id, apartmentId, recording);
      const isPaying = apartmentId === "one-0" || this.seen.length % PAYING !== 0;
      if (booking.booked === "HELD" && !isPaying) return "held, not paid for";
      if (booking.booked === "HELD") {
        booking.paid = await attempt("payForApartment", () => client.pay(id, apartmentId), recording);
      }
      await endOf(this.target.services, client.executionArn(id));
      return booking.paid ?? booking.booked;
    });
  }

  /** Polls a booking whose decision took longer than the response to `bookApartment` waits. */
  private async decision(id: string, apartmentId: string, recording: Recording): Promise<string> {
    const end = performance.now() + DECISION_DEADLINE_MS;
    while (performance.now() < end) {
      const booking = await recording.request(() => this.poll(id, apartmentId));
      if (booking?.status === "REFUSED") return String(booking.error);
      if (booking && booking.status !== "PENDING") return booking.status;
      await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
    }
    throw new UnexpectedResponse(
      "not decided",
      `booking ${id} was not decided within ${DECISION_DEADLINE_MS} ms`,
    );
  }

  private async poll(id: string, apartmentId: string): Promise<Booking | null> {
    try {
      return await this.client.booking(id, apartmentId);
    } catch (error) {
      throw unexpected(error, "GraphQL error");
    }
  }
}

/**
 * The status, or the error's name. A client that got no response in time asks again, and gets the outcome of its first
 * request.
 */
async function attempt(field: string, mutate: () => Promise<Booking>, recording: Recording): Promise<string> {
  for (let attempts = 1; attempts <= MAX_ATTEMPTS; attempts++) {
    const response = await recording.request(() => documentedOutcome(mutate()));
    if (response !== LATE) return attempts > 1 && response === "AlreadyPaid" ? "PAID" : response;
    recording.retries.add(LATE);
  }
  throw new UnexpectedResponse(LATE, `${field} was attempted ${MAX_ATTEMPTS} times, and timed out each time`);
}

async function documentedOutcome(mutation: Promise<Booking>): Promise<string> {
  try {
    return (await mutation).status;
  } catch (error) {
    if (error instanceof ApiError && error.status === 200) {
      const { reason } = error;
      if (reason === LATE || ERRORS.includes(reason)) return reason;
      throw new UnexpectedResponse(reason, error.message);
    }
    throw unexpected(error, "GraphQL error");
  }
}

function unexpected(error: unknown, kind: string): unknown {
  if (!(error instanceof ApiError)) return error;
  return error.status === 200
    ? new UnexpectedResponse(kind, error.message)
    : new UnexpectedResponse(`HTTP ${error.status}`, error.text);
}
