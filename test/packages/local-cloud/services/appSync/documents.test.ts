import assert from "node:assert/strict";
import { KEY, type ServeOptions, serve } from "../../../local-stack/deploy/appSyncSupport";
import { closeClouds } from "../../gateway/support";
import { BOOKING } from "./booking";

const apartment: Pick<ServeOptions, "lambda"> = {
  lambda: () =>
    JSON.stringify({ id: "a1", status: "paid", apartment: { id: "a1", address: { street: "Hill" } } }),
};

describe("AppSync: documents", () => {
  afterEach(closeClouds);

  it("rejects bodies that are not requests", async () => {
    const api = await serve(BOOKING, apartment);
    const cases: [body: unknown, message: RegExp][] = [
      ["{", /not JSON/],
      ["", /not JSON/],
      ["null", /a JSON object/],
      ['"query"', /a JSON object/],
      [[{ query: "{ getBooking(id: 1) { id } }" }], /batch/],
      [{}, /no query/],
      [{ query: 7 }, /no query/],
      [{ query: " " }, /no query/],
      [{ query: "{ a", variables: {} }, /^Unable to parse GraphQL query\.$/],
      [{ query: "fragment A on Booking { id }" }, /Must provide operation name|Unused fragment/],
      [{ query: "{ getBooking(id: 1) { id } }", variables: [] }, /variables/],
      [{ query: "{ getBooking(id: 1) { id } }", operationName: 7 }, /operationName/],
      [{ query: "query A { __typename } query B { __typename }" }, /Must provide operation name/],
      [{ query: "query A { __typename }", operationName: "B" }, /Unknown operation named 'B'/],
    ];
    for (const [body, message] of cases) {
      const { status, body: answer } = await api.post(body);
      const [error] = answer.errors ?? [];
      assert.match(error?.message ?? "", message);
      if (status === 200) assert.equal(error?.path, null);
      else assert.deepEqual([status, error?.errorType], [400, "MalformedHttpRequestException"]);
    }
  });

  it("reports validation errors as AppSync does", async () => {
    const api = await serve(BOOKING, apartment);
    const cases: [query: string, message: string, column: number][] = [
      ["{ foo }", "FieldUndefined: Field 'foo' in type 'Query' is undefined @ 'foo'", 3],
      [
        "{ getBooking(id: 1) { apartment { foo } } }",
        "FieldUndefined: Field 'foo' in type 'Apartment' is undefined @ 'getBooking/apartment/foo'",
        35,
      ],
      ["{ getBooking { id } }", "MissingFieldArgument: Missing field argument id @ 'getBooking'", 3],
      ["{ getBooking(id: 1, x: 2) { id } }", "UnknownArgument: Unknown field argument x @ 'getBooking'", 21],
      [
        "{ getBooking(id: 1) }",
        "SubSelectionRequired: Sub selection required for type Booking of field getBooking @ 'getBooking'",
        3,
      ],
      [
        "{ getBooking(id: 1) { id { x } } }",
        "SubSelectionNotAllowed: Sub selection not allowed on leaf type ID! of field id @ 'getBooking/id'",
        26,
      ],
      ["{ getBooking(id: $id) { id } }", "UndefinedVariable: Undefined variable id @ 'getBooking'", 18],
      [
        "query A($id: ID) { getBooking(id: $id) { id } }",
        "VariableTypeMismatch: Variable type 'ID' doesn't match expected type 'ID!'",
        9,
      ],
      [
        '{ listApartments(limit: "x") { id } }',
        "WrongType: argument 'limit' with value 'StringValue{value='x'}' is not a valid 'Int' @ 'listApartments'",
        25,
      ],
      ["{ getBooking(id: 1) { ...A } }", "UndefinedFragment: Undefined fragment A @ 'getBooking'", 26],
      [
        "fragment A on Booking { ...A } { getBooking(id: 1) { ...A } }",
        "FragmentCycle: Fragment cycles not allowed @ 'A'",
        25,
      ],
    ];
    for (const [query, message, column] of cases) {
      const { status, body } = await api.post({ query });
      assert.deepEqual(
        [status, body.data, body.errors?.[0]],
        [
          200,
          null,
          {
            path: null,
            locations: [{ line: 1, column, sourceName: null }],
            message: `Validation error of type ${message}`,
          },
        ],
      );
    }
  });

  it("reports errors of variables as AppSync does", async () => {
    const api = await serve(BOOKING, apartment);
    const query = "mutation Book($input: BookingInput!) { bookApartment(input: $input) { id } }";
    const cases: [variables: object, message: string][] = [
      [{}, "Variable 'input' has coerced Null value for NonNull type 'BookingInput!'"],
      [{ input: null }, "Variable 'input' has coerced Null value for NonNull type 'BookingInput!'"],
      [{ input: { id: "1" } }, "Variable 'input' has coerced Null value for NonNull type 'Int!'"],
      [{ input: { id: null, nights: 1 } }, "Variable 'input' has coerced Null value for NonNull type 'ID!'"],
      [
        { input: { id: "1", nights: 1, foo: 1 } },
        "The variables input contains a field name 'foo' that is not defined for input object type 'BookingInput' ",
      ],
      [
        { input: { id: "1", nights: "x" } },
        "Variable 'input' has an invalid value. Int cannot represent non-integer value: \"x\"",
      ],
    ];
    for (const [variables, message] of cases) {
      const { body } = await api.post({ query, variables });
      assert.deepEqual(body, {
        data: null,
        errors: [{ path: null, locations: [{ line: 1, column: 15, sourceName: null }], message }],
      });
    }
  });

  it("answers introspection queries unless the API has it off", async () => {
    const query = "{ __schema { queryType { name } } __typename }";
    const open = await serve(BOOKING, apartment);
    assert.deepEqual((await open.post({ query })).body, {
      data: { __schema: { queryType: { name: "Query" } }, __typename: "Query" },
    });
    const closed = await serve(BOOKING, { ...apartment, settings: { introspectionConfig: "DISABLED" } });
    const { body } = await closed.post({ query });
    assert.equal(
      body.errors?.[0]?.message,
      "Validation error of type FieldUndefined: Field 'queryType' in type '__Schema' is undefined @ '__schema/queryType'",
    );
    assert.deepEqual((await closed.post({ query: "{ __typename }" })).body, {
      data: { __typename: "Query" },
    });
    const typeQuery = '{ __type(name: "Booking") { __typename ... on __Type { fields { name } } } }';
    assert.match(
      (await closed.post({ query: typeQuery })).body.errors?.[0]?.message ?? "",
      /'fields' in type '__Type'/,
    );
  });

  it("nulls what is deeper than the API allows", async () => {
    const api = await serve(BOOKING, { ...apartment, settings: { queryDepthLimit: 2 } });
    const { body } = await api.post({
      query: "{ getBooking(id: 1) { id apartment { address { street } } } }",
    });
    assert.deepEqual(body.data, { getBooking: { id: "a1", apartment: { address: null } } });
    assert.deepEqual(body.errors, [
      {
        path: ["getBooking", "apartment", "address"],
        data: null,
        errorType: "QueryDepthLimitReached",
        errorInfo: null,
        locations: [{ line: 1, column: 38, sourceName: null }],
        message: "Query depth limit reached.",
      },
    ]);
    const required = await api.post({ query: "{ getBooking(id: 1) { apartment { id } } }" });
    assert.deepEqual(required.body.data, { getBooking: { apartment: null } });
  });

  it("runs no more resolvers than the API allows", async () => {
    let calls = 0;
    const api = await serve(BOOKING, {
      lambda: () => {
        calls++;
        return JSON.stringify({ id: "b1" });
      },
      settings: { resolverCountLimit: 2 },
    });
    const { body } = await api.post({
      query: "{ a: getBooking(id: 1) { id } b: getBooking(id: 1) { id } c: getBooking(id: 1) { id } }",
    });
    assert.deepEqual(body.data, { a: { id: "b1" }, b: { id: "b1" }, c: null });
    assert.deepEqual([calls, body.errors?.[0]?.errorType], [2, "ResolverExecutionLimitReached"]);
  });

  it("rejects documents that would take long, quickly", async () => {
    const api = await serve(BOOKING, apartment);
    const spreads = Array.from(
      { length: 30 },
      (_, n) => `fragment F${n} on Apartment { a: neighbors { ...F${n + 1} } b: neighbors { ...F${n + 1} } }`,
    );
    const cases: [query: string, status: number, message: RegExp][] = [
      ["{".repeat(20_000), 400, /nested/],
      [`{ getBooking(id: ${"[".repeat(5_000)}`, 400, /nested/],
      [`{ ${"__typename ".repeat(20_000)} }`, 400, /tokens/],
      [`{ ${"__typename ".repeat(14_000)} }`, 400, /more than 1000 times/],
      [
        `{ getApartment(id: 1) { ...F0 } } ${spreads.join(" ")} fragment F30 on Apartment { id }`,
        400,
        /selections/,
      ],
      [
        `{ getApartment(id: 1) { ...F0 } } ${spreads.join(" ")} fragment F30 on Apartment { ...F0 }`,
        200,
        /FragmentCycle/,
      ],
      ["a".repeat(1_100_000), 413, /larger/],
      [`{ ${"a".repeat(256)} }`, 400, /name/],
      [`{ getApartment(id: 1) ${"{ neighbors ".repeat(101)} { id } ${"}".repeat(102)}`, 400, /deep/],
    ];
    for (const [query, status, message] of cases) {
      const started = performance.now();
      const answer = await api.post({ query });
      assert.equal(answer.status, status);
      assert.match(answer.body.errors?.[0]?.message ?? "", message);
      assert.ok(performance.now() - started < 2_000);
    }
    const many = Array.from({ length: 900 }, (_, n) => `_${n}: getBooking(id: 1) { id }`).join(" ");
    assert.equal((await api.post({ query: `{ ${many} }` })).body.errors, undefined);
  });

  it("refuses subscriptions, and methods other than POST", async () => {
    const api = await serve(
      `${BOOKING} type Subscription { booked: Booking @aws_subscribe(mutations: ["bookApartment"]) }`,
    );
    const { status, body } = await api.post({ query: "subscription { booked { id } }" });
    assert.deepEqual([status, body.errors?.[0]?.errorType], [400, "UnsupportedOperation"]);
    for (const method of ["GET", "PUT", "DELETE"]) {
      const answer = await fetch(`${api.url}?query={__typename}`, { method, headers: { "x-api-key": KEY } });
      assert.equal(answer.status, 405);
    }
  });
});
