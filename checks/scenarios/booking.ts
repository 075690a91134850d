import { type Credential, callApi } from "../workflows/apiClient";
import { Expectations, ended, type Outcome, type Scenario, type Stage, USUAL_CONFIG } from "./scenario";

interface Answer {
  data: Record<string, Record<string, unknown> | null> | null;
  errors?: { message: string }[];
}

/** A client of the GraphQL API. */
export class BookingsClient {
  readonly executionArns: string[] = [];
  private readonly credential: Credential;

  constructor(private readonly stage: Stage) {
    const { booking: apiKey } = stage.outputs.apiKeys as { booking?: string };
    this.credential = apiKey ? { apiKey } : { service: "appsync", region: stage.services.cloud.region };
  }

  async query(query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    const { text } = await callApi(this.credential, "POST", String(this.stage.outputs.bookingUrl), {
      query,
      variables,
    });
    return JSON.parse(text);
  }

  /** A new vacant apartment. */
  async open(id: string): Promise<void> {
    const { cloud } = this.stage.services;
    await cloud.call(cloud.administrator, "dynamodb", "PutItem", {
      TableName: this.stage.outputs.bookingTable,
      Item: { Id: { S: id }, status: { S: "vacant" } },
    });
  }

  /** The booking's status, or the error. */
  async book(id: string, apartmentId: string): Promise<string> {
    const answer = await this.query(
      "mutation ($input: BookApartmentInput!) { bookApartment(input: $input) { status } }",
      { input: { id, apartmentId } },
    );
    this.executionArns.push(this.arnOf(id));
    return statusOr(answer, "bookApartment");
  }

  async pay(bookingId: string): Promise<string> {
    const answer = await this.query("mutation ($id: ID!) { payForApartment(bookingId: $id) { status } }", {
      id: bookingId,
    });
    return statusOr(answer, "payForApartment");
  }

  async apartment(id: string): Promise<string> {
    return statusOr(
      await this.query("query ($id: ID!) { getApartment(id: $id) { status } }", { id }),
      "getApartment",
    );
  }

  ended(id: string): Promise<string> {
    return ended(this.stage, this.arnOf(id));
  }

  arnOf(id: string): string {
    const [prefix, name] = String(this.stage.outputs.bookingArn).split(":stateMachine:");
    return `${prefix}:execution:${name!.split(":")[0]}:${id}`;
  }
}

const statusOr = ({ data, errors }: Answer, field: string): string =>
  errors?.[0]?.message.split(":")[0] ?? String(data?.[field]?.status);

const scenario = (
  title: string,
  run: (client: BookingsClient, expect: Expectations, stage: Stage) => Promise<string>,
): Scenario => ({
  workflow: "BookingWorkflow",
  title,
  config: USUAL_CONFIG,
  async run(stage): Promise<Outcome> {
    const client = new BookingsClient(stage);
    const expect = new Expectations();
    const result = await run(client, expect, stage);
    return { executionArns: client.executionArns, result, problems: expect.problems };
  },
});

/** Bookings over GraphQL: paid, run out, contested, and what is refused. */
export const bookingScenarios: Scenario[] = [
  scenario("booked and paid", async (client, expect, { services }) => {
    await client.open("101");
    expect.equal("the booking", await client.book("paid-101", "101"), "HELD");
    const since = services.clock.now();
    expect.equal("the payment", await client.pay("paid-101"), "PAID");
    const result = await client.ended("paid-101");
    if (services.clock.now() - since > 10_000) expect.problems.push("the hold did not end at once");
    expect.equal("paying twice", await client.pay("paid-101"), "AlreadyPaid");
    expect.equal("the apartment", await client.apartment("101"), "paid");
    return result;
  }),
  scenario("booked, not paid in time", async (client, expect) => {
    await client.open("102");
    await client.book("late-102", "102");
    const result = await client.ended("late-102");
    expect.equal("the apartment", await client.apartment("102"), "vacant");
    expect.equal("paying late", await client.pay("late-102"), "NotHeld");
    return result;
  }),
  scenario("two clients, one apartment", async (client, expect) => {
    await client.open("103");
    const results = await Promise.all([client.book("one-103", "103"), client.book("two-103", "103")]);
    expect.equal("the bookings", results.sort(), ["ApartmentTaken", "HELD"]);
    await Promise.all([client.ended("one-103"), client.ended("two-103")]);
    return "one HELD, one ApartmentTaken";
  }),
  scenario("an unknown apartment", async (client, expect) => {
    const result = await client.book("unknown", "no-such-apartment");
    expect.equal("the booking", result, "ApartmentNotFound");
    return result;
  }),
  scenario("started as the seeds do it", async (client, expect, stage) => {
    await client.open("1234567");
    const add = (arn: unknown) =>
      client.query("mutation ($input: StepFunctionsInput!) { addStepFunction(input: $input) { id } }", {
        input: { id: "seed", arn },
      });
    const foreign = await add(stage.outputs.pipelineArn);
    expect.match("a foreign arn", foreign.errors?.[0]?.message, /^ForeignStateMachine/);
    const started = await add(stage.outputs.bookingArn);
    expect.equal("addStepFunction", started.data?.addStepFunction, { id: "seed" });
    const { data } = await client.query("{ getStepFunctions { id arn } }");
    expect.match("getStepFunctions", JSON.stringify(data), /"id":"seed","arn":"arn:aws:states:.*:execution:/);
    client.executionArns.push(client.arnOf("seed"));
    return client.ended("seed");
  }),
];
