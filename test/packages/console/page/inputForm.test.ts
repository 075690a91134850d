import assert from "node:assert/strict";
import { memberText, withMember } from "../../../../packages/console/page/logic/inputForm";

const INPUT = '{"order":{"id":"7","amount":12,"paid":true},"name":"Ann"}';

describe("the form of an input", () => {
  it("shows texts as they are, and other values as JSON", () => {
    const texts = ["name", "order.amount", "order.paid", "order.id", "order", "none", "name.deeper"].map(
      (path) => memberText(INPUT, path),
    );
    assert.deepEqual(texts, ["Ann", "12", "true", '"7"', '{"id":"7","amount":12,"paid":true}', "", ""]);
  });

  it("enters what it shows without changing it", () => {
    for (const path of ["name", "order.amount", "order.paid", "order.id", "order"])
      assert.deepEqual(
        JSON.parse(withMember(INPUT, path, memberText(INPUT, path)!)),
        JSON.parse(INPUT),
        path,
      );
  });

  it("takes what is JSON as that, and anything else as a text", () => {
    const entered = (text: string) =>
      (JSON.parse(withMember("{}", "a.b", text)) as { a: { b?: unknown } }).a.b;
    assert.deepEqual(["5", '"5"', "null", "[1]", "Ann Lee", "{oops"].map(entered), [
      5,
      "5",
      null,
      [1],
      "Ann Lee",
      "{oops",
    ]);
  });

  it("keeps all digits of numbers, those that are not entered as well", () => {
    const input = withMember('{"id":12345678901234567890,"rate":1.10}', "other", "98765432109876543210");
    assert.equal(
      input.replace(/\s/g, ""),
      '{"id":12345678901234567890,"rate":1.10,"other":98765432109876543210}',
    );
    assert.equal(memberText(input, "id"), "12345678901234567890");
    assert.equal(withMember(input, "id", memberText(input, "id")!), input);
  });

  it("takes a member out where nothing is entered", () =>
    assert.deepEqual(JSON.parse(withMember(INPUT, "order.id", "")), {
      order: { amount: 12, paid: true },
      name: "Ann",
    }));

  it("leaves an input that has no members as it is", () => {
    for (const input of ["[1]", "5", "{ oops"]) {
      assert.equal(memberText(input, "a"), undefined);
      assert.equal(withMember(input, "a", "5"), input);
    }
  });
});
