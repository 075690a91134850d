import assert from "node:assert/strict";
import { awsJson } from "../../../../../packages/local-cloud/aws/protocols/awsJson";
import { awsQuery } from "../../../../../packages/local-cloud/aws/protocols/query";
import { restJson } from "../../../../../packages/local-cloud/aws/protocols/restJson";
import { toXml } from "../../../../../packages/local-cloud/aws/protocols/xml";
import { AwsError, type HttpRequest } from "../../../../../packages/local-cloud/aws/service";

function request(
  more: Partial<Omit<HttpRequest, "body" | "query">> & { body?: string; query?: string },
): HttpRequest {
  const { body = "", query = "", ...rest } = more;
  return {
    method: "POST",
    path: "/",
    headers: {},
    ...rest,
    query: new URLSearchParams(query),
    body: Buffer.from(body),
  };
}

const textOf = (body: string | Buffer) => body.toString();

describe("AWS JSON", () => {
  const codec = awsJson({
    version: "1.0",
    targetPrefix: "AmazonSQS",
    operations: new Set(["SendMessage"]),
    errorNamespace: "com.amazonaws.sqs",
    queryErrors: { QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue" },
  });
  const headers = {
    "content-type": "application/x-amz-json-1.0; charset=utf-8",
    "x-amz-target": "AmazonSQS.SendMessage",
  };

  it("reads operation and input", () => {
    assert.deepEqual(
      codec.decode(request({ headers, body: '{"a":{"__proto__":1}}' })).operation,
      "SendMessage",
    );
    assert.deepEqual(codec.decode(request({ headers })).input, {});
  });

  const bad: [name: string, request: HttpRequest, code: string, message: RegExp][] = [
    ["JSON", request({ headers, body: '{"a":' }), "SerializationException", /not valid JSON: /],
    ["a list", request({ headers, body: "[]" }), "SerializationException", /must be a JSON object/],
    ["another method", request({ headers, method: "GET" }), "UnknownOperationException", /Expected POST/],
    [
      "another type",
      request({ headers: { ...headers, "content-type": "text/plain" } }),
      "UnknownOperationException",
      /text\/plain/,
    ],
    [
      "no target",
      request({ headers: { "content-type": headers["content-type"] } }),
      "UnknownOperationException",
      /found ''/,
    ],
    [
      "another prefix",
      request({ headers: { ...headers, "x-amz-target": "SQS.SendMessage" } }),
      "UnknownOperationException",
      /'AmazonSQS\.'/,
    ],
    [
      "an unknown operation",
      request({ headers: { ...headers, "x-amz-target": "AmazonSQS.Sing" } }),
      "UnknownOperationException",
      /Operation Sing is not served; served are SendMessage/,
    ],
  ];
  for (const [name, of, code, message] of bad) {
    it(`rejects bad input: ${name}`, () => assert.throws(() => codec.decode(of), { code, message }));
  }

  it("writes dates as seconds, bytes as base64, and no undefined members", () => {
    const output = {
      at: new Date(1500),
      bytes: Buffer.from("hi"),
      list: [new Date(0)],
      none: undefined,
      map: new Map([["k", 1]]),
    };
    const { body, headers: written, status } = codec.encode(output, { operation: "SendMessage", input: {} });
    assert.deepEqual(JSON.parse(textOf(body)), { at: 1.5, bytes: "aGk=", list: [0], map: { k: 1 } });
    assert.equal(written["content-type"], "application/x-amz-json-1.0");
    assert.equal(status, 200);
  });

  it("writes errors with their type, and the query protocol's name", () => {
    const gone = codec.encodeError(new AwsError("QueueDoesNotExist", "gone", 400, { reason: "x" }));
    assert.deepEqual(JSON.parse(textOf(gone.body)), {
      reason: "x",
      __type: "com.amazonaws.sqs#QueueDoesNotExist",
      message: "gone",
    });
    assert.equal(gone.headers["x-amzn-query-error"], "AWS.SimpleQueueService.NonExistentQueue;Sender");
    const failed = codec.encodeError(new AwsError("InternalFailure", "x", 500));
    assert.equal(failed.headers["x-amzn-query-error"], "InternalFailure;Receiver");
    assert.match(textOf(failed.body), /com\.amazon\.coral\.service#InternalFailure/);
    const plain = awsJson({ version: "1.1", targetPrefix: "Logs_20140328" });
    const error = plain.encodeError(new AwsError("ResourceNotFoundException", "x"));
    assert.equal(error.headers["x-amzn-query-error"], undefined);
    assert.match(textOf(error.body), /"__type":"ResourceNotFoundException"/);
  });
});

describe("AWS REST JSON", () => {
  const codec = restJson({
    Invoke: {
      method: "POST",
      path: "/2015-03-31/functions/{FunctionName}/invocations",
      query: { Qualifier: "Qualifier" },
      headers: { InvocationType: "x-amz-invocation-type" },
      payload: "Payload",
      output: {
        statusMember: "StatusCode",
        headers: { FunctionError: "x-amz-function-error" },
        payload: "Payload",
      },
    },
    CreateFunction: { method: "POST", path: "/2015-03-31/functions", output: { status: 201 } },
    DeleteFunction: {
      method: "DELETE",
      path: "/2015-03-31/functions/{FunctionName}",
      output: { status: 204 },
    },
    UntagResource: { method: "DELETE", path: "/2017-03-31/tags/{Resource+}", query: { TagKeys: "tagKeys" } },
  });

  it("reads labels, query, headers and payload", () => {
    const invoke = request({
      path: "/2015-03-31/functions/arn%3Aaws%3Alambda%3Af/invocations",
      query: "Qualifier=live",
      headers: { "x-amz-invocation-type": "Event" },
      body: "not json",
    });
    assert.deepEqual(codec.decode(invoke), {
      operation: "Invoke",
      input: {
        FunctionName: "arn:aws:lambda:f",
        Qualifier: "live",
        InvocationType: "Event",
        Payload: Buffer.from("not json"),
      },
    });
    const untag = request({ method: "DELETE", path: "/2017-03-31/tags/a/b", query: "tagKeys=x&tagKeys=y" });
    assert.deepEqual(codec.decode(untag).input, { Resource: "a/b", TagKeys: ["x", "y"] });
    const create = request({ path: "/2015-03-31/functions/", body: '{"FunctionName":"f"}' });
    assert.deepEqual(codec.decode(create), { operation: "CreateFunction", input: { FunctionName: "f" } });
  });

  it("rejects unknown paths, bad encodings and bad JSON", () => {
    const decode = (more: Parameters<typeof request>[0]) => () => codec.decode(request(more));
    assert.throws(decode({ path: "/2015-03-31/things" }), {
      code: "UnknownOperationException",
      message: /Available: Invoke/,
    });
    assert.throws(decode({ path: "/2015-03-31/functions/%zz/invocations" }), {
      code: "SerializationException",
    });
    assert.throws(decode({ path: "/2015-03-31/functions", body: "{" }), { code: "SerializationException" });
  });

  it("writes status, headers and payload", () => {
    const output = { StatusCode: 202, FunctionError: "Unhandled", Payload: Buffer.from("{}") };
    assert.deepEqual(codec.encode(output, { operation: "Invoke", input: {} }), {
      status: 202,
      headers: { "x-amz-function-error": "Unhandled" },
      body: Buffer.from("{}"),
    });
    const created = codec.encode({ FunctionArn: "a" }, { operation: "CreateFunction", input: {} });
    assert.deepEqual([created.status, created.body], [201, '{"FunctionArn":"a"}']);
    assert.equal(codec.encode({}, { operation: "DeleteFunction", input: {} }).body, "");
    const error = codec.encodeError(new AwsError("ResourceNotFoundException", "gone", 404, { Type: "User" }));
    assert.equal(error.headers["x-amzn-errortype"], "ResourceNotFoundException");
    assert.deepEqual(JSON.parse(textOf(error.body)), { Type: "User", message: "gone" });
  });
});

describe("AWS Query", () => {
  const codec = awsQuery({ namespace: "urn:x", version: "2010-03-31", operations: new Set(["Publish"]) });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const decode = (body: string) =>
    codec.decode(request({ headers, body: `Action=Publish&Version=2010-03-31&${body}` }));

  it("reads lists, maps and structures", () => {
    const { operation, input } = decode(
      "Message=a%26b+c&Tags.member.10.Key=last&Tags.member.2.Key=k&Tags.member.2.Value=" +
        "&MessageAttributes.entry.1.Name=n&MessageAttributes.entry.1.Value.DataType=String&A.B=1",
    );
    assert.equal(operation, "Publish");
    assert.deepEqual(input, {
      Message: "a&b c",
      Tags: [{ Key: "k", Value: "" }, { Key: "last" }],
      MessageAttributes: [{ Name: "n", Value: { DataType: "String" } }],
      A: { B: "1" },
    });
    const get = request({ method: "GET", query: "Action=Publish&Version=2010-03-31&A=1" });
    assert.deepEqual(codec.decode(get).input, { A: "1" });
  });

  it("rejects any other request", () => {
    const of = (body: string, type = headers["content-type"]) =>
      request({ headers: { "content-type": type }, body });
    assert.throws(() => codec.decode(of("Version=2010-03-31")), { code: "MissingAction" });
    assert.throws(() => codec.decode(of("Action=Sing&Version=2010-03-31")), {
      code: "InvalidAction",
      message: /Available for version .*: Publish/,
    });
    assert.throws(() => codec.decode(of("Action=Publish&Version=1")), { code: "InvalidAction" });
    assert.throws(() => codec.decode(of("{}", "application/json")), { code: "MalformedInput" });
    assert.throws(() => decode(`${"a.".repeat(40)}b=1`), {
      code: "MalformedInput",
      message: /nested too deeply/,
    });
  });

  it("writes XML", () => {
    const call = { operation: "Publish", input: {}, requestId: "r1" };
    assert.equal(
      textOf(codec.encode({ List: ["a", "<b>"], Map: new Map([["k", true]]), None: undefined }, call).body),
      '<PublishResponse xmlns="urn:x"><PublishResult><List><member>a</member><member>&lt;b&gt;</member></List>' +
        "<Map><entry><key>k</key><value>true</value></entry></Map></PublishResult>" +
        "<ResponseMetadata><RequestId>r1</RequestId></ResponseMetadata></PublishResponse>",
    );
    assert.equal(
      textOf(codec.encodeError(new AwsError("NotFound", "no 'x'", 404), call).body),
      '<ErrorResponse xmlns="urn:x"><Error><Type>Sender</Type><Code>NotFound</Code><Message>no &apos;x&apos;</Message></Error>' +
        "<RequestId>r1</RequestId></ErrorResponse>",
    );
    assert.equal(toXml("T", new Date(0)), "<T>1970-01-01T00:00:00Z</T>");
    assert.equal(toXml("T", "a\u0000\r\u{1F600}"), "<T>a\uFFFD&#xD;\u{1F600}</T>");
    assert.equal(toXml("T", Buffer.from("hi")), "<T>aGk=</T>");
  });
});
