import assert from "node:assert/strict";
import { compileModels } from "../../../../../packages/local-cloud/services/apiGateway/models/compileModels";
import { API, ApiProgram, mock, serve } from "../../../local-stack/deploy/apiGatewaySupport";
import { closeClouds } from "../../gateway/support";

const ORDER = {
  $schema: "http://json-schema.org/draft-04/schema#",
  type: "object",
  required: ["order"],
  properties: {
    order: {
      type: "object",
      required: ["accountid", "quantity"],
      additionalProperties: false,
      properties: {
        accountid: { type: "string", minLength: 1, maxLength: 8, pattern: "^[a-z]+$" },
        quantity: { type: "integer", minimum: 0, exclusiveMinimum: true, maximum: 10 },
        size: { enum: ["Small", "Large"] },
      },
    },
  },
};

const order = (members: object) => ({ order: { accountid: "a", quantity: 1, ...members } });

describe("a REST API's models", () => {
  const cases: [name: string, value: unknown, problems: string[]][] = [
    ["a valid value", order({}), []],
    ["a missing property", {}, ['object has missing required properties (["order"])']],
    [
      "another type",
      order({ accountid: 1 }),
      ['instance type (integer) does not match any allowed primitive type (allowed: ["string"])'],
    ],
    [
      "a value outside the enumeration",
      order({ size: "x" }),
      ['instance value ("x") not found in enum (possible values: ["Small","Large"])'],
    ],
    [
      "a property too many",
      order({ more: 1 }),
      ['object instance has properties which are not allowed by the schema: ["more"]'],
    ],
    [
      "a text too short",
      order({ accountid: "" }),
      [
        'string "" is too short (length: 0, required minimum: 1)',
        'ECMA 262 regex "^[a-z]+$" does not match input string ""',
      ],
    ],
    [
      "a text too long",
      order({ accountid: "abcdefghi" }),
      ['string "abcdefghi" is too long (length: 9, maximum allowed: 8)'],
    ],
    [
      "a number too great",
      order({ quantity: 11 }),
      ["numeric instance is greater than the required maximum (maximum: 10, found: 11)"],
    ],
    [
      "draft 4's exclusive minimum",
      order({ quantity: 0 }),
      ["numeric instance is not strictly greater than the required minimum 0"],
    ],
    [
      "a fraction",
      order({ quantity: 1.5 }),
      ['instance type (number) does not match any allowed primitive type (allowed: ["integer"])'],
    ],
  ];
  const [validate] = compileModels(API, new Map([["Order", JSON.stringify(ORDER)]])).values();
  for (const [name, value, problems] of cases) {
    it(`reject ${name}`, () => {
      assert.deepEqual(validate!(value), problems);
    });
  }

  it("refer to each other by URL, and do not mistake property names for keywords", () => {
    const models = compileModels(
      API,
      new Map([
        ["Item", '{"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}'],
        [
          "List",
          JSON.stringify({
            type: "array",
            items: { $ref: `https://apigateway.amazonaws.com/restapis/${API}/models/Item` },
          }),
        ],
      ]),
    );
    assert.deepEqual(models.get("List")!([{ id: "x" }]), []);
    assert.equal(models.get("List")!([{ id: 1 }]).length, 1);
  });

  const bad: [name: string, schema: string, message: RegExp][] = [
    [
      "a type that is none",
      '{"type": "thing"}',
      /Invalid model schema specified: Bad: instance failed to match at least one required schema among 2/,
    ],
    [
      "no required properties",
      '{"required": []}',
      /array is too short: must have at least 1 elements but instance has 0 elements/,
    ],
    [
      "a pattern that is none",
      '{"properties": {"a": {"pattern": "("}}}',
      /string "\(" is not a valid ECMA 262 regular expression/,
    ],
    [
      "a reference to nothing",
      '{"items": {"$ref": "#/definitions/x"}}',
      /"#\/definitions\/x" cannot be resolved/,
    ],
    ["a reference to itself", '{"definitions": {"x": {"$ref": "#/definitions/x"}}}', /loops on itself/],
    ["no JSON", "{", /Invalid model schema specified: Bad: /],
  ];
  for (const [name, schema, message] of bad) {
    it(`are refused with ${name}`, () => {
      assert.throws(() => compileModels(API, new Map([["Bad", schema]])), message);
    });
  }

  it("that contain themselves without an end are an error", () => {
    const [endless] = compileModels(API, new Map([["Endless", '{"allOf": [{"$ref": "#"}]}']])).values();
    assert.throws(() => endless!(1), /validation loop/);
  });
});

describe("a REST API's request validator", () => {
  afterEach(closeClouds);

  const validated = (
    validator: Record<string, unknown> = { validateRequestBody: true, validateRequestParameters: true },
  ) =>
    new ApiProgram()
      .add("model:Model", "Order", {
        name: "Order",
        contentType: "application/json",
        schema: JSON.stringify(ORDER),
      })
      .add("requestValidator:RequestValidator", "all", validator)
      .add("response:Response", "body", {
        restApiId: API,
        responseType: "BAD_REQUEST_BODY",
        responseTemplates: {
          "application/json": '{"message": $context.error.messageString}',
          "text/plain": "$context.error.validationErrorString",
        },
      })
      .method("/order", "POST", {
        ...mock("accepted"),
        method: { requestValidatorId: "all", requestModels: { "application/json": "Order" } },
      })
      .method("/order/{id}", "GET", {
        ...mock("found"),
        method: {
          requestValidatorId: "all",
          requestParameters: {
            "method.request.querystring.accountid": true,
            "method.request.querystring.vendorid": true,
            "method.request.querystring.optional": false,
            "method.request.header.X-Must": true,
            "method.request.path.id": true,
          },
        },
      })
      .deploy();

  const bodies: [name: string, body: string, contentType: string, status: number][] = [
    ["a valid body", JSON.stringify(order({})), "application/json", 200],
    ["a parameter of the content type", JSON.stringify(order({})), "application/json; charset=utf-8", 200],
    ["an invalid body", "{}", "application/json", 400],
    ["no JSON", "{", "application/json", 400],
    ["an empty body", "", "application/json", 400],
  ];
  for (const [name, body, contentType, expected] of bodies) {
    it(`answers ${expected} for ${name}`, async () => {
      const served = await serve(validated());
      const answer = await served.request("POST", "/order", {
        headers: { "content-type": contentType },
        body,
      });
      assert.equal(answer.status, expected);
      if (expected === 400) {
        assert.equal(answer.body, '{"message": "Invalid request body"}');
        assert.equal(answer.headers["x-amzn-errortype"], "BadRequestException");
      }
    });
  }

  it("includes the validation error if the gateway response contains it", async () => {
    const served = await serve(validated());
    const headers = { accept: "text/plain" };
    const { body } = await served.request("POST", "/order", { headers, body: "{}" });
    assert.equal(body, '[object has missing required properties (["order"])]');
  });

  it("names missing and empty parameters", async () => {
    const served = await serve(validated());
    const { status, body } = await served.request("GET", "/order/7?vendorid=");
    assert.deepEqual(
      [status, body],
      [400, '{"message":"Missing required request parameters: [accountid, vendorid, X-Must]"}'],
    );
    const complete = await served.request("GET", "/order/7?accountid=1&vendorid=2", {
      headers: { "x-must": "1" },
    });
    assert.deepEqual([complete.status, complete.body], [200, "found"]);
  });

  it("checks only what the validator says", async () => {
    const served = await serve(validated({ validateRequestBody: false, validateRequestParameters: false }));
    assert.equal((await served.request("POST", "/order", { body: "{}" })).status, 200);
    assert.equal((await served.request("GET", "/order/7")).status, 200);
  });
});
