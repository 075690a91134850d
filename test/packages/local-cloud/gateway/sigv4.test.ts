import assert from "node:assert/strict";
import { IncompleteSignature } from "../../../../packages/local-cloud/gateway/claim";
import type { ReceivedRequest } from "../../../../packages/local-cloud/gateway/httpMessage";
import {
  parseTimestamp,
  readSignature,
  verifySignature,
} from "../../../../packages/local-cloud/gateway/sigv4";

const S3_SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const EMPTY_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

function received(
  method: string,
  url: string,
  headers: Record<string, string | string[]>,
  body = "",
): ReceivedRequest {
  const [path = "", rawQuery = ""] = url.split("?");
  const distinct = Object.entries(headers).map(([name, value]): [string, string[]] => [name, [value].flat()]);
  const joined = Object.fromEntries(distinct.map(([name, values]) => [name, values.join(", ")]));
  return {
    ...{ method, path, rawQuery, query: new URLSearchParams(rawQuery), body: Buffer.from(body) },
    headers: joined,
    headersDistinct: Object.fromEntries(distinct),
  };
}

function s3(
  method: string,
  url: string,
  signed: string,
  signature: string,
  more: Record<string, string>,
  body = "",
) {
  const credential = "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";
  const headers = {
    host: "examplebucket.s3.amazonaws.com",
    "x-amz-date": "20130524T000000Z",
    "x-amz-content-sha256": EMPTY_HASH,
    authorization: `AWS4-HMAC-SHA256 ${credential},SignedHeaders=${signed},Signature=${signature}`,
    ...more,
  };
  return received(method, url, headers, body);
}

const PRESIGNED =
  "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256" +
  "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request" +
  "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host" +
  "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

const FOUR = "host;x-amz-content-sha256;x-amz-date";

/** AWS's documented examples. */
const DOCUMENTED: [name: string, request: ReceivedRequest, secret: string][] = [
  [
    "an IAM query",
    received("GET", "/?Action=ListUsers&Version=2010-05-08", {
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      host: "iam.amazonaws.com",
      "x-amz-date": "20150830T123600Z",
      authorization:
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, " +
        "SignedHeaders=content-type;host;x-amz-date, " +
        "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
    }),
    "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  ],
  [
    "a GET with a range",
    s3(
      "GET",
      "/test.txt",
      "host;range;x-amz-content-sha256;x-amz-date",
      "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
      { range: "bytes=0-9" },
    ),
    S3_SECRET,
  ],
  [
    "a PUT of a key with a dollar sign",
    s3(
      "PUT",
      "/test$file.text",
      "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
      "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
      {
        date: "Fri, 24 May 2013 00:00:00 GMT",
        "x-amz-storage-class": "REDUCED_REDUNDANCY",
        "x-amz-content-sha256": "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
      },
      "Welcome to Amazon S3.",
    ),
    S3_SECRET,
  ],
  [
    "a query parameter without value",
    s3("GET", "/?lifecycle", FOUR, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543", {}),
    S3_SECRET,
  ],
  [
    "query parameters out of order",
    s3(
      "GET",
      "/?prefix=J&max-keys=2",
      FOUR,
      "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
      {},
    ),
    S3_SECRET,
  ],
  ["a presigned URL", received("GET", PRESIGNED, { host: "examplebucket.s3.amazonaws.com" }), S3_SECRET],
];

const verify = (request: ReceivedRequest, secret: string) => {
  const claim = readSignature(request);
  assert.ok(claim);
  return verifySignature(request, claim, secret);
};

describe("SigV4", () => {
  for (const [name, request, secret] of DOCUMENTED) {
    it(`verifies ${name}, and nothing that differs from it`, () => {
      assert.equal(verify(request, secret), true);
      assert.equal(verify(request, `${secret}x`), false);
      assert.equal(verify({ ...request, path: `${request.path}x` }, secret), false);
      assert.equal(verify({ ...request, method: "DELETE" }, secret), false);
      assert.equal(verify({ ...request, rawQuery: `${request.rawQuery}&x=1` }, secret), false);
      const elsewhere = { ...request.headersDistinct, host: ["evil.example"] };
      assert.equal(verify({ ...request, headersDistinct: elsewhere }, secret), false);
    });
  }

  it("rejects a body other than the one signed", () => {
    const [, , [, put]] = [DOCUMENTED[0], DOCUMENTED[1], DOCUMENTED[2] ?? assert.fail()];
    assert.equal(verify({ ...put, body: Buffer.from("Welcome to Amazon S4.") }, S3_SECRET), false);
  });

  it("rejects a signature that leaves the host out, or whose date is another day's", () => {
    const [, request] = DOCUMENTED[1] ?? assert.fail();
    const claim = readSignature(request) ?? assert.fail();
    assert.equal(verifySignature(request, { ...claim, signedHeaders: ["x-amz-date"] }, S3_SECRET), false);
    assert.equal(verifySignature(request, { ...claim, date: "20130525" }, S3_SECRET), false);
    assert.equal(verifySignature(request, { ...claim, signature: "zz" }, S3_SECRET), false);
  });

  it("is absent from a request that is not signed", () => {
    assert.equal(readSignature(received("GET", "/", { host: "x" })), undefined);
  });

  const scheme = "AWS4-HMAC-SHA256 Credential=A/20250101/us-east-1/s3/aws4_request";
  const incomplete: [authorization: string, message: RegExp][] = [
    ["Bearer token", /Unsupported AWS 'algorithm': 'Bearer'/],
    ["AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00", /requires 'Credential'/],
    [`${scheme}, Signature=00`, /requires 'SignedHeaders'/],
    [`${scheme}, SignedHeaders=host`, /requires 'Signature'/],
    [`${scheme}, SignedHeaders=host, Signature=00`, /'X-Amz-Date' or a 'Date' header/],
    ["AWS4-HMAC-SHA256 Credential=A/us-east-1/s3, SignedHeaders=host, Signature=00", /must be of the form/],
  ];
  for (const [authorization, message] of incomplete) {
    it(`says what is missing in: ${authorization}`, () => {
      const request = received("GET", "/", authorization.includes("A/us") ? { "x-amz-date": "x" } : {});
      request.headers.authorization = authorization;
      assert.throws(() => readSignature(request), { constructor: IncompleteSignature, message });
    });
  }

  it("says what is missing in a presigned query", () => {
    const without = (name: string, value?: string) => {
      const query = new URLSearchParams(PRESIGNED.split("?")[1]);
      if (value === undefined) query.delete(name);
      else query.set(name, value);
      return received("GET", `/?${query}`, {});
    };
    assert.throws(() => readSignature(without("X-Amz-Date")), /must include 'X-Amz-Date'/);
    assert.throws(() => readSignature(without("X-Amz-Expires", "604801")), /at most 604800/);
    assert.throws(() => readSignature(without("X-Amz-Expires", "soon")), /at most 604800/);
  });

  it("takes the time from the Date header if there is no other", () => {
    const authorization = `${scheme}, SignedHeaders=host, Signature=00`;
    const claim = readSignature(
      received("GET", "/", { authorization, date: "Fri, 24 May 2013 00:00:00 GMT" }),
    );
    assert.equal(claim?.timestamp, "20130524T000000Z");
    assert.equal(parseTimestamp("20130524T000000Z"), Date.UTC(2013, 4, 24));
    assert.ok(Number.isNaN(parseTimestamp("2013-05-24")));
  });
});
