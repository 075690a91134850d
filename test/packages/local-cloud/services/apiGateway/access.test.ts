import assert from "node:assert/strict";
import {
  API,
  ApiProgram,
  BASE,
  EXECUTION_ARN,
  mock,
  type Served,
  START_EXECUTION,
  serve,
} from "../../../local-stack/deploy/apiGatewaySupport";
import { type Keys, sign } from "../../gateway/signer";
import { ACCOUNT, ADMINISTRATOR, allowing, closeClouds, sessionWith } from "../../gateway/support";

const KEY = "k".repeat(40);

const keyed = (plan: object = {}, key: object = {}) =>
  new ApiProgram()
    .method("/order", "GET", { ...mock(), method: { apiKeyRequired: true } })
    .method("/open", "GET", mock())
    .deploy()
    .add("apiKey:ApiKey", "key", { value: KEY, enabled: true, ...key }, "key1")
    .add("apiKey:ApiKey", "stranger", { value: "s".repeat(40), enabled: true }, "key2")
    .add("usagePlan:UsagePlan", "plan", { apiStages: [{ apiId: API, stage: "dev" }], ...plan }, "plan1")
    .add("usagePlanKey:UsagePlanKey", "planKey", { keyId: "key1", keyType: "API_KEY", usagePlanId: "plan1" });

const withKey = { headers: { "x-api-key": KEY } };

async function statuses(served: Served, count: number, path = "/order"): Promise<number[]> {
  const found: number[] = [];
  for (let index = 0; index < count; index++) found.push((await served.request("GET", path, withKey)).status);
  return found;
}

function signed({ endpoint }: Served, keys: Keys, path: string, service = "execute-api") {
  return { headers: sign({ endpoint, service, keys, method: "GET", path: BASE + path }) };
}

describe("access to a REST API", () => {
  afterEach(closeClouds);

  it("answers 403 Missing Authentication Token if there is no such method", async () => {
    const served = await serve(new ApiProgram().method("/order", "GET", mock()).deploy());
    for (const [method, path] of [
      ["GET", "/nothing"],
      ["PUT", "/order"],
      ["GET", "/order/7"],
      ["GET", ""],
    ] as const) {
      const { status, headers, body } = await served.request(method, path);
      assert.deepEqual([status, body], [403, '{"message":"Missing Authentication Token"}']);
      assert.equal(headers["x-amzn-errortype"], "MissingAuthenticationTokenException");
    }
    assert.equal((await served.request("GET", "/order/")).status, 200);
  });

  it("answers 403 Forbidden if there is no such API or stage", async () => {
    const served = await serve(new ApiProgram().method("/order", "GET", mock()).deploy());
    for (const path of ["/execute-api/nothing/dev/order", `/execute-api/${API}/prod/order`, "/execute-api"]) {
      const response = await fetch(served.endpoint + path);
      assert.deepEqual([response.status, await response.text()], [403, '{"message":"Forbidden"}']);
    }
  });

  it("prefers a literal path to a parameter, a parameter to a greedy one, a method to ANY", async () => {
    const program = new ApiProgram();
    for (const path of ["/{proxy+}", "/a/{id}", "/a/b"]) program.method(path, "GET", mock(`GET ${path}`));
    const served = await serve(program.method("/a/b", "ANY", mock("ANY /a/b")).deploy());
    const found = [];
    for (const [method, path] of [
      ["GET", "/a/b"],
      ["PUT", "/a/b"],
      ["GET", "/a/c"],
      ["GET", "/a/b/c"],
      ["GET", "/x"],
    ] as const) {
      found.push((await served.request(method, path)).body);
    }
    assert.deepEqual(found, ["GET /a/b", "ANY /a/b", "GET /a/{id}", "GET /{proxy+}", "GET /{proxy+}"]);
  });

  describe("by API key", () => {
    const refused: [name: string, key: string | undefined, program: ApiProgram][] = [
      ["no key", undefined, keyed()],
      ["an unknown key", "x".repeat(40), keyed()],
      ["a key without a plan", "s".repeat(40), keyed()],
      ["a disabled key", KEY, keyed({}, { enabled: false })],
      ["a key of another stage's plan", KEY, keyed({ apiStages: [{ apiId: API, stage: "prod" }] })],
    ];
    for (const [name, key, program] of refused) {
      it(`refuses ${name}`, async () => {
        const served = await serve(program);
        const headers: Record<string, string> = key ? { "x-api-key": key } : {};
        const { status, headers: answered, body } = await served.request("GET", "/order", { headers });
        assert.deepEqual([status, body], [403, '{"message":"Forbidden"}']);
        assert.equal(answered["x-amzn-errortype"], "ForbiddenException");
        assert.equal((await served.request("GET", "/open")).status, 200);
      });
    }

    it("throttles a key by its plan", async () => {
      const served = await serve(keyed({ throttleSettings: { rateLimit: 2, burstLimit: 3 } }));
      assert.deepEqual(await statuses(served, 5), [200, 200, 200, 429, 429]);
      const { body, headers } = await served.request("GET", "/order", withKey);
      assert.equal(body, '{"message":"Too Many Requests"}');
      assert.equal(headers["x-amzn-errortype"], "TooManyRequestsException");
      await served.clock.advance(1000);
      assert.deepEqual(await statuses(served, 3), [200, 200, 429]);
    });

    it("throttles a method by its plan", async () => {
      const throttles = [{ path: "/order/GET", rateLimit: 1, burstLimit: 1 }];
      const served = await serve(keyed({ apiStages: [{ apiId: API, stage: "dev", throttles }] }));
      assert.deepEqual(await statuses(served, 2), [200, 429]);
    });

    it("enforces a quota until the next period", async () => {
      const served = await serve(keyed({ quotaSettings: { limit: 3, offset: 1, period: "DAY" } }));
      assert.deepEqual(await statuses(served, 3), [200, 200, 429]);
      const { body, headers } = await served.request("GET", "/order", withKey);
      assert.equal(body, '{"message":"Limit Exceeded"}');
      assert.equal(headers["x-amzn-errortype"], "LimitExceededException");
      await served.clock.advance(24 * 3600 * 1000);
      assert.deepEqual(await statuses(served, 4), [200, 200, 200, 429]);
    });
  });

  it("throttles the stage's methods by their own settings, or those for all methods", async () => {
    const settings = (methodPath: string, burst: number) => ({
      stageName: "dev",
      methodPath,
      settings: { throttlingBurstLimit: burst, throttlingRateLimit: 1 },
    });
    const program = keyed()
      .add("methodSettings:MethodSettings", "all", settings("*/*", 2))
      .add("methodSettings:MethodSettings", "open", settings("open/GET", 1));
    const served = await serve(program);
    assert.deepEqual(await statuses(served, 3), [200, 200, 429]);
    assert.deepEqual(await statuses(served, 2, "/open"), [200, 429]);
    await served.apply(
      new ApiProgram().add("methodSettings:MethodSettings", "open", settings("open/GET", 5)).resources[1]!,
    );
    assert.deepEqual(await statuses(served, 2, "/open"), [200, 200]);
  });

  describe("by IAM", () => {
    const guarded = () =>
      new ApiProgram()
        .method("/orders/{id}", "GET", {
          ...mock("$context.identity.userArn $context.identity.accessKey"),
          method: { authorization: "AWS_IAM" },
        })
        .deploy();
    const path = "/orders/7";

    it("lets the caller's policies decide, by method and path", async () => {
      const served = await serve(guarded());
      const allowed = sessionWith(
        served.cloud,
        "reader",
        allowing("execute-api:Invoke", `${EXECUTION_ARN}/dev/GET/orders/*`),
      );
      const { status, body } = await served.request("GET", path, signed(served, allowed.credentials, path));
      assert.deepEqual([status, body], [200, `${allowed.caller.arn} ${allowed.credentials.accessKeyId}`]);
      const denied = sessionWith(
        served.cloud,
        "other",
        allowing("execute-api:Invoke", `${EXECUTION_ARN}/prod/*`),
      );
      const refusal = await served.request("GET", path, signed(served, denied.credentials, path));
      assert.equal(refusal.status, 403);
      assert.equal(refusal.headers["x-amzn-errortype"], "AccessDeniedException");
      assert.match(
        JSON.parse(refusal.body).Message,
        /^User: arn:aws:sts::123456789012:assumed-role\/other\/worker is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5\/dev\/GET\/orders\/7 /,
      );
    });

    it("checks the policies with the canonical path", async () => {
      const served = await serve(guarded());
      const session = sessionWith(served.cloud, "kept-out", {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" },
          { Effect: "Deny", Action: "execute-api:Invoke", Resource: `${EXECUTION_ARN}/dev/GET/orders/7` },
        ],
      });
      const statusOf = async (spelling: string, signedAs = spelling) =>
        (await served.request("GET", spelling, signed(served, session.credentials, signedAs))).status;
      assert.equal(await statusOf("/orders/8"), 200);
      // The signature is computed over the path, encoded once more.
      for (const spelling of ["/orders/7", "/orders/7/"]) assert.equal(await statusOf(spelling), 403);
      assert.equal(await statusOf("/orders/%37", "/orders/%2537"), 403);
      assert.equal(await statusOf("/%6Frders/8", "/%256Frders/8"), 200);
    });

    it("answers signature errors as API Gateway does", async () => {
      const served = await serve(guarded());
      const unknownKey = { ...ADMINISTRATOR, accessKeyId: "AKIAX" };
      const cases: [options: object, errorType: string, message: RegExp][] = [
        [{}, "MissingAuthenticationTokenException", /^Missing Authentication Token$/],
        [
          { headers: { authorization: "AWS4-HMAC-SHA256 x" } },
          "IncompleteSignatureException",
          /requires 'Credential'/,
        ],
        [
          signed(served, { ...ADMINISTRATOR, secretAccessKey: "x" }, path),
          "InvalidSignatureException",
          /does not match/,
        ],
        [
          signed(served, unknownKey, path),
          "UnrecognizedClientException",
          /token included in the request is invalid/,
        ],
        [
          signed(served, ADMINISTRATOR, path, "s3"),
          "InvalidSignatureException",
          /correct service: 'execute-api'/,
        ],
      ];
      for (const [options, errorType, message] of cases) {
        const { status, headers, body } = await served.request("GET", path, options);
        assert.deepEqual([status, headers["x-amzn-errortype"]], [403, errorType]);
        assert.match(JSON.parse(body).message, message);
      }
    });

    it("calls the service as the client, if the integration says so", async () => {
      const integration = { type: "AWS", uri: START_EXECUTION, credentials: "arn:aws:iam::*:user/*" };
      const program = new ApiProgram()
        .method("/start", "GET", {
          integration,
          responses: { 200: {} },
          method: { authorization: "AWS_IAM" },
        })
        .deploy();
      const served = await serve(program, { states: async (_call, { arn }) => ({ arn }) });
      const starter = sessionWith(
        served.cloud,
        "starter",
        allowing(["execute-api:Invoke", "states:StartExecution"]),
      );
      const caller = await served.request("GET", "/start", signed(served, starter.credentials, "/start"));
      assert.deepEqual(JSON.parse(caller.body), { arn: starter.caller.arn });
      const reader = sessionWith(served.cloud, "reader", allowing("execute-api:Invoke"));
      const refused = await served.request("GET", "/start", signed(served, reader.credentials, "/start"));
      assert.equal(JSON.parse(refused.body).__type, "AccessDeniedException");
    });

    it("lets the API's policy allow and deny", async () => {
      const policy = {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/guest` },
            Action: "execute-api:Invoke",
            Resource: "execute-api:/*/GET/orders/*",
          },
          {
            Effect: "Deny",
            Principal: "*",
            Action: "execute-api:Invoke",
            Resource: "execute-api:/dev/GET/orders/9",
          },
        ],
      };
      const program = guarded();
      program.resources[0]!.inputs.policy = JSON.stringify(policy);
      program.resources[0]!.outputs.policy = JSON.stringify(policy);
      const served = await serve(program);
      const guest = sessionWith(served.cloud, "guest", allowing("sqs:*"));
      const ask = async (at: string) =>
        (await served.request("GET", at, signed(served, guest.credentials, at))).status;
      assert.deepEqual([await ask("/orders/7"), await ask("/orders/9")], [200, 403]);
    });
  });

  it("lets the API's policy alone decide without authorization", async () => {
    const everyone = (Effect: string, Resource: string) => ({
      Effect,
      Principal: "*",
      Action: "execute-api:Invoke",
      Resource,
    });
    const policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [everyone("Allow", "execute-api:/*/GET/*"), everyone("Deny", "execute-api:/*/GET/secret")],
    });
    const program = new ApiProgram({ policy });
    for (const path of ["/order", "/secret"]) program.method(path, "GET", mock()).method(path, "PUT", mock());
    const served = await serve(program.deploy());
    assert.equal((await served.request("GET", "/order")).status, 200);
    const denied = await served.request("GET", "/secret");
    assert.match(
      JSON.parse(denied.body).Message,
      /^User: anonymous is not authorized .* with an explicit deny/,
    );
    assert.equal((await served.request("PUT", "/order")).status, 403);
  });
});
