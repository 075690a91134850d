import { BookingClient, statusOrError } from "../workflows/booking/client";
import { Expectations, type Outcome, type Scenario, type Stage, USUAL_CONFIG } from "./scenario";

const scenario = (
  title: string,
  run: (client: BookingClient, expect: Expectations, stage: Stage) => Promise<string>,
): Scenario => ({
  workflow: "BookingWorkflow",
  title,
  config: USUAL_CONFIG,
  async run(stage): Promise<Outcome> {
    const client = new BookingClient(stage);
    const expect = new Expectations();
    const result = await run(client, expect, stage);
    return { executionArns: client.executionArns, result, problems: expect.problems };
  },
});

/** Bookings through GraphQL: paid, expired, contested, and refused. */
export const bookingScenarios: Scenario[] = [
  scenario("booked and paid", async (client, expect, { services }) => {
    await client.open("101");
    expect.equal("the booking", await statusOrError(client.book("paid-101", "101")), "HELD");
    const since = services.clock.now();
    expect.equal("the payment", await statusOrError(client.pay("paid-101")), "PAID");
    const result = await client.ended("paid-101");
    if (services.clock.now() - since > 10_000) expect.problems.push("the hold did not end at once");
    expect.equal("paying twice", await statusOrError(client.pay("paid-101")), "AlreadyPaid");
    expect.equal("the apartment", await statusOrError(client.apartment("101")), "paid");
    return result;
  }),
  scenario("booked, not paid in time", async (client, expect) => {
    await client.open("102");
    await statusOrError(client.book("late-102", "102"));
    const result = await client.ended("late-102");
    expect.equal("the apartment", await statusOrError(client.apartment("102")), "vacant");
    expect.equal("paying late", await statusOrError(client.pay("late-102")), "NotHeld");
    return result;
  }),
  scenario("two clients, one apartment", async (client, expect) => {
    await client.open("103");
    const results = await Promise.all([
      statusOrError(client.book("one-103", "103")),
      statusOrError(client.book("two-103", "103")),
    ]);
    expect.equal("the bookings", results.sort(), ["ApartmentTaken", "HELD"]);
    await Promise.all([client.ended("one-103"), client.ended("two-103")]);
    return "one HELD, one ApartmentTaken";
  }),
  scenario("an unknown apartment", async (client, expect) => {
    const result = await statusOrError(client.book("unknown", "no-such-apartment"));
    expect.equal("the booking", result, "ApartmentNotFound");
    return result;
  }),
  scenario("started as the seeds do it", async (client, expect, stage) => {
    await client.open("1234567");
    const add = (arn: unknown) =>
      client.ask<{ addStepFunction: object }>(
        "mutation ($input: StepFunctionsInput!) { addStepFunction(input: $input) { id } }",
        { input: { id: "seed", arn } },
      );
    const foreign = await add(stage.outputs.pipelineArn).catch(String);
    expect.match("a foreign arn", foreign, /ForeignStateMachine/);
    const { addStepFunction } = await add(stage.outputs.bookingArn);
    expect.equal("addStepFunction", addStepFunction, { id: "seed" });
    const listed = await client.ask("{ getStepFunctions { id arn } }");
    expect.match(
      "getStepFunctions",
      JSON.stringify(listed),
      /"id":"seed","arn":"arn:aws:states:.*:execution:/,
    );
    client.executionArns.push(client.executionArn("seed"));
    return client.ended("seed");
  }),
];
