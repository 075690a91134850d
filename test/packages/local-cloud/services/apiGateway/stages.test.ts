import assert from "node:assert/strict";
import { AwsError } from "../../../../../packages/local-cloud/aws/service";
import {
  API,
  ApiProgram,
  mock,
  ROLE_ARN,
  START_EXECUTION,
  serve,
} from "../../../local-stack/deploy/apiGatewaySupport";
import { allowing, closeClouds } from "../../gateway/support";

const GROUP = "/aws/apigateway/orders";
const GROUP_ARN = `arn:aws:logs:us-east-1:123456789012:log-group:${GROUP}`;

describe("a REST API's stage", () => {
  afterEach(closeClouds);

  it("serves the snapshot of its deployment until the next one", async () => {
    const first = new ApiProgram().method("/order", "GET", mock("one"));
    const served = await serve(first.deploy());
    const changed = new ApiProgram().method("/order", "GET", mock("two")).method("/new", "GET", mock("new"));
    await served.apply(...changed.resources);
    assert.equal((await served.request("GET", "/order")).body, "one");
    assert.equal((await served.request("GET", "/new")).status, 403);
    const { resources } = new ApiProgram().deploy();
    await served.apply(resources[1]!);
    assert.equal((await served.request("GET", "/order")).body, "two");
    assert.equal((await served.request("GET", "/new")).body, "new");
    await served.remove(resources[2]!);
    assert.equal((await served.request("GET", "/new")).body, '{"message":"Forbidden"}');
  });

  describe("and its deployment", () => {
    const action = { type: "AWS", uri: START_EXECUTION };
    const refused: [name: string, program: ApiProgram, message: RegExp][] = [
      ["no methods", new ApiProgram(), /doesn't contain any methods/],
      [
        "a method without an integration",
        new ApiProgram().method("/x", "GET", {}),
        /No integration defined for method \(GET \/x\)/,
      ],
      [
        "an AWS integration without a role",
        new ApiProgram().method("/x", "GET", { integration: action }),
        /Role ARN must be specified/,
      ],
      [
        "a URI that is none",
        new ApiProgram().method("/x", "GET", { integration: { type: "AWS", uri: "x" } }),
        /Invalid ARN/,
      ],
      [
        "an HTTP integration",
        new ApiProgram().method("/x", "GET", { integration: { type: "HTTP", uri: "http://x" } }),
        /GET \/x has an integration of type HTTP, which does not run on this machine/,
      ],
      [
        "an authorizer",
        new ApiProgram().method("/x", "GET", { method: { authorization: "CUSTOM" } }),
        /authorization CUSTOM/,
      ],
      [
        "an unknown model",
        new ApiProgram().method("/x", "GET", {
          ...mock(),
          method: { requestModels: { "application/json": "None" } },
        }),
        /Invalid model identifier specified: None/,
      ],
      [
        "a template that is none",
        new ApiProgram().method("/x", "GET", mock("#if(")),
        /Invalid mapping template for application\/json \(GET \/x, 200\): the end is unexpected at line 1/,
      ],
      ["an OpenAPI document", new ApiProgram({ body: "{}" }), /OpenAPI/],
    ];
    for (const [name, program, message] of refused) {
      it(`refuses ${name}`, async () => {
        await assert.rejects(serve(program.deploy()), (error) => {
          assert.ok(error instanceof AwsError);
          assert.equal(error.code, "BadRequestException");
          assert.match(error.message, message);
          return true;
        });
      });
    }

    it("refuses a response or a header that the method does not declare", async () => {
      const undeclared = new ApiProgram().method("/x", "GET", mock());
      undeclared.resources.splice(
        undeclared.resources.findIndex(({ type }) => type.includes("methodResponse")),
        1,
      );
      await assert.rejects(serve(undeclared.deploy()), /Invalid Response status code specified: 200/);
      const header = new ApiProgram().method("/x", "GET", mock());
      const response = header.resources.find(({ type }) => type.includes("integrationResponse"))!;
      response.outputs.responseParameters = { "method.response.header.X": "'1'" };
      await assert.rejects(serve(header.deploy()), /parameter specified: method\.response\.header\.X/);
    });

    it("must exist", async () => {
      await assert.rejects(
        serve(new ApiProgram().add("stage:Stage", "stage", { stageName: "dev", deployment: "d9" })),
        /Invalid Deployment identifier/,
      );
    });
  });

  it("refuses a body of more than 10 MiB", async () => {
    const served = await serve(new ApiProgram().method("/order", "POST", mock()).deploy());
    const post = (size: number) => served.request("POST", "/order", { body: Buffer.alloc(size, 32) });
    assert.equal((await post(10_485_760)).status, 200);
    const { status, body, headers } = await post(10_485_761);
    assert.deepEqual([status, body], [413, '{"message":"HTTP content length exceeded 10485760 bytes."}']);
    assert.equal(headers["x-amzn-errortype"], "RequestEntityTooLargeException");
  });

  it("answers errors as the API's gateway responses say", async () => {
    const program = new ApiProgram()
      .method("/order", "GET", mock("#foreach("))
      .add("response:Response", "token", {
        restApiId: API,
        responseType: "MISSING_AUTHENTICATION_TOKEN",
        statusCode: "404",
        responseParameters: {
          "gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
          "gatewayresponse.header.X-Path": "context.path",
          "gatewayresponse.header.X-Given": "method.request.header.X-Give",
        },
        responseTemplates: {
          "application/json":
            '{"error":$context.error.messageString,"type":"$context.error.responseType","at":"$stageVariables.color"}',
          "text/plain": `none at \${context.path}`,
        },
      })
      .add("response:Response", "server", {
        restApiId: API,
        responseType: "DEFAULT_5XX",
        responseTemplates: { "application/json": "sorry" },
      })
      .add("response:Response", "client", { restApiId: API, responseType: "DEFAULT_4XX", statusCode: "418" });
    program.resources.find(({ type }) => type.includes("integrationResponse"))!.outputs.responseTemplates = {
      "application/json": "$context.stage.substring(99)",
    };
    const served = await serve(
      program
        .method("/keyed", "GET", { ...mock(), method: { apiKeyRequired: true } })
        .deploy({ variables: { color: "blue" } }),
    );
    const missing = await served.request("GET", "/none", { headers: { "x-give": "it" } });
    assert.deepEqual(
      [missing.status, missing.body],
      [404, '{"error":"Missing Authentication Token","type":"MISSING_AUTHENTICATION_TOKEN","at":"blue"}'],
    );
    const { "access-control-allow-origin": origin, "x-path": path, "x-given": given } = missing.headers;
    assert.deepEqual([origin, path, given], ["*", "/dev/none", "it"]);
    const plain = await served.request("GET", "/none", { headers: { accept: "text/plain" } });
    assert.deepEqual([plain.body, plain.headers["content-type"]], ["none at /dev/none", "text/plain"]);
    const broken = await served.request("GET", "/order");
    assert.deepEqual([broken.status, broken.body], [500, "sorry"]);
    const keyless = await served.request("GET", "/keyed");
    assert.deepEqual([keyless.status, keyless.body], [418, '{"message":"Forbidden"}']);
  });

  describe("with an access log", () => {
    const format =
      '{"id":"$context.requestId","ip":"$context.identity.sourceIp","method":"$context.httpMethod","path":"$context.resourcePath","status":"$context.status","length":$context.responseLength,"error":"$context.error.message","caller":"$context.identity.caller","backend":"$context.integration.status"}';
    const logged = () =>
      new ApiProgram()
        .method("/order", "GET", mock("four"))
        .deploy({ accessLogSettings: { destinationArn: `${GROUP_ARN}:*`, format } });

    it("writes a line for every request, refused ones included", async () => {
      const served = await serve(logged());
      served.logs.createLogGroup(GROUP);
      const { headers } = await served.request("GET", "/order");
      await served.request("GET", "/none");
      const [first, second] = served.logs.events(GROUP).map(({ message }) => JSON.parse(message));
      const id = headers["x-amzn-requestid"];
      assert.deepEqual(first, {
        id,
        ip: "127.0.0.1",
        method: "GET",
        path: "/order",
        status: "200",
        length: 4,
        error: "-",
        caller: "-",
        backend: "200",
      });
      assert.deepEqual(
        [second.path, second.status, second.error, second.backend],
        ["-", "403", "Missing Authentication Token", "-"],
      );
    });

    it("is authorized as the account's role", async () => {
      const account = new ApiProgram().add("account:Account", "account", { cloudwatchRoleArn: ROLE_ARN })
        .resources[1]!;
      const served = await serve(logged(), { rolePolicy: allowing("logs:CreateLogStream") });
      await served.apply(account);
      served.logs.createLogGroup(GROUP);
      assert.equal((await served.request("GET", "/order")).status, 200);
      assert.deepEqual(served.logs.events(GROUP), []);
      assert.match(
        served.warnings.join(),
        /access log of a1b2c3d4e5-dev could not be written .* AccessDenied/,
      );
      served.cloud.iam.registry.putRolePolicy("gateway", "write", allowing("logs:PutLogEvents"));
      await served.request("GET", "/order");
      assert.equal(served.logs.events(GROUP).length, 1);
    });

    it("answers even if there is no log group", async () => {
      const served = await serve(logged());
      assert.equal((await served.request("GET", "/order")).status, 200);
      assert.match(served.warnings.join(), /ResourceNotFoundException/);
      assert.deepEqual(served.errors, []);
    });
  });
});
