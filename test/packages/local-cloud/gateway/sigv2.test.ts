import assert from "node:assert/strict";
import { IncompleteSignature } from "../../../../packages/local-cloud/gateway/claim";
import type { ReceivedRequest } from "../../../../packages/local-cloud/gateway/httpMessage";
import { readSignatureV2 } from "../../../../packages/local-cloud/gateway/sigv2";

/** The keys and requests of https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html. */
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const KEY = "AKIAIOSFODNN7EXAMPLE";

function received(method: string, url: string, headers: Record<string, string>): ReceivedRequest {
  const [path = "", rawQuery = ""] = url.split("?");
  const distinct = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  const query = new URLSearchParams(rawQuery);
  return { method, path, rawQuery, query, headers, headersDistinct: distinct, body: Buffer.alloc(0) };
}

describe("Signature Version 2", () => {
  const examples: [
    what: string,
    method: string,
    url: string,
    headers: Record<string, string>,
    signature: string,
  ][] = [
    [
      "an object",
      "GET",
      "/awsexamplebucket1/photos/puppy.jpg",
      { date: "Tue, 27 Mar 2007 19:36:42 +0000" },
      "qgk2+6Sv9/oM7G3qLEjTH1a1l1g=",
    ],
    [
      "an object with a type",
      "PUT",
      "/awsexamplebucket1/photos/puppy.jpg",
      { date: "Tue, 27 Mar 2007 21:15:45 +0000", "content-type": "image/jpeg", "content-length": "94328" },
      "iqRzw+ileNPu1fhspnRs8nOjjIA=",
    ],
    [
      "a list",
      "GET",
      "/awsexamplebucket1/?prefix=photos&max-keys=50&marker=puppy",
      { date: "Tue, 27 Mar 2007 19:42:41 +0000" },
      "m0WP8eCtspQl5Ahe6L1SozdX9YA=",
    ],
    [
      "a subresource",
      "GET",
      "/awsexamplebucket1/?acl",
      { date: "Tue, 27 Mar 2007 19:44:46 +0000" },
      "82ZHiFIjc+WbcwFKGUVEQspPn+0=",
    ],
  ];
  for (const [what, method, url, headers, signature] of examples) {
    it(`signs ${what}`, () => {
      const request = received(method, url, { ...headers, authorization: `AWS ${KEY}:${signature}` });
      const claim = readSignatureV2(request)!;
      assert.equal(claim.accessKeyId, KEY);
      assert.equal(claim.isSignedWith(SECRET, request), true);
      assert.equal(claim.isSignedWith(`${SECRET}x`, request), false);
      assert.equal(claim.isSignedWith(SECRET, { ...request, method: "DELETE" }), false);
      const meta = { ...request.headersDistinct, "x-amz-copy-source": ["theirs/secret"] };
      assert.equal(claim.isSignedWith(SECRET, { ...request, headersDistinct: meta }), false);
    });
  }

  it("is of S3, and valid for a time", () => {
    const date = "Tue, 27 Mar 2007 19:36:42 +0000";
    const { service, validity } = readSignatureV2(
      received("GET", "/b/k", { date, authorization: "AWS a:b" }),
    )!;
    const time = Date.parse(date);
    assert.deepEqual([service, validity], ["s3", { from: time - 900_000, until: time + 900_000 }]);
    const url = "/b/k?AWSAccessKeyId=a&Signature=b%2Bc&Expires=1175139620";
    const presigned = readSignatureV2(received("GET", url, {}))!;
    assert.deepEqual([presigned.isPresigned, presigned.validity.until], [true, 1_175_139_620_000]);
  });

  it("is none, or unreadable", () => {
    assert.equal(readSignatureV2(received("GET", "/b/k", {})), undefined);
    assert.equal(
      readSignatureV2(received("GET", "/b/k", { authorization: "AWS4-HMAC-SHA256 …" })),
      undefined,
    );
    for (const request of [
      received("GET", "/b/k", { authorization: "AWS a", date: "Tue, 27 Mar 2007 19:36:42 +0000" }),
      received("GET", "/b/k", { authorization: "AWS a:b" }),
      received("GET", "/b/k?AWSAccessKeyId=a&Signature=b", {}),
      received("GET", "/b/k?AWSAccessKeyId=a&Signature=b&Expires=soon", {}),
    ])
      assert.throws(() => readSignatureV2(request), IncompleteSignature);
  });
});
