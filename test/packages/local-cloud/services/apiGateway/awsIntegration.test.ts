import assert from "node:assert/strict";
import fc from "fast-check";
import { AwsError } from "../../../../../packages/local-cloud/aws/service";
import {
  API,
  ApiProgram,
  type MethodProps,
  ROLE_ARN,
  type ServeOptions,
  START_EXECUTION,
  serve,
} from "../../../local-stack/deploy/apiGatewaySupport";
import { closeClouds } from "../../gateway/support";

const MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:orders";
const TEMPLATE = `{"stateMachineArn": "${MACHINE}", "input": "$util.escapeJavaScript($input.json('$')).replaceAll("\\\\'", "'")"}`;
const EXECUTION = {
  executionArn: "arn:aws:states:us-east-1:123456789012:execution:orders:1",
  startDate: new Date(5e8),
};

const startOrder = (integration: object = {}, responses: MethodProps["responses"] = {}): ApiProgram =>
  new ApiProgram()
    .method("/order", "POST", {
      integration: {
        type: "AWS",
        integrationHttpMethod: "POST",
        uri: START_EXECUTION,
        credentials: ROLE_ARN,
        requestTemplates: { "application/json": TEMPLATE },
        passthroughBehavior: "NEVER",
        ...integration,
      },
      responses: {
        202: { responseTemplates: { "application/json": "{\"execution\": $input.json('$.executionArn')}" } },
        400: {
          selectionPattern: "4\\d{2}",
          responseTemplates: { "application/json": '{"error": "$input.path(\'$.__type\')"}' },
        },
        502: { selectionPattern: "5\\d{2}", responseTemplates: { "application/json": '{"error": "later"}' } },
        ...responses,
      },
    })
    .deploy();

const json = { "content-type": "application/json" };

async function post(
  program: ApiProgram,
  options: ServeOptions,
  body = "{}",
  headers: Record<string, string> = json,
) {
  const served = await serve(program, options);
  return { ...(await served.request("POST", "/order", { headers, body })), served };
}

describe("a REST API's AWS integration", () => {
  afterEach(closeClouds);

  it("starts an execution as a session of its role and maps the response", async () => {
    const calls: unknown[] = [];
    const { status, headers, body } = await post(
      startOrder(),
      {
        states: async ({ operation, input }, caller) => {
          calls.push([operation, input, caller.roleArn, caller.arn]);
          return EXECUTION;
        },
      },
      '{"order": {"quantity": 2}}',
    );
    assert.deepEqual(calls, [
      [
        "StartExecution",
        { stateMachineArn: MACHINE, input: '{"order":{"quantity":2}}' },
        ROLE_ARN,
        "arn:aws:sts::123456789012:assumed-role/gateway/BackplaneAssumeRoleSession",
      ],
    ]);
    assert.equal(status, 202);
    assert.deepEqual(JSON.parse(body), { execution: EXECUTION.executionArn });
    assert.equal(headers["content-type"], "application/json");
    assert.match(String(headers["x-amz-apigw-id"]), /^[\w+/]{15}=$/);
    assert.match(String(headers["x-amzn-requestid"]), /^[0-9a-f-]{36}$/);
    assert.match(String(headers["x-amzn-trace-id"]), /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  });

  it("passes the response on where its template is empty", async () => {
    const responses = { 202: { responseTemplates: { "application/json": "" } } };
    const { status, body } = await post(startOrder({}, responses), { states: async () => EXECUTION });
    assert.equal(status, 202);
    assert.deepEqual(JSON.parse(body), { executionArn: EXECUTION.executionArn, startDate: 5e5 });
  });

  it("passes any text through the usual template unchanged", async function () {
    this.timeout(60_000);
    let input = "";
    const served = await serve(startOrder(), {
      states: async (call) => {
        input = String(call.input.input);
        return EXECUTION;
      },
    });
    const awkward = fc.constantFrom(
      "'",
      '"',
      "\\",
      "\\'",
      "\n",
      `\${x}`,
      "$util",
      "#set($a = 1)",
      "😀",
      "\u2028",
      "/",
      "é",
      "#end",
      "$!",
      "\u0000",
    );
    const text = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.array(fc.oneof(awkward, fc.string())).map((parts) => parts.join("")),
    );
    const order = fc.record({
      text,
      nested: fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null))),
    });
    await fc.assert(
      fc.asyncProperty(order, async (body) => {
        const { status } = await served.request("POST", "/order", {
          headers: json,
          body: JSON.stringify(body),
        });
        assert.equal(status, 202);
        assert.equal(input, JSON.stringify(JSON.parse(JSON.stringify(body))));
      }),
      { numRuns: 150 },
    );
  });

  const failures: [name: string, error: AwsError, status: number, body: string][] = [
    ["4xx", new AwsError("ExecutionAlreadyExists", "It exists."), 400, '{"error": "ExecutionAlreadyExists"}'],
    ["5xx", new AwsError("ServiceUnavailable", "Down.", 503), 502, '{"error": "later"}'],
  ];
  for (const [name, error, expectedStatus, expectedBody] of failures) {
    it(`selects the response by the status of the service: ${name}`, async () => {
      const { status, body } = await post(startOrder(), {
        states: async () => {
          throw error;
        },
      });
      assert.deepEqual([status, body], [expectedStatus, expectedBody]);
    });
  }

  it("is authorized by IAM", async () => {
    const { status, body, served } = await post(startOrder(), {
      rolePolicy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sqs:*", Resource: "*" }] },
    });
    assert.deepEqual([status, body], [400, '{"error": "AccessDeniedException"}']);
    assert.deepEqual(
      served.cloud.iam.refusals.map(({ action, roleArn }) => [action, roleArn]),
      [["states:StartExecution", ROLE_ARN]],
    );
  });

  it("answers 500, and warns, if the role cannot be assumed", async () => {
    const { status, headers, body, served } = await post(
      startOrder({ credentials: `${ROLE_ARN}-missing` }),
      {},
    );
    assert.deepEqual([status, body], [500, '{"message":"Internal server error"}']);
    assert.equal(headers["x-amzn-errortype"], "InternalServerErrorException");
    assert.match(served.warnings.join(), /gateway-missing cannot be assumed/);
  });

  it("assumes the role with the API as the source", async () => {
    const program = startOrder();
    const served = await serve(program, { states: async () => EXECUTION });
    const trust = (account: string) => ({
      Version: "2012-10-17" as const,
      Statement: [
        {
          Effect: "Allow" as const,
          Principal: { Service: "apigateway.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": account },
            ArnLike: { "aws:SourceArn": `arn:aws:execute-api:us-east-1:123456789012:${API}/*/POST/order` },
          },
        },
      ],
    });
    served.cloud.iam.registry.updateAssumeRolePolicy("gateway", trust("123456789012"));
    assert.equal((await served.request("POST", "/order", { headers: json, body: "{}" })).status, 202);
    served.cloud.iam.registry.updateAssumeRolePolicy("gateway", trust("999999999999"));
    assert.equal((await served.request("POST", "/order", { headers: json, body: "{}" })).status, 500);
  });

  const passthrough: [behavior: string, contentType: string | undefined, status: number][] = [
    ["NEVER", "text/plain", 415],
    ["NEVER", "application/json; charset=utf-8", 202],
    ["NEVER", undefined, 202],
    ["WHEN_NO_TEMPLATES", "text/plain", 415],
    ["WHEN_NO_MATCH", "text/plain", 202],
  ];
  for (const [passthroughBehavior, contentType, expected] of passthrough) {
    it(`${passthroughBehavior} answers ${contentType ?? "no content type"} with ${expected}`, async () => {
      const headers: Record<string, string> = contentType ? { "content-type": contentType } : {};
      const { status, body } = await post(
        startOrder({ passthroughBehavior }),
        { states: async () => EXECUTION },
        "{}",
        headers,
      );
      assert.equal(status, expected);
      if (expected === 415) assert.equal(body, '{"message":"Unsupported Media Type"}');
    });
  }

  it("refuses a body that its template cannot read", async () => {
    const { status, body, headers } = await post(startOrder(), {}, "{nonsense");
    assert.equal(status, 400);
    assert.match(body, /^\{"message":"Could not parse request body into json: /);
    assert.equal(headers["x-amzn-errortype"], "BadRequestException");
  });

  it("answers 500 for a template that fails, and for a status without an integration response", async () => {
    const broken = startOrder({ requestTemplates: { "application/json": "$util.parseJson('{')" } });
    const first = await post(broken, {});
    assert.deepEqual([first.status, first.body], [500, '{"message":"Internal server error"}']);
    assert.match(first.served.warnings.join(), /JSON/);
    const unmatched = startOrder({}, { 202: { selectionPattern: "2\\d{2}" } });
    const second = await post(unmatched, {
      states: async () => {
        throw new AwsError("Moved", "", 301);
      },
    });
    assert.equal(second.status, 500);
  });

  it("lets a template override status and headers, and maps headers", async () => {
    const program = startOrder(
      {},
      {
        202: {
          responseParameters: {
            "method.response.header.X-Stage": "context.stage",
            "method.response.header.X-Fixed": "'yes'",
            "method.response.header.X-Arn": "integration.response.body.executionArn",
            "method.response.header.X-Type": "integration.response.header.Content-Type",
          },
          responseTemplates: {
            "application/json":
              "#set($context.responseOverride.status = 201)#set($context.responseOverride.header.Location = \"/$input.path('$.executionArn')\")made",
          },
        },
      },
    );
    const { status, headers, body } = await post(program, { states: async () => ({ executionArn: "e1" }) });
    assert.deepEqual([status, body], [201, "made"]);
    const { location, "x-stage": stage, "x-fixed": fixed, "x-arn": arn, "x-type": type } = headers;
    assert.deepEqual(
      [location, stage, fixed, arn, type],
      ["/e1", "dev", "yes", "e1", "application/x-amz-json-1.0"],
    );
  });

  it("passes the request, its context and the stage's variables to templates", async () => {
    const template = [
      "$input.params('q') $input.params().header.get('X-One') $input.params().path.size() $input.params('none')|",
      "$context.httpMethod $context.resourcePath $context.stage $context.apiId $context.identity.sourceIp $context.accountId",
      "$stageVariables.color $util.base64Encode('é') $util.base64Decode('w6k=') $util.urlEncode('a b&') $util.urlDecode('a+b%26')",
      "$util.parseJson('{\"a\": [1]}').a[0] $input.json('$.list[*].n') $input.json('$.none') $input.body",
    ].join("\n");
    const program = new ApiProgram()
      .method("/order", "POST", {
        integration: { type: "MOCK", requestTemplates: { "application/json": '{"statusCode": 200}' } },
        responses: { 200: { responseTemplates: { "application/json": template } } },
      })
      .deploy({ variables: { color: "blue" } });
    const served = await serve(program);
    const { body } = await served.request("POST", "/order?q=1&q=2", {
      headers: { "X-One": "1" },
      body: "{}",
    });
    assert.equal(
      body,
      [
        "2 1 0 |",
        `POST /order dev ${API} 127.0.0.1 123456789012`,
        "blue w6k= é a+b%26 a b&",
        // An empty body is an empty object: https://github.com/localstack/localstack/pull/12413
        '1 [] "" {}',
      ].join("\n"),
    );
  });

  it("answers CORS preflights from a mock, to web pages of this machine", async () => {
    const allow = (header: string) => `method.response.header.Access-Control-Allow-${header}`;
    const program = new ApiProgram()
      .method("/order", "OPTIONS", {
        integration: { type: "MOCK", requestTemplates: { "application/json": '{"statusCode": 204}' } },
        responses: {
          204: {
            selectionPattern: "204",
            responseParameters: { [allow("Origin")]: "'*'", [allow("Methods")]: "'GET,OPTIONS'" },
          },
        },
      })
      .deploy();
    const served = await serve(program);
    const ask = (origin: string) => served.request("OPTIONS", "/order", { headers: { origin } });
    const { status, headers, body } = await ask("http://localhost:5173");
    assert.deepEqual([status, body], [204, ""]);
    assert.equal(headers["access-control-allow-origin"], "*");
    assert.equal(headers["access-control-allow-methods"], "GET,OPTIONS");
    const refused = await ask("https://shop.example");
    assert.deepEqual([refused.status, refused.headers["access-control-allow-origin"]], [403, undefined]);
  });
});
