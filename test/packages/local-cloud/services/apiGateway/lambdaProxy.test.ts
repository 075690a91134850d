import assert from "node:assert/strict";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import { AwsError } from "../../../../../packages/local-cloud/aws/service";
import {
  API,
  ApiProgram,
  FUNCTION_ARN,
  FUNCTION_URI,
  permission,
  ROLE_ARN,
  serve,
} from "../../../local-stack/deploy/apiGatewaySupport";
import { closeClouds } from "../../gateway/support";

const orders = (method: object = {}, integration: object = {}) =>
  new ApiProgram({ binaryMediaTypes: ["image/*"] })
    .proxy("/orders/{id}", "ANY", { ...method }, { ...integration })
    .deploy({ variables: { color: "blue" } });

/** The API with a function that may be invoked. */
async function serveFunction(lambda: NonNullable<Parameters<typeof serve>[1]>["lambda"], program = orders()) {
  const served = await serve(program, lambda ? { lambda } : {});
  await served.apply(permission());
  return served;
}

describe("a REST API's Lambda proxy integration", () => {
  afterEach(closeClouds);

  it("passes the event of format 1.0 to the function", async () => {
    let event: Record<string, unknown> = {};
    const served = await serveFunction((given) => {
      event = given;
      return "{}";
    });
    const { host } = new URL(served.endpoint);
    const { status, headers } = await served.request("POST", "/orders/a%20b?q=1&q=2&r=x+y", {
      headers: { "X-One": "1", "user-agent": "test", "content-type": "application/json" },
      body: '{"é": 1}',
    });
    assert.equal(status, 200);
    const trace = String(headers["x-amzn-trace-id"]);
    assert.deepEqual(event.headers, {
      host,
      "X-One": "1",
      "user-agent": "test",
      "content-type": "application/json",
      "Content-Length": "9",
      "X-Amzn-Trace-Id": trace,
      "X-Forwarded-For": "127.0.0.1",
      "X-Forwarded-Port": "443",
      "X-Forwarded-Proto": "https",
    });
    assert.deepEqual((event.multiValueHeaders as Record<string, string[]>)["X-One"], ["1"]);
    const { headers: _, multiValueHeaders: __, requestContext, ...rest } = event;
    assert.deepEqual(rest, {
      resource: "/orders/{id}",
      path: "/orders/a%20b",
      httpMethod: "POST",
      queryStringParameters: { q: "2", r: "x y" },
      multiValueQueryStringParameters: { q: ["1", "2"], r: ["x y"] },
      pathParameters: { id: "a b" },
      stageVariables: { color: "blue" },
      body: '{"é": 1}',
      isBase64Encoded: false,
    });
    const time = new ManualClock().now();
    assert.deepEqual(requestContext, {
      resourceId: "r1",
      resourcePath: "/orders/{id}",
      httpMethod: "POST",
      extendedRequestId: headers["x-amz-apigw-id"],
      requestTime: "01/Jan/2025:00:00:00 +0000",
      path: "/dev/orders/a%20b",
      accountId: "123456789012",
      protocol: "HTTP/1.1",
      stage: "dev",
      domainPrefix: API,
      requestTimeEpoch: time,
      requestId: headers["x-amzn-requestid"],
      identity: {
        cognitoIdentityPoolId: null,
        accountId: null,
        cognitoIdentityId: null,
        caller: null,
        sourceIp: "127.0.0.1",
        principalOrgId: null,
        accessKey: null,
        cognitoAuthenticationType: null,
        cognitoAuthenticationProvider: null,
        userArn: null,
        userAgent: "test",
        user: null,
      },
      domainName: host,
      deploymentId: "d1",
      apiId: API,
    });
  });

  it("passes null for what is absent", async () => {
    let event: Record<string, unknown> = {};
    const program = new ApiProgram().proxy("/", "GET").deploy();
    const served = await serveFunction((given) => {
      event = given;
      return "{}";
    }, program);
    assert.equal((await served.request("GET", "/")).status, 200);
    const { queryStringParameters, multiValueQueryStringParameters, pathParameters, stageVariables, body } =
      event;
    assert.deepEqual(
      [
        queryStringParameters,
        multiValueQueryStringParameters,
        pathParameters,
        stageVariables,
        body,
        event.path,
      ],
      [null, null, null, null, null, "/"],
    );
  });

  it("returns the function's response", async () => {
    const served = await serveFunction(() =>
      JSON.stringify({
        statusCode: 201,
        headers: { "X-One": "1", "Content-Type": "text/plain", Server: "mine" },
        multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] },
        body: "made 😀",
      }),
    );
    const { status, headers, body } = await served.request("GET", "/orders/1");
    assert.deepEqual([status, body], [201, "made 😀"]);
    assert.deepEqual(
      [headers["x-one"], headers["content-type"], headers["set-cookie"], headers["x-amzn-remapped-server"]],
      ["1", "text/plain", ["a=1", "b=2"], "mine"],
    );
  });

  it("passes binary bodies in both directions", async () => {
    const bytes = Buffer.from([0, 255, 128]);
    const served = await serveFunction((event) => {
      assert.deepEqual([event.body, event.isBase64Encoded], [bytes.toString("base64"), true]);
      return JSON.stringify({
        headers: { "content-type": "image/png" },
        body: event.body,
        isBase64Encoded: true,
      });
    });
    const response = await fetch(`${served.endpoint}/execute-api/${API}/dev/orders/1`, {
      method: "PUT",
      headers: { "content-type": "image/png" },
      body: bytes,
    });
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), bytes);
  });

  const malformed: [name: string, payload: string | { error: string }][] = [
    ["no object", '"text"'],
    ["null", "null"],
    ["an unknown member", '{"status": 200}'],
    ["a body that is an object", '{"statusCode": 200, "body": {"a": 1}}'],
    ["a status that is none", '{"statusCode": "fine"}'],
    ["headers that are none", '{"headers": ["a"]}'],
    ["a header that splits the response", '{"headers": {"a\\r\\nb": "c"}}'],
    [
      "an error of the function",
      { error: '{"errorType": "Error", "errorMessage": "secret", "trace": ["at x"]}' },
    ],
  ];
  for (const [name, payload] of malformed) {
    it(`answers 502 for ${name}`, async () => {
      const served = await serveFunction(() => payload);
      const { status, headers, body } = await served.request("GET", "/orders/1");
      assert.deepEqual([status, body], [502, '{"message":"Internal server error"}']);
      assert.equal(headers["x-amzn-errortype"], "InternalServerErrorException");
      assert.match(
        served.warnings.join(),
        /GET \/orders\/1 of API a1b2c3d4e5\/dev: 502 .*Malformed Lambda proxy response/,
      );
    });
  }

  it("answers 413 for a payload above Lambda's limit", async () => {
    const served = await serveFunction(() => {
      throw new AwsError("RequestTooLargeException", "Request must be smaller", 413);
    });
    const { status, body } = await served.request("POST", "/orders/1", { body: "x" });
    assert.deepEqual([status, body], [413, '{"message":"Request Too Long"}']);
  });

  it("answers 500 for what Lambda refuses", async () => {
    const served = await serveFunction(() => {
      throw new AwsError("TooManyRequestsException", "Rate Exceeded.", 429);
    });
    const { status, body } = await served.request("GET", "/orders/1");
    assert.deepEqual([status, body], [500, '{"message":"Internal server error"}']);
  });

  const permissions: [name: string, given: Record<string, unknown> | undefined, status: number][] = [
    ["none", undefined, 500],
    [
      "this method and path",
      { sourceArn: "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/*/GET/orders/*" },
      200,
    ],
    ["another path", { sourceArn: "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/*/GET/other" }, 500],
    ["another service", { principal: "s3.amazonaws.com" }, 500],
    ["this account", { sourceAccount: "123456789012" }, 200],
    ["another account", { sourceAccount: "999999999999" }, 500],
    ["an alias of the function", { qualifier: "live" }, 500],
  ];
  for (const [name, given, expected] of permissions) {
    it(`needs the function's permission: ${name}`, async () => {
      const served = await serve(orders());
      if (given) await served.apply(permission(given));
      const { status, body } = await served.request("GET", "/orders/1");
      assert.equal(status, expected);
      if (expected === 200) return;
      assert.equal(body, '{"message":"Internal server error"}');
      const [refusal] = served.cloud.iam.refusals;
      assert.deepEqual(
        [refusal?.principal, refusal?.action, refusal?.resource],
        ["apigateway.amazonaws.com", "lambda:InvokeFunction", FUNCTION_ARN],
      );
    });
  }

  it("is refused once the permission is removed", async () => {
    const served = await serveFunction(() => "{}");
    assert.equal((await served.request("GET", "/orders/1")).status, 200);
    await served.remove(permission());
    assert.equal((await served.request("GET", "/orders/1")).status, 500);
  });

  it("invokes with the integration's role, and the version in the stage's variables", async () => {
    const uri = FUNCTION_URI.replace("/invocations", `:\${stageVariables.color}/invocations`);
    const invoked: unknown[] = [];
    const served = await serve(orders({}, { uri, credentials: ROLE_ARN }), {
      rolePolicy: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: "*" }],
      },
      lambda: (_, input) => {
        invoked.push(input.FunctionName);
        return "{}";
      },
    });
    assert.equal((await served.request("GET", "/orders/1")).status, 200);
    assert.deepEqual(invoked, [`${FUNCTION_ARN}:blue`]);
  });

  it("answers 504 after the integration's timeout, while the function continues", async () => {
    let finish = () => {};
    let start = () => {};
    const started = new Promise<void>((resolve) => {
      start = resolve;
    });
    const served = await serveFunction(async () => {
      start();
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return "{}";
    });
    const pending = served.request("GET", "/orders/1");
    await started;
    await served.clock.advance(28_999);
    await served.clock.advance(1);
    const { status, body, headers } = await pending;
    assert.deepEqual([status, body], [504, '{"message":"Endpoint request timed out"}']);
    assert.equal(headers["x-amzn-errortype"], "InternalServerErrorException");
    finish();
  });

  it("maps the response and the error of a function without proxy", async () => {
    const program = new ApiProgram()
      .method("/orders", "POST", {
        integration: {
          type: "AWS",
          uri: FUNCTION_URI,
          requestTemplates: { "application/json": "{\"id\": $input.json('$.id')}" },
        },
        responses: {
          200: { responseTemplates: { "application/json": "id $input.path('$.id')" } },
          404: {
            selectionPattern: "Unknown.*",
            responseTemplates: { "application/json": "$input.path('$.errorMessage')" },
          },
        },
      })
      .deploy();
    const served = await serveFunction(
      (event) => (event.id === 1 ? JSON.stringify(event) : { error: '{"errorMessage": "Unknown order"}' }),
      program,
    );
    const known = await served.request("POST", "/orders", { body: '{"id": 1}' });
    assert.deepEqual([known.status, known.body], [200, "id 1"]);
    const unknown = await served.request("POST", "/orders", { body: '{"id": 2}' });
    assert.deepEqual([unknown.status, unknown.body], [404, "Unknown order"]);
  });
});
