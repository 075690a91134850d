import assert from "node:assert/strict";
import {
  parseFilterPolicy,
  passesFilter,
} from "../../../../../packages/local-cloud/services/sns/filterPolicy";
import type { MessageAttributes } from "../../../../../packages/local-cloud/services/sns/message";

const attributes: MessageAttributes = {
  city: { DataType: "String", StringValue: "Sydney" },
  price: { DataType: "Number", StringValue: "3.50" },
  types: { DataType: "String.Array", StringValue: '["order","invoice"]' },
  bytes: { DataType: "Binary", BinaryValue: "AA==" },
};

describe("SNS filter policies", () => {
  const cases: [object, boolean][] = [
    [{}, true],
    [{ city: ["Sydney"] }, true],
    [{ city: ["Perth", "Sydney"] }, true],
    [{ city: ["sydney"] }, false],
    [{ city: ["Sydney"], price: [9] }, false],
    [{ city: [{ prefix: "Syd" }] }, true],
    [{ city: [{ suffix: "ney" }] }, true],
    [{ city: [{ wildcard: "S*n*y" }] }, true],
    [{ city: [{ wildcard: "S.dney" }] }, false],
    [{ city: [{ "equals-ignore-case": "SYDNEY" }] }, true],
    [{ city: [{ "anything-but": ["Perth"] }] }, true],
    [{ city: [{ "anything-but": "Sydney" }] }, false],
    [{ city: [{ "anything-but": { prefix: "Syd" } }] }, false],
    [{ missing: [{ "anything-but": "a" }] }, false],
    [{ missing: [{ exists: false }] }, true],
    [{ city: [{ exists: true }] }, true],
    [{ bytes: [{ exists: true }] }, false],
    [{ price: [3.5] }, true],
    [{ price: [{ numeric: [">", 3, "<=", 3.5] }] }, true],
    [{ price: [{ numeric: ["<", 3.5] }] }, false],
    [{ types: ["invoice"] }, true],
    [{ $or: [{ city: ["Perth"] }, { price: [3.5] }] }, true],
    [{ $or: [{ city: ["Perth"] }, { price: [1] }] }, false],
    [{ city: [{ unheard: "of" }] }, false],
  ];
  for (const [policy, passes] of cases) {
    it(`${passes ? "pass" : "stop"} it by ${JSON.stringify(policy)}`, () => {
      const message = { text: "", byProtocol: {}, attributes };
      const parsed = parseFilterPolicy(JSON.stringify(policy));
      assert.equal(passesFilter(parsed, "MessageAttributes", message), passes);
    });
  }

  it("stop a body that is not JSON", () => {
    const message = { text: "text", byProtocol: {}, attributes };
    assert.equal(passesFilter(parseFilterPolicy('{"a":["b"]}'), "MessageBody", message), false);
  });

  for (const text of ["", "[]", '"a"', "null"]) {
    it(`cannot be ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseFilterPolicy(text), { code: "InvalidParameter" });
    });
  }
});
