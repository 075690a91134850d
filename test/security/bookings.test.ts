import assert from "node:assert/strict";
import { sign } from "../packages/local-cloud/gateway/signer";
import { ADMINISTRATOR } from "../packages/local-cloud/gateway/support";
import { INTERNAL, Program, type Stack } from "./program";

const GET = (more = "id") => `getBooking(id: "b1") { ${more} }`;
const BOOK = `mutation { bookApartment(input: { id: "stolen", apartmentId: "1234567" }) { id } }`;
const MINUTE = 60_000;

interface Answer {
  status: number;
  text: string;
  data?: Record<string, unknown> | null;
  errors: { message: string; errorType?: string }[];
}

for (const stack of ["dev", "prod"] as const satisfies Stack[]) {
  describe(`attack: the bookings' GraphQL API, stack ${stack}`, function () {
    this.timeout(30_000);
    let program: Program;
    before(async () => {
      program = await Program.start(stack);
    });
    after(() => program.close());

    const ask = async (body: unknown): Promise<Answer> => {
      const { status, text } = await program.booking(body);
      assert.doesNotMatch(text, INTERNAL);
      const { data, errors = [] } = JSON.parse(text);
      return { status, text, data, errors };
    };

    it("rejects requests without valid credentials, and books nothing", async () => {
      const { booking: key } = program.apiKeys;
      const body = JSON.stringify({ query: BOOK });
      const signed = (more: Partial<Parameters<typeof sign>[0]> = {}) =>
        sign({
          endpoint: program.endpoint,
          service: "appsync",
          keys: ADMINISTRATOR,
          path: program.bookingPath,
          body,
          ...more,
        });
      const forged: Record<string, Record<string, string>> = {
        nothing: {},
        "a wrong key": { "x-api-key": "da2-aaaaaaaaaaaaaaaaaaaaaaaaaa" },
        "the key of the other API": { "x-api-key": program.apiKeys.orders ?? "none" },
        "a name of every object": { "x-api-key": "constructor" },
        "the key as another header": { authorization: key ?? "local" },
        "a bearer's token": { authorization: "Bearer local" },
        "a wrong secret": signed({ keys: { accessKeyId: "local", secretAccessKey: "wrong" } }),
        "another service's signature": signed({ service: "execute-api" }),
        "an old signature": signed({ date: new Date(Date.now() - 20 * MINUTE) }),
        "a body other than the one signed": signed({ body: "{}" }),
        "a path other than the one signed": signed({ path: "/graphql" }),
      };
      for (const [name, headers] of Object.entries(forged)) {
        const answer = await program.send({ path: program.bookingPath, headers, body });
        assert.ok([401, 403].includes(answer.status), `${name}: ${answer.status} ${answer.body}`);
        assert.doesNotMatch(answer.body, INTERNAL, name);
      }
      if (stack === "prod") {
        const keys = program.session(/^orders-get-item-role$/).credentials;
        const answer = await program.send({ path: program.bookingPath, headers: signed({ keys }), body });
        assert.match(answer.body, /Unauthorized|Not Authorized/i);
      }
      assert.equal(program.executions("booking"), 0);
    });

    it(stack === "prod" ? "hides the schema and has no page" : "shows the schema to developers", async () => {
      const { text } = await ask({
        query: '{ __schema { types { name } } __type(name: "Query") { fields { name } } }',
      });
      assert.equal(text.includes("bookApartment") || text.includes("getBooking"), stack === "dev");
      const page = await program.send({ method: "GET", path: "/graphql", headers: { accept: "text/html" } });
      assert.equal(page.status, stack === "dev" ? 200 : 405);
    });

    it("limits the depth of responses and requests", async () => {
      const deep = Array.from({ length: 8 }, () => "ofType {").join(" ");
      const introspective = `{ __schema { types { fields { type { ${deep} name ${"}".repeat(8)} } } } }`;
      assert.notEqual((await ask({ query: introspective })).errors.length, 0);
      const inFragments = Array.from({ length: 150 }, (_, n) => `fragment F${n} on Query { ...F${n + 1} }`);
      const query = `{ ...F0 } ${inFragments.join(" ")} fragment F150 on Query { ${GET()} }`;
      const { status } = await ask({ query });
      assert.ok([200, 400].includes(status));
      for (const nested of [
        "{".repeat(20_000),
        `{ a(b: ${"[".repeat(20_000)}`,
        `{ a(b: ${"{c:".repeat(20_000)}`,
      ]) {
        assert.equal((await ask({ query: nested })).status, 400);
      }
    });

    it("limits what one request resolves, under any names", async () => {
      const { invocations } = countInvocations(program);
      const aliases = Array.from({ length: 500 }, (_, n) => `a${n}: ${GET()}`).join(" ");
      const { errors } = await ask({ query: `{ ${aliases} }` });
      assert.equal(
        errors.filter(({ errorType }) => errorType === "ResolverExecutionLimitReached").length,
        480,
      );
      assert.ok(invocations() <= 20, String(invocations()));
    });

    it("rejects bombs of fragments, aliases, directives, tokens and bytes", async () => {
      const spreads = Array.from(
        { length: 30 },
        (_, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`,
      );
      const bombs: Record<string, unknown> = {
        "fragments that double": {
          query: `{ ...F0 } ${spreads.join(" ")} fragment F30 on Query { ${GET()} }`,
        },
        "a fragment in itself": {
          query: `{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }`,
        },
        "one field many times": { query: `{ ${`${GET()} `.repeat(2000)} }` },
        "many directives": { query: `{ getBooking(id: "b") { id ${"@skip(if: false) ".repeat(5000)} } }` },
        "many variables": { query: `query (${"$a: ID ".repeat(20_000)}) { ${GET()} }` },
        "a long name": { query: `{ ${"a".repeat(100_000)} }` },
        "a large document": { query: `{ ${GET()} } ${"#".repeat(1_100_000)}` },
        "a batch": Array.from({ length: 100 }, () => ({ query: `{ ${GET()} }` })),
        "many operations, none named": {
          query: Array.from({ length: 50 }, (_, n) => `query Q${n} { ${GET()} }`).join(" "),
        },
        "a subscription": { query: "subscription { booked { id } }" },
        "unknown fields with hints": { query: "{ getBookin(id: 1) { idd } }" },
      };
      for (const [name, body] of Object.entries(bombs)) {
        const { status, data, errors } = await ask(body);
        assert.ok([200, 400, 413].includes(status), `${name}: ${status}`);
        assert.ok(errors.length > 0 && (data ?? null) === null, name);
        for (const { message } of errors) assert.ok(message.length < 2_000, name);
      }
    });

    it("pollutes no prototype by variables or arguments", async () => {
      const query = "query ($id: ID!) { getBooking(id: $id) { id } }";
      const texts = [
        `{"query":${JSON.stringify(query)},"variables":{"id":"b1","__proto__":{"polluted":1}}}`,
        `{"query":${JSON.stringify(query)},"variables":{"__proto__":{"id":"b1"}}}`,
        `{"__proto__":{"query":"{ __typename }","polluted":1}}`,
        `{"query":"{ __proto__ constructor { prototype } }"}`,
        `{"query":"{ getBooking(id: \\"__proto__\\") { id } getApartment(id: \\"constructor\\") { id } }"}`,
        `{"query":"query ($__proto__: ID!) { getBooking(id: $__proto__) { id } }","variables":{"__proto__":"b1"}}`,
      ];
      for (const text of texts) {
        const { status } = await ask(text);
        assert.ok([200, 400].includes(status), `${status} ${text}`);
      }
      assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    });

    it("starts no state machine other than the bookings', whatever ARN a client names", async () => {
      const { pipelineArn, ordersArn } = program.running.outputs;
      const before = program.services.stepFunctions.executions().length;
      for (const arn of [
        pipelineArn,
        ordersArn,
        "",
        "*",
        "arn:aws:states:us-east-1:999999999999:stateMachine:booking",
      ]) {
        const { errors } = await ask({
          query: "mutation ($input: StepFunctionsInput!) { addStepFunction(input: $input) { arn } }",
          variables: { input: { id: "foreign", arn } },
        });
        assert.equal(errors.length, 1, String(arn));
      }
      assert.equal(program.services.stepFunctions.executions().length, before);
    });
  });
}

/** Counts the functions that are invoked from now on. */
function countInvocations(program: Program): { invocations(): number } {
  let count = 0;
  program.services.cloud.onCall(({ service, operation }) => {
    if (service === "lambda" && operation === "Invoke") count++;
  });
  return { invocations: () => count };
}
