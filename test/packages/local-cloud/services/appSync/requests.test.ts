import assert from "node:assert/strict";
import { ClientError, GraphQLClient, gql } from "graphql-request";
import {
  FUNCTION_ARN,
  KEY,
  type Served,
  type ServeOptions,
  serve,
} from "../../../local-stack/deploy/appSyncSupport";
import { closeClouds } from "../../gateway/support";
import { BOOKING } from "./booking";

interface Event {
  arguments: Record<string, unknown>;
  info: { fieldName: string };
}

const client = ({ url }: Served) => new GraphQLClient(url, { headers: { "x-api-key": KEY } });

/** The errors in the response to an operation that fails. */
async function failure(work: Promise<unknown>): Promise<ClientError["response"]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ClientError) return error.response;
    throw error;
  }
  throw new Error("It did not fail.");
}

const answering = (value: unknown): Pick<ServeOptions, "lambda"> => ({ lambda: () => JSON.stringify(value) });

describe("AppSync: requests", () => {
  afterEach(closeClouds);

  it("answers a GraphQL client with what a function returns", async () => {
    const api = await serve(
      BOOKING,
      answering({ id: "a1", status: "vacant", address: { street: "Hill", floor: 3 } }),
    );
    const query = gql`
      query Get($id: ID!) {
        apartment: getApartment(id: $id) { id status address { street floor } __typename }
      }
    `;
    assert.deepEqual(await client(api).request(query, { id: "a1" }), {
      apartment: {
        id: "a1",
        status: "vacant",
        address: { street: "Hill", floor: 3 },
        __typename: "Apartment",
      },
    });
  });

  it("passes AppSync's whole context to the function", async () => {
    const events: unknown[] = [];
    const inputs: unknown[] = [];
    const api = await serve(BOOKING, {
      lambda: (event, input) => {
        events.push(event);
        inputs.push(input);
        return JSON.stringify({ id: "b1" });
      },
    });
    const query = `mutation Book($input: BookingInput!, $deep: Boolean = false) {
      bookApartment(input: $input) {
        id
        flat: apartment { ...Flat neighbors @include(if: $deep) { id } }
      }
    }
    fragment Flat on Apartment { status ... on Place { id } }`;
    await client(api).request(query, { input: { id: "b1", nights: 2 } });
    const [event] = events as [Record<string, { headers?: Record<string, string> }>];
    const { headers = {}, ...request } = event.request ?? {};
    assert.equal(headers["x-api-key"], KEY);
    assert.equal(headers["content-type"], "application/json");
    assert.deepEqual(
      { ...event, request },
      {
        arguments: { input: { id: "b1", nights: 2, apartmentId: "1234567" } },
        identity: null,
        source: null,
        request: { domainName: null },
        prev: null,
        info: {
          selectionSetList: ["id", "flat", "flat/status", "flat/id"],
          selectionSetGraphQL:
            "{\n  id\n  flat: apartment {\n    ...Flat\n    neighbors @include(if: $deep) {\n      id\n    }\n  }\n}",
          fieldName: "bookApartment",
          parentTypeName: "Mutation",
          variables: { input: { id: "b1", nights: 2 } },
        },
        stash: {},
      },
    );
    assert.equal((inputs[0] as { FunctionName: string }).FunctionName, FUNCTION_ARN);
  });

  it("resolves a field of a type with its parent's value as the source", async () => {
    const api = await serve(BOOKING, {
      resolvers: ["Query.getBooking", "Booking.apartment"],
      lambda: (event) => {
        const { info, source } = event as unknown as Event & { source: unknown };
        return JSON.stringify(
          info.fieldName === "apartment"
            ? { id: (source as { on: string }).on, status: "paid" }
            : { id: "b1", on: "a7" },
        );
      },
    });
    const answer = await client(api).request("{ getBooking(id: 1) { apartment { id status } } }");
    assert.deepEqual(answer, { getBooking: { apartment: { id: "a7", status: "paid" } } });
  });

  it("answers null for properties that a function does not return, and for inherited names", async () => {
    const api = await serve(
      "type Query { a: A } type A { constructor: String toString: String b: Int }",
      answering({}),
    );
    assert.deepEqual((await api.post({ query: "{ a { constructor toString b } }" })).body, {
      data: { a: { constructor: null, toString: null, b: null } },
    });
    const nothing = await serve(BOOKING);
    assert.deepEqual(await client(nothing).request("{ getBooking(id: 1) { id } }"), { getBooking: null });
  });

  it("reports the message of what a function throws as Lambda:Unhandled", async () => {
    const api = await serve(BOOKING, {
      lambda: (event) =>
        (event as unknown as Event).info.fieldName === "getBooking"
          ? { error: JSON.stringify({ errorType: "ApartmentTaken", errorMessage: "a1 is taken", trace: [] }) }
          : JSON.stringify({ id: "a1", status: "paid" }),
    });
    const { status, data, errors } = await failure(
      client(api).request("{\n  one: getBooking(id: 1) { id }\n  getApartment(id: 1) { id }\n}"),
    );
    assert.equal(status, 200);
    assert.deepEqual(data, { one: null, getApartment: { id: "a1" } });
    assert.deepEqual(errors, [
      {
        path: ["one"],
        data: null,
        errorType: "Lambda:Unhandled",
        errorInfo: null,
        locations: [{ line: 2, column: 3, sourceName: null }],
        message: "a1 is taken",
      },
    ]);
  });

  it("runs the mutations of an operation one after another, and its queries concurrently", async () => {
    const order: string[] = [];
    let running = 0;
    let most = 0;
    const api = await serve(BOOKING, {
      lambda: async (event) => {
        order.push(String((event as unknown as Event).arguments.id));
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        return "null";
      },
    });
    const fields = (name: string) => [3, 1, 2].map((id) => `_${id}: ${name}(id: ${id}) { id }`).join(" ");
    await client(api).request(`mutation { ${fields("payForApartment")} }`);
    assert.deepEqual([order, most], [["3", "1", "2"], 1]);
    await client(api).request(`{ ${fields("getBooking")} }`);
    assert.equal(most, 3);
  });

  it("reports as AppSync does that a value is null or does not have the kind of its type", async () => {
    const cases: [value: unknown, selection: string, place: (string | number)[], message: string][] = [
      [
        {},
        "{ id }",
        ["getApartment", "id"],
        "Cannot return null for non-nullable type: 'ID' within parent 'Apartment' (/getApartment/id)",
      ],
      [
        "text",
        "{ id }",
        ["getApartment"],
        "Can't resolve value (/getApartment) : type mismatch error, expected type OBJECT",
      ],
      [
        { neighbors: "x" },
        "{ neighbors { id } }",
        ["getApartment", "neighbors"],
        "Can't resolve value (/getApartment/neighbors) : type mismatch error, expected type LIST",
      ],
      [
        { neighbors: [{ id: 1 }, null] },
        "{ neighbors { id } }",
        ["getApartment", "neighbors", 1],
        "Cannot return null for non-nullable type: 'Apartment' within parent 'Apartment' (/getApartment/neighbors[1])",
      ],
      [
        { neighbors: [7] },
        "{ neighbors { id } }",
        ["getApartment", "neighbors", 0],
        "Can't resolve value (/getApartment/neighbors[0]) : type mismatch error, expected type OBJECT",
      ],
      [
        { status: "sold" },
        "{ status }",
        ["getApartment", "status"],
        "Can't serialize value (/getApartment/status) : Invalid input for Enum 'Status'. No value found for name 'sold'",
      ],
    ];
    let value: unknown;
    const api = await serve(BOOKING, { lambda: () => JSON.stringify(value) });
    for (const [given, selection, path, message] of cases) {
      value = given;
      const { body } = await api.post({ query: `{ getApartment(id: 1) ${selection} }` });
      assert.deepEqual(body.errors, [{ path, locations: null, message }]);
    }
  });

  it("determines the type of an interface's value by its __typename", async () => {
    const values = [{ __typename: "Apartment", id: "a1" }, { id: "a2" }];
    const api = await serve(`${BOOKING} extend type Query { places: [Place] }`, {
      resolvers: ["Query.places"],
      lambda: () => JSON.stringify(values),
    });
    const { body } = await api.post({ query: "{ places { __typename id } }" });
    assert.deepEqual(body.data, { places: [{ __typename: "Apartment", id: "a1" }, null] });
    assert.match(
      body.errors?.[0]?.message ?? "",
      /^Can't resolve value \(\/places\[1\]\) : Abstract type "Place"/,
    );
  });

  it("answers 1,000 simultaneous requests, each with its own data", async () => {
    const api = await serve(BOOKING, {
      lambda: async (event) => {
        await new Promise((resolve) => setImmediate(resolve));
        return JSON.stringify({ id: (event as unknown as Event).arguments.id });
      },
    });
    const graphql = client(api);
    const query = "query ($id: ID!) { getBooking(id: $id) { id } }";
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, (_, id) =>
        graphql.request<{ getBooking: { id: string } }>(query, { id: `b${id}` }),
      ),
    );
    assert.deepEqual(
      answers.map(({ getBooking }) => getBooking.id),
      Array.from({ length: 1_000 }, (_, id) => `b${id}`),
    );
    assert.deepEqual(api.errors, []);
  });

  it("ends fields that are not resolved 30 seconds after the request", async () => {
    let called = () => {};
    const calls = new Promise<void>((resolve) => (called = resolve));
    const api = await serve(BOOKING, {
      lambda: (event) => {
        if ((event as unknown as Event).info.fieldName === "getApartment")
          return JSON.stringify({ id: "a1" });
        called();
        return new Promise<string>(() => {});
      },
    });
    const answer = api.post({ query: "{ getApartment(id: 1) { id } getBooking(id: 1) { id } }" });
    await calls;
    await api.clock.advance(30_000);
    const { body } = await answer;
    assert.deepEqual(body.data, { getApartment: { id: "a1" }, getBooking: null });
    assert.deepEqual(
      body.errors?.map(({ errorType, message }) => [errorType, message]),
      [["ExecutionTimeout", "Execution timed out."]],
    );
  });

  it("reports an internal error without disclosing it to the client", async () => {
    const api = await serve(BOOKING, { lambda: () => "not JSON" });
    const { status, body } = await api.post({ query: "{ getBooking(id: 1) { id } }" });
    assert.equal(status, 500);
    assert.doesNotMatch(JSON.stringify(body), /JSON at|token/);
    assert.equal(api.errors.length, 1);
  });
});
