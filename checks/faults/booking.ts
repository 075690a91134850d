import type { Execution } from "../../packages/local-cloud";
import { BookingsClient } from "../scenarios/booking";
import type { FaultedWorkflow, Path, Testbed, Verdict } from "./workflow";

/** One apartment and the bookings of it, as a client sees them and as they are. */
class Apartment {
  readonly client: BookingsClient;
  /** What clients were told of each booking, the latest last. */
  readonly answers = new Map<string, string[]>();

  constructor(
    private readonly ground: Testbed,
    readonly id: string,
  ) {
    this.client = new BookingsClient(ground.stage);
  }

  /** Starts a booking's execution without the API. */
  async start(booking: string): Promise<Execution> {
    await this.call("states", "StartExecution", {
      stateMachineArn: this.ground.outputs.bookingArn,
      name: booking,
      input: JSON.stringify({ apartmentId: this.id }),
    });
    return this.execution(booking)!;
  }

  async book(booking: string): Promise<void> {
    this.note(booking, await this.client.book(booking, this.id));
  }

  async pay(booking: string): Promise<void> {
    this.note(booking, await this.client.pay(booking));
  }

  note(booking: string, answer: string): void {
    this.answers.set(booking, [...(this.answers.get(booking) ?? []), answer]);
  }

  execution(booking: string): Execution | undefined {
    return this.ground.services.stepFunctions.execution(this.client.arnOf(booking));
  }

  async item(): Promise<{ status?: string; reservationId?: string }> {
    const { Item } = await this.call("dynamodb", "GetItem", {
      TableName: this.ground.outputs.bookingTable,
      Key: { Id: { S: this.id } },
      ConsistentRead: true,
    });
    const { status, reservationId } = (Item ?? {}) as Record<string, { S?: string }>;
    return {
      ...(status?.S !== undefined && { status: status.S }),
      ...(reservationId?.S !== undefined && { reservationId: reservationId.S }),
    };
  }

  /** The table has whole seconds. */
  async untilHoldIsOver(): Promise<void> {
    const { clock } = this.ground.services;
    await clock.skipWhile(new Promise<void>((resolve) => clock.after(2_000, resolve)));
  }

  /** Executions of this apartment's bookings, by id. */
  bookings(): Execution[] {
    const input = JSON.stringify({ apartmentId: this.id });
    return this.ground.services.stepFunctions.executions().filter((each) => each.input === input);
  }

  private call(service: string, operation: string, input: object) {
    const { cloud } = this.ground.services;
    return cloud.call(cloud.administrator, service, operation, input);
  }
}

/** `paid`, `vacant`, or the error that an execution ended with. */
function endOf({ result }: Execution): string {
  if (result?.status === "SUCCEEDED") return (result.output as { status: string }).status;
  return String(result && "error" in result ? result.error : undefined);
}

/** The ends that say that a booking has no apartment. */
const NOT_HELD = /^(vacant|ApartmentTaken|ApartmentNotFound|InvalidBooking|ReservationLost)$/;

/** What the table, the executions and the clients know of an apartment. */
export interface ApartmentFacts {
  item: { status?: string; reservationId?: string };
  /** The apartment's bookings, and what each ended as: `paid`, `vacant`, or the error. */
  ends: { id: string; end: string }[];
  /** The bookings that a client was told are paid for. */
  told: string[];
}

/** What is broken of: one booking per apartment; what is answered is so; table and execution agree. */
export function violationsOf({ item, ends, told }: ApartmentFacts): string[] {
  const violations: string[] = [];
  const paid = ends.filter(({ end }) => end === "paid").map(({ id }) => id);
  if (paid.length > 1) violations.push(`one booking per apartment: ${paid.join(" and ")} are paid for`);
  for (const id of told) {
    if (item.status === "paid" && item.reservationId === id) continue;
    violations.push(`a payment that was answered is kept: ${id} was, the table says ${shown(item)}`);
  }
  for (const { id, end } of ends) {
    const holds = item.reservationId === id;
    const wrong = end === "paid" ? !holds || item.status !== "paid" : NOT_HELD.test(end) && holds;
    if (wrong) violations.push(`table and execution agree: ${id} is ${end}, the table says ${shown(item)}`);
  }
  const payer = item.reservationId;
  if (item.status === "paid" && !told.includes(payer!) && !paid.includes(payer!)) {
    violations.push(`table and execution agree: nobody paid, the table says ${shown(item)}`);
  }
  return violations;
}

async function judge(apartment: Apartment): Promise<Verdict> {
  const facts = {
    item: await apartment.item(),
    ends: apartment.bookings().map((execution) => ({ id: execution.name, end: endOf(execution) })),
    told: [...apartment.answers].filter(([, answers]) => answers.includes("PAID")).map(([id]) => id),
  };
  const violations = violationsOf(facts);
  if (facts.item.status === "reserved") violations.push(...(await takeOver(apartment)));
  return { violations };
}

/** A hold that is over without a revert stands in nobody's way. */
async function takeOver(apartment: Apartment): Promise<string[]> {
  const next = `${apartment.id}-next`;
  await apartment.untilHoldIsOver();
  await apartment.book(next);
  await apartment.pay(next);
  const answers = apartment.answers.get(next)!.join(", ");
  return answers === "HELD, PAID" ? [] : [`a hold ends: the next booking was answered ${answers}`];
}

const shown = ({ status, reservationId }: { status?: string; reservationId?: string }) =>
  `${status ?? "no such apartment"}${reservationId ? ` for ${reservationId}` : ""}`;

const path = (title: string, play: (apartment: Apartment, ground: Testbed) => Promise<void>): Path => ({
  title,
  async play(ground, id) {
    const apartment = new Apartment(ground, id);
    await apartment.client.open(id);
    await play(apartment, ground);
    return () => judge(apartment);
  },
});

export const bookings: FaultedWorkflow = {
  name: "booking",
  config: { workflows: '["booking"]' },
  // What reads and reverts gave up on has the table's own error; the apartment goes to the next booking then.
  errors: /^(ApartmentTaken|ApartmentNotFound|InvalidBooking|ReservationLost|DynamoDB\.\w+)$/,
  paths: [
    path("held, not paid", async (apartment) => {
      await apartment.start(`${apartment.id}-a`);
    }),
    path("two bookings of one apartment", async (apartment) => {
      await Promise.all([apartment.start(`${apartment.id}-a`), apartment.start(`${apartment.id}-b`)]);
    }),
    path("reverted, the answer lost", async (apartment, { faults, services }) => {
      const lost = faults.inject(
        "crashed after",
        ({ task }) => task?.state === "Payment Wasn't Made, revert.",
      );
      const { ended } = await apartment.start(`${apartment.id}-a`);
      await services.clock.skipWhile(ended);
      lost.end();
    }),
    path("booked, asked for and paid", async (apartment) => {
      const { client, id } = apartment;
      await apartment.book(`${id}-a`);
      await client.query(`{ getBooking(id: "${id}-a") { status } }`);
      await client.query(`{ getApartment(id: "${id}") { status } }`);
      await apartment.pay(`${id}-a`);
    }),
    path("started, started again, listed", async (apartment, { outputs, services }) => {
      const { client, id } = apartment;
      const add = `mutation { addStepFunction(input: {id: "${id}-a", arn: "${outputs.bookingArn}", apartmentId: "${id}"}) { id } }`;
      await client.query(add);
      await client.query("{ getStepFunctions { id } listApartments(limit: 5) { items { id } } }");
      await apartment.pay(`${id}-a`);
      await services.clock.skipWhile(Promise.resolve(apartment.execution(`${id}-a`)?.ended));
      await client.query(add);
      await apartment.book(`${id}-a`);
    }),
  ],
};
