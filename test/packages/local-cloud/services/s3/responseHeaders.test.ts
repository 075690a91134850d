import assert from "node:assert/strict";
import { wantedHeaders } from "../../../../../packages/local-cloud/services/s3/responseHeaders";

describe("the response headers that the reader of an object can set", () => {
  it("are the six that S3 accepts", () => {
    const query = new URLSearchParams({
      "response-content-type": "text/plain",
      "response-cache-control": "no-store",
      "response-content-length": "5",
      "response-transfer-encoding": "chunked",
      "response-__proto__": "x",
      "x-id": "GetObject",
    });
    assert.deepEqual(wantedHeaders(query), { "content-type": "text/plain", "cache-control": "no-store" });
  });

  for (const value of ["a\r\nset-cookie: b", "\n", "\u0000", "☕", "\u007f"]) {
    it(`hold no ${JSON.stringify(value)}`, () =>
      assert.throws(() => wantedHeaders(new URLSearchParams({ "response-expires": value })), {
        code: "InvalidArgument",
        status: 400,
      }));
  }
});
