import { type Credential, callApi } from "../workflows/apiClient";
import {
  type BookingSeen,
  type Check,
  everyExecutionEnded,
  everyRequestAnswered,
  oneBookingPerApartment,
} from "./promises";
import { type Recording, UnexpectedAnswer, within } from "./recording";
import { asEnded, endOf, executionsOf, itemsOf, type Phase, type Target, type Workload } from "./workload";

/** What docs/booking.md says a client may be told. */
const ERRORS = ["ApartmentTaken", "ApartmentNotFound", "BookingConflict", "NotHeld", "AlreadyPaid"];

/** What AppSync answers after 30 seconds; the function goes on. */
const LATE = "Execution timed out.";
const MOST_ASKED = 4;

/** Every fourth client does not pay. */
const PAYING = 4;
/** How many clients want the same apartment while the load is sustained. */
const RIVALS = 2;
/** Milliseconds from one look at a booking that is not decided yet to the next. */
const POLL_INTERVAL_MS = 250;
const DECISION_DEADLINE_MS = 60_000;

interface Booking {
  status: string;
  error?: string | null;
}

/** Booked and paid for over GraphQL: each an apartment of his own, all one apartment, two an apartment. */
export class BookingLoad implements Workload {
  readonly workflow = "booking";
  readonly door = "GraphQL, HTTP";
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
      prepare: async () => void (await this.openOnce("one-0")),
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
  private readonly url: string;
  private readonly credential: Credential;
  private readonly seen: BookingSeen[] = [];
  private readonly opened = new Map<string, Promise<unknown>>();

  constructor(private readonly target: Target) {
    const { outputs } = target.evaluation;
    const { booking: apiKey } = outputs.apiKeys as { booking?: string };
    this.url = String(outputs.bookingUrl);
    this.credential = apiKey ? { apiKey } : { service: "appsync", region: target.services.cloud.region };
  }

  /** What nobody paid for is held until time has passed. */
  async checks(recordings: Recording[]): Promise<Check[]> {
    const { services, evaluation } = this.target;
    const running = executionsOf(services, this.workflow).filter(({ status }) => status === "RUNNING");
    await services.clock.skipWhile(
      Promise.allSettled(running.map(({ ended }) => within(60_000, "running", ended))),
    );
    const items = await itemsOf(services, String(evaluation.outputs.bookingTable));
    const apartments = items.map(({ Id, status, reservationId }) => ({
      id: Id!.S!,
      status: status!.S!,
      reservationId: reservationId?.S,
    }));
    return [
      everyRequestAnswered(recordings),
      everyExecutionEnded(executionsOf(services, this.workflow).map(asEnded), ["ApartmentTaken"]),
      oneBookingPerApartment(this.seen, apartments),
    ];
  }

  close(): void {}

  /** Puts a vacant apartment into the table, unless it is there or under way. */
  private openOnce(id: string): Promise<unknown> {
    const { cloud } = this.target.services;
    const TableName = String(this.target.evaluation.outputs.bookingTable);
    const Item = { Id: { S: id }, status: { S: "vacant" } };
    const opened =
      this.opened.get(id) ?? cloud.call(cloud.administrator, "dynamodb", "PutItem", { TableName, Item });
    this.opened.set(id, opened);
    return opened;
  }

  private book(id: string, apartmentId: string, recording: Recording): Promise<unknown> {
    return recording.execution(async () => {
      const input = { id, apartmentId };
      const answered = await this.mutate("bookApartment", { input }, recording);
      const booking: BookingSeen = { id, apartmentId, booked: answered };
      this.seen.push(booking);
      if (answered === "PENDING") booking.booked = await this.decided(id, apartmentId, recording);
      const isPaying = apartmentId === "one-0" || this.seen.length % PAYING !== 0;
      if (booking.booked === "HELD" && !isPaying) return "held, not paid for";
      if (booking.booked === "HELD") {
        const payment = { bookingId: id, apartmentId };
        booking.paid = await this.mutate("payForApartment", payment, recording);
      }
      await endOf(this.target.services, this.arnOf(id));
      return booking.paid ?? booking.booked;
    });
  }

  /** A booking that took longer than its answer waits for. */
  private async decided(id: string, apartmentId: string, recording: Recording): Promise<string> {
    const end = performance.now() + DECISION_DEADLINE_MS;
    while (performance.now() < end) {
      const { status, error } = await recording.request(() => this.getBooking(id, apartmentId));
      if (status === "REFUSED") return String(error);
      if (status !== "PENDING") return status;
      await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
    }
    throw new UnexpectedAnswer("not decided", `booking ${id} was not decided in ${DECISION_DEADLINE_MS} ms`);
  }

  /** The status, or the error's name. A client that got no answer in time asks again, and is told of what it asked before. */
  private async mutate(
    field: keyof typeof MUTATIONS,
    variables: object,
    recording: Recording,
  ): Promise<string> {
    for (let asked = 1; asked <= MOST_ASKED; asked++) {
      const answer = await recording.request(() => this.mutateOnce(field, variables));
      if (answer !== LATE) return asked > 1 && answer === "AlreadyPaid" ? "PAID" : answer;
      recording.askedAgain.add(LATE);
    }
    throw new UnexpectedAnswer(LATE, `${field} was asked ${MOST_ASKED} times, and every time too late`);
  }

  private async mutateOnce(field: keyof typeof MUTATIONS, variables: object): Promise<string> {
    const { data, errors } = await this.ask(MUTATIONS[field], variables);
    const message = errors?.[0]?.message;
    const name = message?.split(":")[0];
    if (name === undefined) return data![field]!.status;
    if (name !== LATE && !ERRORS.includes(name)) throw new UnexpectedAnswer(name, String(message));
    return name;
  }

  private async getBooking(id: string, apartmentId: string): Promise<Booking> {
    const { data, errors } = await this.ask(GET_BOOKING, { id, apartmentId });
    if (errors?.[0]) throw new UnexpectedAnswer("GraphQL error", errors[0].message);
    return data?.getBooking ?? { status: "PENDING" };
  }

  private async ask(query: string, variables: object): Promise<Answer> {
    const { status, text } = await callApi(this.credential, "POST", this.url, { query, variables });
    if (status !== 200) throw new UnexpectedAnswer(`HTTP ${status}`, text);
    return JSON.parse(text);
  }

  private arnOf(id: string): string {
    const [prefix, machine] = String(this.target.evaluation.outputs.bookingArn).split(":stateMachine:");
    return `${prefix}:execution:${machine!.split(":")[0]}:${id}`;
  }
}

interface Answer {
  data?: Record<string, Booking | null> | null;
  errors?: { message: string }[];
}

const MUTATIONS = {
  bookApartment: "mutation ($input: BookApartmentInput!) { bookApartment(input: $input) { status } }",
  payForApartment:
    "mutation ($bookingId: ID!, $apartmentId: ID) { payForApartment(bookingId: $bookingId, apartmentId: $apartmentId) { status } }",
};

const GET_BOOKING =
  "query ($id: ID!, $apartmentId: ID) { getBooking(id: $id, apartmentId: $apartmentId) { status error } }";
