import assert from "node:assert/strict";
import * as fc from "fast-check";
import { assertDiscreet, assertMessage, assertUnpolluted } from "./answers";
import { fuzz } from "./fuzz";
import { nearly } from "./nearly";
import { anyBody, anyText, anyValue, write } from "./values";
import { type Answer, World } from "./world";

/** The errors of the schema, and the error for a state machine other than the bookings'. */
const ERRORS = [
  "AlreadyPaid",
  "ApartmentNotFound",
  "ApartmentTaken",
  "BookingConflict",
  "BookingNotFound",
  "ForeignStateMachine",
  "InvalidBooking",
  "InvalidPage",
  "NotHeld",
];

const BOOKING = "{ id apartmentId status error }";

/** A request of each field, valid except that the apartment does not exist. */
const REQUESTS = [
  {
    query: `mutation Book($input: BookApartmentInput!) { bookApartment(input: $input) ${BOOKING} }`,
    variables: { input: { id: "b-1", apartmentId: "nowhere" } },
    operationName: "Book",
  },
  {
    query: `mutation Pay($id: ID!, $apartmentId: ID) { payForApartment(bookingId: $id, apartmentId: $apartmentId) ${BOOKING} }`,
    variables: { id: "b-1", apartmentId: "nowhere" },
  },
  {
    query: "mutation Add($input: StepFunctionsInput!) { addStepFunction(input: $input) { id arn } }",
    variables: {
      input: {
        id: "b-1",
        arn: "arn:aws:states:us-east-1:123456789012:stateMachine:another",
        apartmentId: "nowhere",
      },
    },
  },
  {
    query:
      "query List($limit: Int, $token: String) { listApartments(limit: $limit, nextToken: $token) { items { id status reservedUntil } nextToken } }",
    variables: { limit: 5, token: null },
  },
  {
    query: `query One($id: ID!, $at: ID) { getBooking(id: $id, apartmentId: $at) ${BOOKING} getApartment(id: $id) { id status } }`,
    variables: { id: "b-1", at: "nowhere" },
  },
  { query: "{ getStepFunctions { id arn } }", variables: {} },
];

const anyRequest = fc.constantFrom(...REQUESTS);

/** A word, a number, a text or a sign of GraphQL. */
const TOKEN = /"[^"]*"|[\w$]+|\S/g;

/** A document with tokens omitted, repeated, swapped or inserted. */
const anyDocument = fc
  .record({
    request: anyRequest,
    changes: fc.array(
      fc.record({
        at: fc.nat(200),
        count: fc.nat(3),
        insert: fc.array(
          fc.oneof(
            fc.constantFrom(
              "{",
              "}",
              "(",
              ")",
              "$",
              "!",
              "@skip(if: true)",
              "... on Query",
              "...f",
              "#",
              '"""',
            ),
            fc.constantFrom(
              "__schema",
              "__typename",
              "fragment f on Booking { ...f }",
              "subscription",
              "-0",
              "1e400",
            ),
            anyText,
          ),
          { maxLength: 2 },
        ),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ request: { query, variables }, changes }) => {
    const tokens: string[] = query.match(TOKEN) ?? [];
    for (const { at, count, insert } of changes) tokens.splice(at % (tokens.length + 1), count, ...insert);
    return { query: tokens.join(" "), variables };
  });

describe("fuzz of the bookings' GraphQL API", () => {
  let world: World;

  before(async () => {
    world = await World.open();
  });
  after(() => world.close());

  const send = (body: string, headers: Record<string, string> = {}): Promise<Answer> =>
    world.send({
      path: world.graphqlPath,
      headers: { "x-api-key": world.apiKey("booking"), "content-type": "application/json", ...headers },
      body,
    });

  /** Sends a request that can only be read or rejected, and checks the response and that nothing was written. */
  const ask = async (body: string) => {
    const before = await world.stateBefore();
    const { status, body: text } = await send(body);
    assertUnpolluted();
    assert.ok([200, 400, 413].includes(status), `${status} ${text}`);
    assertDiscreet(text, body);
    const answer = JSON.parse(text) as { data?: unknown; errors?: Record<string, unknown>[] };
    assert.ok(
      Object.keys(answer).every((key) => key === "data" || key === "errors"),
      text,
    );
    for (const { message, errorType } of answer.errors ?? []) {
      assertMessage(message, body);
      if (errorType === "Lambda:Unhandled") assert.ok(ERRORS.includes(String(message).split(":")[0]!), text);
    }
    if (status !== 200) assert.ok(answer.errors?.length && !answer.data, text);
    assert.deepEqual(await world.state(), before);
  };

  fuzz("handles any body", 40, anyBody, ask);

  fuzz("handles a request with a mistake in it", 60, anyRequest.chain(nearly), (value) => ask(write(value)));

  fuzz(
    "handles variables with a mistake in them",
    100,
    anyRequest.chain((request) => nearly(request.variables).map((variables) => ({ ...request, variables }))),
    (request) => ask(write(request)),
  );

  fuzz("handles any document", 80, anyDocument, (request) => ask(write(request)));

  fuzz("handles arguments of any kind in the document", 40, anyValue, (value) =>
    ask(
      write({
        query: `mutation { bookApartment(input: ${write(value)}) ${BOOKING} payForApartment(bookingId: ${write(value)}) ${BOOKING} }`,
      }),
    ),
  );

  it("still books an apartment and accepts the payment afterwards", async () => {
    const TableName = world.output("bookingTable");
    await world.call("dynamodb", "PutItem", {
      TableName,
      Item: { Id: { S: "afterwards" }, status: { S: "vacant" } },
    });
    const input = { id: "booking-afterwards", apartmentId: "afterwards" };
    const booked = await send(write({ query: REQUESTS[0]!.query, variables: { input } }));
    assert.equal(JSON.parse(booked.body).data?.bookApartment?.status, "HELD", booked.body);
    const paid = await send(write({ query: REQUESTS[1]!.query, variables: { id: input.id } }));
    assert.equal(JSON.parse(paid.body).data?.payForApartment?.status, "PAID", paid.body);
    assert.deepEqual(world.unexpected, []);
  });
});
