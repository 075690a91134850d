import assert from "node:assert/strict";
import * as fc from "fast-check";
import { assertDiscreet, assertMessage } from "./answers";
import { fuzz } from "./fuzz";
import { anyBody, anyText, percentEncoded } from "./values";
import { type Answer, World } from "./world";

const BUCKET = "fuzz";

/** As SigV4 encodes it. */
const encoded = (text: string) =>
  percentEncoded(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const shortText = anyText.map((text) => text.slice(0, 1_500));
const anyKey = fc.oneof(fc.constantFrom("a", "a/b", "..", "../x", "a//b", "/", " "), shortText);

const encodedPath = (text: string) => text.split("/").map(encoded).join("/");

const anyQuery = (names: readonly string[]) =>
  fc
    .uniqueArray(fc.tuple(fc.oneof(fc.constantFrom(...names), shortText), shortText), {
      maxLength: 3,
      selector: ([name]) => encoded(name),
    })
    .map((pairs) => pairs.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).sort());

const anyHeaders = (names: readonly string[], values: readonly string[]) =>
  fc.dictionary(
    fc.constantFrom(...names),
    fc.oneof(
      fc.constantFrom(...values),
      shortText.map((text) => text.replace(/[^\x21-\x7e]/g, "")),
    ),
    { maxKeys: 3 },
  );

describe("fuzz of S3 and Lambda", () => {
  let world: World;
  let functionName: string;

  before(async () => {
    world = await World.open();
    await world.call("s3", "CreateBucket", { Bucket: BUCKET });
    await world.call("s3", "PutObject", { Bucket: BUCKET, Key: "a", Body: "content" });
    const { Functions } = await world.call("lambda", "ListFunctions", {});
    const found = (Functions as { FunctionName: string }[]).find((each) => /trim/.test(each.FunctionName));
    functionName = found!.FunctionName;
  });
  after(() => world.close());

  const carryOut = async (send: () => Promise<Answer>, sent: string, read: (answer: Answer) => unknown) => {
    const before = await world.stateBefore();
    const answer = await send().catch((error: unknown) => {
      throw world.unexpected.shift() ?? error;
    });
    const [unexpected] = world.unexpected.splice(0);
    if (unexpected) throw unexpected;
    assert.ok(answer.status < 500 || answer.status === 501, `${answer.status} ${answer.body}`);
    // A function's error, as its runtime reports it, may be disclosed to anyone who may invoke it.
    if (answer.headers["x-amz-function-error"] === undefined) assertDiscreet(answer.body, sent);
    if (answer.status < 400) return;
    if (answer.body !== "") assertMessage(read(answer), sent);
    assert.deepEqual(await world.state(), before);
  };

  fuzz(
    "S3",
    100,
    fc.record({
      method: fc.constantFrom("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"),
      bucket: fc.oneof({ weight: 6, arbitrary: fc.constant(BUCKET) }, { weight: 1, arbitrary: anyKey }),
      key: fc.option(anyKey, { nil: undefined }),
      query: anyQuery([
        "list-type",
        "max-keys",
        "prefix",
        "continuation-token",
        "delimiter",
        "encoding-type",
        "policy",
        "encryption",
        "lifecycle",
        "versioning",
        "publicAccessBlock",
        "tagging",
        "uploads",
        "uploadId",
        "partNumber",
        "delete",
        "attributes",
        "response-content-type",
        "response-cache-control",
        "acl",
      ]),
      headers: anyHeaders(
        [
          "content-type",
          "content-md5",
          "content-encoding",
          "range",
          "if-match",
          "if-none-match",
          "x-amz-content-sha256",
          "x-amz-copy-source",
          "x-amz-tagging",
          "x-amz-server-side-encryption",
          "x-amz-checksum-crc32",
          "x-amz-decoded-content-length",
          "x-amz-meta-a",
          "x-amz-object-attributes",
          "x-amz-sdk-checksum-algorithm",
        ],
        [
          "aws-chunked",
          "*",
          "bytes=0-",
          "bytes=5-1",
          "/fuzz/a",
          "fuzz/%zz",
          "aws:kms",
          "a=b&a=c",
          "-1",
          "UNSIGNED-PAYLOAD",
          "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        ],
      ),
      body: fc.oneof(
        anyBody,
        fc.constantFrom(
          "<Delete><Object><Key>a</Key></Object></Delete>",
          "<Delete><Object></Object>",
          "<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>",
          "<CompleteMultipartUpload><Part><PartNumber>x</PartNumber></Part></CompleteMultipartUpload>",
          "5\r\nhello\r\n0\r\n\r\n",
          "zz\r\n",
        ),
      ),
    }),
    ({ method, bucket, key, query, headers, body }) => {
      // Objects written by the fuzz test itself may appear and disappear.
      const path = `/${encoded(bucket)}${key === undefined ? "" : `/${encodedPath(key)}`}`;
      const sentBody = method === "GET" || method === "HEAD" ? "" : body;
      return carryOut(
        () => world.signed("s3", { method, path, query: query.join("&"), headers, body: sentBody }),
        path + query + JSON.stringify(headers) + body,
        ({ body: xml }) => {
          assert.match(xml, /^<\?xml[^>]*>\s*<Error><Code>\w+<\/Code>/);
          return /<Message>(.*)<\/Message>/s.exec(xml)?.[1];
        },
      );
    },
  );

  fuzz(
    "Lambda",
    60,
    fc.record({
      method: fc.constantFrom("GET", "POST"),
      name: fc.oneof(
        { weight: 3, arbitrary: fc.constant("") },
        {
          weight: 1,
          arbitrary: fc.constantFrom("nothing", "arn:aws:lambda:us-east-1:123456789012:function:x", "1:2:3"),
        },
        { weight: 1, arbitrary: shortText },
      ),
      action: fc.constantFrom("/invocations", "/configuration", "", "/invoke-async"),
      query: anyQuery(["Qualifier", "Marker", "MaxItems"]),
      headers: anyHeaders(
        ["x-amz-invocation-type", "x-amz-log-type", "x-amz-client-context", "content-type"],
        ["Event", "DryRun", "RequestResponse", "Tail", "e30=", "bnVsbA=="],
      ),
      body: anyBody,
    }),
    ({ method, name, action, query, headers, body }) => {
      const label = encoded(name === "" ? functionName : name);
      const path = `/2015-03-31/functions/${label}${action}`;
      const sentBody = method === "GET" ? "" : body;
      return carryOut(
        () =>
          world.signed("lambda", {
            method,
            path,
            signedPath: path.split("/").map(encodeURIComponent).join("/"),
            query: query.join("&"),
            headers,
            body: sentBody,
          }),
        // The location of a function's code may be disclosed to anyone who may read the function.
        path + query + body + process.cwd(),
        ({ body: json }) => {
          const { message, Message } = JSON.parse(json);
          return message ?? Message;
        },
      );
    },
  );

  it("still stores objects and runs functions afterwards", async () => {
    const object = { Bucket: "afterwards", Key: "a" };
    await world.call("s3", "CreateBucket", { Bucket: object.Bucket });
    await world.call("s3", "PutObject", { ...object, Body: "content" });
    assert.ok(await world.call("s3", "HeadObject", object));
    const Payload = JSON.stringify({ input: " trimmed " });
    const answer = await world.call("lambda", "Invoke", { FunctionName: functionName, Payload });
    assert.equal(String(answer.Payload), '"trimmed"');
  });
});
