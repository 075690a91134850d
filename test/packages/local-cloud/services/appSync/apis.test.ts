import assert from "node:assert/strict";
import {
  API,
  apiOf,
  KEY,
  keyOf,
  LOG_ROLE_ARN,
  resolverOf,
  type Served,
  type ServeOptions,
  serve,
  sourceOf,
} from "../../../local-stack/deploy/appSyncSupport";
import { closeClouds, send } from "../../gateway/support";
import { BOOKING } from "./booking";

const QUERY = "{ getBooking(id: 1) { id } }";
const booking: Pick<ServeOptions, "lambda"> = { lambda: () => JSON.stringify({ id: "b1" }) };
const GROUP = `/aws/appsync/apis/${API}`;

const page = ({ endpoint }: Served, path: string, headers: Record<string, string> = {}) =>
  send(endpoint, {
    method: "GET",
    path,
    headers: { host: new URL(endpoint).host, accept: "text/html", ...headers },
  });

describe("AppSync: APIs", () => {
  afterEach(closeClouds);

  it("serves an API at its own path, and the only one at /graphql", async () => {
    const api = await serve(BOOKING, booking);
    const ask = (path: string) =>
      fetch(`${api.endpoint}${path}`, {
        method: "POST",
        headers: { "x-api-key": KEY },
        body: JSON.stringify({ query: QUERY }),
      });
    const own = await ask(`/appsync/${API}/graphql`);
    assert.deepEqual(await own.json(), { data: { getBooking: { id: "b1" } } });
    assert.equal(own.headers.get("content-type"), "application/json;charset=UTF-8");
    assert.ok(own.headers.get("x-amzn-requestid"));
    assert.equal((await ask("/graphql")).status, 200);
    for (const path of [
      "/appsync/other/graphql",
      `/appsync/${API}`,
      `/appsync/${API}/graphql/a/b`,
      "/graphql/a/b",
    ]) {
      assert.equal((await ask(path)).status, 404);
    }
    api.apply({ ...apiOf(BOOKING), id: "second", urn: "urn:second" });
    assert.equal((await ask("/graphql")).status, 404);
    assert.equal((await ask(`/appsync/${API}/graphql`)).status, 200);
    api.remove({ ...apiOf(BOOKING), id: "second" });
    assert.equal((await ask("/graphql")).status, 200);
  });

  it("serves a changed schema at once, with the same keys and resolvers", async () => {
    const api = await serve(BOOKING, booking);
    assert.equal((await api.post({ query: QUERY })).body.errors, undefined);
    api.apply(apiOf(BOOKING.replace("type Booking { id: ID!", "type Booking { id: ID! name: String")));
    assert.deepEqual((await api.post({ query: "{ getBooking(id: 1) { id name } }" })).body, {
      data: { getBooking: { id: "b1", name: null } },
    });
    api.remove(resolverOf("Query.getBooking"));
    assert.deepEqual((await api.post({ query: QUERY })).body, { data: { getBooking: null } });
  });

  it("rejects what it cannot serve when it is created, and names it", async () => {
    const api = await serve(BOOKING);
    const cases: [resource: ReturnType<typeof apiOf>, code: string, message: RegExp][] = [
      [apiOf("type Query {"), "GraphQLSchemaException", /Syntax Error.*line 1, column 13/],
      [apiOf("type Query { a: Missing }"), "GraphQLSchemaException", /Unknown type "Missing"/],
      [apiOf("type A { a: Int }"), "GraphQLSchemaException", /Query root type/],
      [apiOf("scalar Money type Query { a: Money }"), "GraphQLSchemaException", /Custom scalars.*Money/],
      [apiOf("type Query { a: Int @auth }"), "GraphQLSchemaException", /Unknown directive "@auth"/],
      [apiOf(""), "BadRequestException", /no schema/],
      [apiOf(BOOKING, { authenticationType: "AWS_LAMBDA" }), "BadRequestException", /AWS_LAMBDA/],
      [apiOf(BOOKING, { apiType: "MERGED" }), "BadRequestException", /merged/],
      [apiOf(BOOKING, { queryDepthLimit: 76 }), "BadRequestException", /queryDepthLimit.* 0 to 75/],
      [apiOf(BOOKING, { resolverCountLimit: 10_001 }), "BadRequestException", /resolverCountLimit/],
      [sourceOf({ type: "AMAZON_DYNAMODB" }), "BadRequestException", /AMAZON_DYNAMODB/],
      [sourceOf({ serviceRoleArn: undefined }), "BadRequestException", /serviceRoleArn/],
      [sourceOf({ apiId: "other" }), "NotFoundException", /GraphQL API other not found/],
      [resolverOf("Query.nothing"), "NotFoundException", /No field named nothing found on type Query/],
      [resolverOf("Status.length"), "NotFoundException", /No field named length/],
      [
        resolverOf("Query.getBooking", { dataSource: "x" }),
        "NotFoundException",
        /No data source found named x/,
      ],
      [resolverOf("Query.getBooking", { maxBatchSize: 5 }), "BadRequestException", /maxBatchSize/],
      [
        resolverOf("Query.getBooking", { requestTemplate: "{}" }),
        "BadRequestException",
        /requestMappingTemplate/,
      ],
      [resolverOf("Query.getBooking", { code: "export" }), "BadRequestException", /code/],
    ];
    for (const [resource, code, message] of cases) {
      assert.throws(() => api.apply(resource), { code, message });
    }
    api.apply(sourceOf({ type: "NONE" }));
    assert.throws(() => api.apply(resolverOf("Query.getBooking")), { message: /NONE data source/ });
  });

  it("accepts a schema that declares AppSync's scalars and directives itself, on one line", async () => {
    const schema = "scalar AWSDate directive @aws_iam on FIELD_DEFINITION type Query { day: AWSDate }";
    const api = await serve(schema, { lambda: () => '"2025-01-01"', resolvers: ["Query.day"] });
    assert.deepEqual((await api.post({ query: "{ day }" })).body, { data: { day: "2025-01-01" } });
  });

  describe("logs", () => {
    const logConfig = { cloudwatchLogsRoleArn: LOG_ROLE_ARN, fieldLogLevel: "ALL" };
    const messages = (api: Served) => api.logs.events(GROUP).map(({ message }) => message);
    const failing: Pick<ServeOptions, "lambda"> = {
      lambda: ({ info }) =>
        (info as { fieldName: string }).fieldName === "getBooking"
          ? { error: JSON.stringify({ errorMessage: "taken" }) }
          : JSON.stringify({ id: "a1", status: "paid" }),
    };
    const BOTH = "{ getBooking(id: 1) { id } getApartment(id: 1) { id } }";

    it("writes requests and fields as the logging role, and creates the group if it is missing", async () => {
      const api = await serve(BOOKING, { ...failing, settings: { logConfig } });
      const callers = new Set<string>();
      api.cloud.onCall(({ service, caller }) => service === "logs" && callers.add(caller.roleArn ?? ""));
      await api.post({ query: BOTH });
      await api.post({ query: QUERY }, {});
      assert.deepEqual([...callers], [LOG_ROLE_ARN]);
      const lines = messages(api);
      const records = lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
      const tracing = records.filter(({ logType }) => logType === "Tracing").map(({ path }) => path[0]);
      assert.deepEqual(tracing, ["getBooking", "getApartment"]);
      const [failed] = records.filter(({ fieldInError }) => fieldInError);
      assert.deepEqual(
        [failed.errors, failed.context],
        [["Lambda:Unhandled: taken"], { arguments: { id: "1" } }],
      );
      assert.deepEqual(
        records.filter(({ logType }) => logType === "RequestSummary").map(({ statusCode }) => statusCode),
        [200, 401],
      );
      assert.ok(lines.some((line) => line.includes(`GraphQL Query: ${BOTH}`)));
      assert.ok(!lines.some((line) => line.includes(KEY)));
    });

    it("writes only what the field log level includes, and can leave content out", async () => {
      const levels: [level: string, fields: string[]][] = [
        ["NONE", []],
        ["ERROR", ["getBooking"]],
        ["INFO", ["getBooking", "getApartment"]],
      ];
      for (const [fieldLogLevel, fields] of levels) {
        const settings = { logConfig: { ...logConfig, fieldLogLevel, excludeVerboseContent: true } };
        const api = await serve(BOOKING, { ...failing, settings });
        api.logs.createLogGroup(GROUP);
        await api.post({ query: BOTH });
        const lines = messages(api);
        const tracing = lines
          .filter((line) => line.includes('"Tracing"'))
          .map((line) => JSON.parse(line).path[0]);
        assert.deepEqual(tracing, fields);
        assert.ok(!lines.some((line) => line.includes("GraphQL Query") || line.includes('"context"')));
      }
    });

    it("recreates the log after it was deleted", async () => {
      const api = await serve(BOOKING, { ...booking, settings: { logConfig } });
      await api.post({ query: QUERY });
      api.logs.deleteLogGroup(GROUP);
      await api.post({ query: QUERY });
      assert.equal(api.warnings.length, 1);
      await Promise.all(Array.from({ length: 20 }, () => api.post({ query: QUERY })));
      assert.equal(messages(api).filter((line) => line.endsWith("End Request")).length, 20);
    });

    it("answers even if the log cannot be written, and warns", async () => {
      const settings = { logConfig: { ...logConfig, cloudwatchLogsRoleArn: `${LOG_ROLE_ARN}-missing` } };
      const api = await serve(BOOKING, { ...booking, settings });
      assert.equal((await api.post({ query: QUERY })).status, 200);
      assert.match(api.warnings[0] ?? "", /log of the API .* could not be written/);
    });
  });

  describe("pages", () => {
    it("serves GraphiQL, with a valid key, to a browser on this machine", async () => {
      const api = await serve(BOOKING, { ...booking, settings: { name: "x" } });
      const { status, headers, body } = await page(api, "/graphql");
      assert.deepEqual([status, headers["content-type"]], [200, "text/html; charset=utf-8"]);
      assert.match(String(headers["content-security-policy"]), /default-src 'none'.*frame-ancestors 'none'/);
      assert.equal(headers["access-control-allow-origin"], undefined);
      const options = JSON.parse(/id="options">(.*?)<\/script>/.exec(body)?.[1] ?? "");
      assert.deepEqual(JSON.parse(options.initialHeaders), { "x-api-key": KEY });
      assert.equal(options.endpoint, "/graphql");
      for (const [, path = ""] of body.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
        const asset = await page(api, path);
        assert.equal(asset.status, 200);
        assert.ok(asset.body.length > 100);
      }
      for (const worker of ["editorWorkerService", "json", "graphql"]) {
        assert.match(
          String((await page(api, `/graphql/${worker}Worker.js`)).headers["content-type"]),
          /^text\/javascript/,
        );
      }
      assert.equal((await page(api, "/graphql/constructor")).status, 404);
      await api.clock.advance(8 * 86_400_000);
      assert.ok(!(await page(api, `/appsync/${API}/graphql`)).body.includes(KEY));
    });

    it("has no page if introspection is off, and none for clients that accept JSON", async () => {
      const api = await serve(BOOKING, booking);
      assert.equal((await page(api, "/graphql", { accept: "application/json" })).status, 405);
      api.apply(apiOf(BOOKING, { introspectionConfig: "DISABLED" }));
      assert.equal((await page(api, "/graphql")).status, 405);
      assert.equal((await page(api, "/graphql/graphiql.js")).status, 405);
    });

    it("escapes the name of the API", async () => {
      const api = await serve(BOOKING, booking);
      const evil = apiOf(BOOKING);
      api.apply({ ...evil, outputs: { ...evil.outputs, name: "</script><script>alert(1)</script>" } });
      assert.ok(!(await page(api, "/graphql")).body.includes("<script>alert"));
      assert.ok((await page(api, "/graphql")).body.includes("&lt;/script>"));
    });

    it("answers pages of this machine, and no others", async () => {
      const api = await serve(BOOKING, booking);
      const ask = (origin: string, method = "POST") =>
        fetch(api.url, {
          method,
          headers: { "x-api-key": KEY, origin },
          ...(method === "POST" ? { body: JSON.stringify({ query: QUERY }) } : {}),
        });
      for (const origin of [
        api.endpoint,
        "http://localhost:5173",
        "http://app.localhost",
        "https://127.0.0.1:1",
      ]) {
        const answer = await ask(origin);
        assert.deepEqual([answer.status, answer.headers.get("access-control-allow-origin")], [200, "*"]);
      }
      for (const origin of ["https://example.com", "null", "http://localhost.example.com", "file://"]) {
        assert.equal((await ask(origin)).status, 403);
        assert.equal((await ask(origin, "GET")).status, 403);
      }
      const preflight = await ask("http://localhost:5173", "OPTIONS");
      assert.match(preflight.headers.get("access-control-allow-headers") ?? "", /x-api-key/);
      const rebound = await page(api, "/graphql", { host: "evil.example.com" });
      assert.equal(rebound.status, 403);
    });

    it("does not give a key to a page that another machine may open", async () => {
      const api = await serve(BOOKING, { ...booking, allowedHosts: ["shared.example.com"] });
      const { status, body } = await page(api, "/graphql", { host: "shared.example.com" });
      assert.equal(status, 200);
      assert.ok(!body.includes(KEY));
    });
  });

  it("accepts the removal of parts of an API that is gone", async () => {
    const api = await serve(BOOKING, booking);
    for (const one of [apiOf(BOOKING), resolverOf("Query.getBooking"), sourceOf(), keyOf()]) api.remove(one);
    assert.equal((await api.post({ query: QUERY })).status, 404);
  });

  it("rejects a key without its API", async () => {
    const api = await serve(BOOKING, booking);
    assert.throws(() => api.apply(keyOf({ apiId: "other" })), { code: "NotFoundException" });
  });
});
