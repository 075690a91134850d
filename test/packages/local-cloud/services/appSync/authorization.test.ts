import assert from "node:assert/strict";
import {
  API_ARN,
  keyOf,
  ROLE_ARN,
  type Served,
  serve,
  sourceOf,
} from "../../../local-stack/deploy/appSyncSupport";
import type { Keys } from "../../gateway/signer";
import { sign } from "../../gateway/signer";
import { ACCOUNT, ADMINISTRATOR, allowing, closeClouds, sessionWith, trusting } from "../../gateway/support";
import { BOOKING } from "./booking";

const QUERY = "{ getBooking(id: 1) { id } }";
const BOTH = "{ getBooking(id: 1) { id } getApartment(id: 1) { id } }";
const booking = { lambda: () => JSON.stringify({ id: "b1", status: "paid" }) };
const AWS_IAM = { authenticationType: "AWS_IAM" };

function signed({ endpoint }: Served, keys: Keys, query = QUERY, service = "appsync") {
  const body = JSON.stringify({ query });
  const { host: _, ...headers } = sign({ endpoint, service, keys, path: "/graphql", body });
  return { body, headers };
}

const unauthorized = (message: string) => ({
  status: 401,
  body: { errors: [{ errorType: "UnauthorizedException", message }] },
});

describe("AppSync: authorization", () => {
  afterEach(closeClouds);

  it("requires an API key that exists and has not expired", async () => {
    const api = await serve(BOOKING, booking);
    assert.equal((await api.post({ query: QUERY })).status, 200);
    const none = unauthorized("Valid authorization header not provided.");
    const wrong = unauthorized("You are not authorized to make this call.");
    assert.deepEqual(await api.post({ query: QUERY }, {}), none);
    assert.deepEqual(await api.post({ query: QUERY }, { "x-api-key": "da2-other" }), wrong);
    assert.deepEqual(await api.post({ query: QUERY }, { "x-api-key": "toString" }), wrong);
    assert.deepEqual(await api.post({ query: QUERY }, { authorization: "Bearer abc" }), wrong);
    assert.deepEqual(await api.post("not JSON", {}), none);
  });

  it("rejects a key when the clock reaches its expiry, by default seven days after its creation", async () => {
    const api = await serve(BOOKING, booking);
    await api.clock.advance(7 * 86_400_000 - 1);
    assert.equal((await api.post({ query: QUERY })).status, 200);
    await api.clock.advance(1);
    assert.deepEqual(
      await api.post({ query: QUERY }),
      unauthorized("You are not authorized to make this call."),
    );
    api.apply(keyOf({ expires: "2025-02-01T10:59:59Z" }));
    assert.equal((await api.post({ query: QUERY })).status, 200);
    await api.clock.advance(Date.parse("2025-02-01T10:00:00Z") - api.clock.now());
    assert.equal((await api.post({ query: QUERY })).status, 401);
  });

  it("accepts a key over whose expiry the clock jumped by itself", async () => {
    const api = await serve(BOOKING, booking);
    const start = api.clock.now();
    api.clock.unskipped = () => start;
    await api.clock.advance(400 * 86_400_000);
    assert.equal((await api.post({ query: QUERY })).status, 200);
    api.apply(keyOf({ expires: "2025-02-01T10:00:00Z" }));
    assert.equal((await api.post({ query: QUERY })).status, 200);
  });

  it("rejects an expiry outside of AppSync's bounds, and a key that was removed", async () => {
    const api = await serve(BOOKING, booking);
    for (const expires of ["2025-01-01T12:00:00Z", "2026-01-02T00:00:00Z", "2024-01-01T00:00:00Z", "soon"]) {
      assert.throws(() => api.apply(keyOf({ expires })), { code: "ApiKeyValidityOutOfBoundsException" });
    }
    api.remove(keyOf());
    assert.equal((await api.post({ query: QUERY })).status, 401);
  });

  it("accepts a signature only with AWS_IAM, and a key only with API_KEY", async () => {
    const keyed = await serve(BOOKING, booking);
    const { body, headers } = signed(keyed, ADMINISTRATOR);
    assert.deepEqual(
      await keyed.post(body, headers),
      unauthorized("You are not authorized to make this call."),
    );
    const iam = await serve(BOOKING, { ...booking, settings: AWS_IAM });
    assert.deepEqual(
      await iam.post({ query: QUERY }),
      unauthorized("You are not authorized to make this call."),
    );
  });

  it("identifies the caller by the signature", async () => {
    const events: unknown[] = [];
    const api = await serve(BOOKING, {
      settings: AWS_IAM,
      lambda: (event) => {
        events.push(event.identity);
        return "null";
      },
    });
    const { credentials } = sessionWith(api.cloud, "client", allowing("appsync:GraphQL"));
    const { body, headers } = signed(api, credentials);
    assert.deepEqual(await api.post(body, headers), { status: 200, body: { data: { getBooking: null } } });
    assert.deepEqual(events, [
      {
        accountId: ACCOUNT,
        cognitoIdentityAuthProvider: null,
        cognitoIdentityAuthType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        sourceIp: ["127.0.0.1"],
        userArn: `arn:aws:sts::${ACCOUNT}:assumed-role/client/worker`,
        username: "client:worker",
      },
    ]);
  });

  it("rejects invalid signatures", async () => {
    const api = await serve(BOOKING, { ...booking, settings: AWS_IAM });
    const wrongSecret = { accessKeyId: "local", secretAccessKey: "wrong" };
    const unknown = { accessKeyId: "AKIAUNKNOWN", secretAccessKey: "x" };
    const cases: [Keys, string, string][] = [
      [wrongSecret, "appsync", "InvalidSignatureException"],
      [ADMINISTRATOR, "execute-api", "InvalidSignatureException"],
      [unknown, "appsync", "UnrecognizedClientException"],
    ];
    for (const [keys, service, errorType] of cases) {
      const { body, headers } = signed(api, keys, QUERY, service);
      const answer = await api.post(body, headers);
      assert.deepEqual([answer.status, answer.body.errors?.[0]?.errorType], [403, errorType]);
    }
    const { headers } = signed(api, ADMINISTRATOR);
    assert.equal((await api.post({ query: BOTH }, headers)).status, 403);
  });

  it("authorizes each field of an operation by the signer's policies", async () => {
    const api = await serve(BOOKING, { ...booking, settings: AWS_IAM });
    const policy = allowing("appsync:GraphQL", `${API_ARN}/types/Query/fields/getApartment`);
    const { credentials } = sessionWith(api.cloud, "client", policy);
    const { body, headers } = signed(api, credentials, BOTH);
    assert.deepEqual((await api.post(body, headers)).body, {
      data: { getBooking: null, getApartment: { id: "b1" } },
      errors: [
        {
          path: ["getBooking"],
          data: null,
          errorType: "Unauthorized",
          errorInfo: null,
          locations: [{ line: 1, column: 3, sourceName: null }],
          message: "Not Authorized to access getBooking on type Query",
        },
      ],
    });
    assert.match(api.warnings[0] ?? "", /appsync:GraphQL.*types\/Query\/fields\/getBooking/s);
  });

  it("honors the directives of types and fields", async () => {
    const schema = `
      type Secret @aws_iam { text: String open: String @aws_api_key }
      type Both @aws_iam @aws_api_key { text: String }
      type Plain { text: String }
      type Query {
        plain: Plain
        secret: Secret @aws_iam @aws_api_key
        both: Both @aws_iam @aws_api_key
        signed: Plain @aws_iam
        group: Plain @aws_cognito_user_pools(cognito_groups: ["x"])
      }`;
    const api = await serve(schema, {
      lambda: () => JSON.stringify({ text: "t", open: "o" }),
      settings: { additionalAuthenticationProviders: [AWS_IAM] },
    });
    const query = "{ plain { text } secret { text open } both { text } signed { text } group { text } }";
    const refusals = (answer: Awaited<ReturnType<typeof api.post>>) =>
      answer.body.errors?.map(({ errorType, message }) => `${errorType} ${message.slice(25)}`);
    const byKey = await api.post({ query });
    assert.deepEqual(byKey.body.data, {
      plain: { text: "t" },
      secret: { text: null, open: "o" },
      both: { text: "t" },
      signed: null,
      group: null,
    });
    assert.deepEqual(refusals(byKey)?.sort(), [
      "Unauthorized group on type Query",
      "Unauthorized signed on type Query",
      "Unauthorized text on type Secret",
    ]);
    const { body, headers } = signed(api, ADMINISTRATOR, query);
    assert.deepEqual((await api.post(body, headers)).body.data, {
      plain: null,
      secret: { text: "t", open: null },
      both: { text: "t" },
      signed: { text: null },
      group: null,
    });
  });

  it("invokes the function with the data source's role alone", async () => {
    const source = { StringEquals: { "aws:SourceAccount": ACCOUNT }, ArnLike: { "aws:SourceArn": API_ARN } };
    const trust = trusting("appsync.amazonaws.com");
    const bound = { ...trust, Statement: trust.Statement.map((one) => ({ ...one, Condition: source })) };
    const api = await serve(BOOKING, { ...booking, trust: bound });
    const callers: string[] = [];
    api.cloud.onCall(({ caller, operation }) => callers.push(`${operation} ${caller.arn}`));
    assert.equal((await api.post({ query: QUERY })).body.errors, undefined);
    assert.deepEqual(callers, [
      `Invoke arn:aws:sts::${ACCOUNT}:assumed-role/booking-source/APPSYNC_ASSUME_ROLE`,
    ]);
  });

  it("reports that the data source's role may not invoke the function, or cannot be assumed", async () => {
    const powerless = await serve(BOOKING, { ...booking, rolePolicy: allowing("lambda:GetFunction") });
    const [denied] = (await powerless.post({ query: QUERY })).body.errors ?? [];
    assert.equal(denied?.errorType, "Lambda:AWSLambdaException");
    assert.match(
      denied?.message ?? "",
      /booking-source.* lambda:InvokeFunction .*Error Code: AccessDeniedException\)$/s,
    );
    const foreign = await serve(BOOKING, { ...booking, trust: trusting("lambda.amazonaws.com") });
    const [untrusted] = (await foreign.post({ query: QUERY })).body.errors ?? [];
    assert.deepEqual(
      [untrusted?.errorType, untrusted?.message],
      ["UnauthorizedException", `Unable to assume role ${ROLE_ARN}.`],
    );
    assert.equal(foreign.warnings.length, 1);
    foreign.remove(sourceOf());
    const [missing] = (await foreign.post({ query: QUERY })).body.errors ?? [];
    assert.equal(missing?.message, "No data source found named functions");
  });
});
