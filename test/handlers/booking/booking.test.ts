import assert from "node:assert/strict";
import type { DescribeExecutionCommandOutput } from "@aws-sdk/client-sfn";
import {
  apartmentOf,
  bookingOf,
  checkApartmentId,
  checkId,
  checkOptionalApartmentId,
  executionArn,
  named,
  reservationOf,
} from "../../../handlers/booking/booking";

const execution = (fields: Partial<DescribeExecutionCommandOutput>): DescribeExecutionCommandOutput =>
  ({ name: "b1", input: '{"apartmentId":"7"}', $metadata: {}, ...fields }) as DescribeExecutionCommandOutput;

describe("handlers: a booking", () => {
  for (const id of ["a", "A-1_b", "a".repeat(80)]) {
    it(`can have the id ${id.slice(0, 9)}`, () => assert.equal(checkId(id), id));
  }
  for (const id of ["", " ", "a b", "a.b", "a:b", "é", "a\n", "a".repeat(81)]) {
    it(`cannot have the id ${JSON.stringify(id.slice(0, 9))}`, () =>
      assert.throws(() => checkId(id), { name: "InvalidBooking", message: /^InvalidBooking: / }));
  }

  for (const id of [undefined, null, 7, ["a"], { toString: "a" }]) {
    it(`cannot have ${JSON.stringify(id)} for an id, nor be of such an apartment`, () => {
      assert.throws(() => checkId(id as unknown as string), { name: "InvalidBooking" });
      assert.throws(() => checkApartmentId(id as unknown as string), { name: "InvalidBooking" });
    });
  }

  it("has no apartment if its execution was started by hand with an input that names none", () => {
    for (const input of ["null", "5", '"text"', "[]"]) {
      const { apartmentId, status } = bookingOf(execution({ input, status: "RUNNING" }));
      assert.deepEqual([apartmentId, status], [undefined, "PENDING"]);
    }
  });

  it("is of an apartment whose id has 1 to 256 characters", () => {
    for (const id of ["7", "x".repeat(256)]) assert.equal(checkApartmentId(id), id);
    for (const id of [undefined, null]) assert.equal(checkOptionalApartmentId(id), undefined);
    assert.equal(checkOptionalApartmentId("7"), "7");
    assert.throws(() => checkOptionalApartmentId(""), { name: "InvalidBooking" });
    for (const id of ["", "x".repeat(257)]) {
      assert.throws(() => checkApartmentId(id), { name: "InvalidBooking" });
    }
  });

  it("is an execution of the state machine, whether its ARN or its alias's is known", () => {
    const machine = "arn:aws-cn:states:cn-north-1:123456789012:stateMachine:booking";
    const expected = "arn:aws-cn:states:cn-north-1:123456789012:execution:booking:b1";
    assert.equal(executionArn(machine, "b1"), expected);
    assert.equal(executionArn(`${machine}:live`, "b1"), expected);
  });

  const states: [what: string, fields: Partial<DescribeExecutionCommandOutput>, expected: object][] = [
    ["not decided while its execution runs", { status: "RUNNING" }, { status: "PENDING" }],
    ["paid for", { status: "SUCCEEDED", output: '{"status":"paid"}' }, { status: "PAID" }],
    ["expired", { status: "SUCCEEDED", output: '{"status":"vacant"}' }, { status: "EXPIRED" }],
    [
      "refused by name",
      { status: "FAILED", error: "ApartmentTaken" },
      { status: "REFUSED", error: "ApartmentTaken" },
    ],
    ["refused when stopped", { status: "ABORTED" }, { status: "REFUSED", error: "ABORTED" }],
  ];
  for (const [what, fields, expected] of states) {
    it(`is ${what}`, () =>
      assert.deepEqual(bookingOf(execution(fields)), { id: "b1", apartmentId: "7", ...expected }));
  }

  const items: [
    what: string,
    item: Record<string, { S?: string; N?: string }> | undefined,
    status: string | undefined,
  ][] = [
    ["nothing without an item", undefined, undefined],
    ["nothing if the apartment is vacant", { status: { S: "vacant" } }, undefined],
    [
      "nothing if it has released the apartment",
      { status: { S: "vacant" }, reservationId: { S: "b1" } },
      undefined,
    ],
    [
      "nothing if another booking holds it",
      { status: { S: "reserved" }, reservationId: { S: "b2" } },
      undefined,
    ],
    [
      "nothing if another booking has paid for it",
      { status: { S: "paid" }, reservationId: { S: "b2" } },
      undefined,
    ],
    ["that it is held", { status: { S: "reserved" }, reservationId: { S: "b1" } }, "HELD"],
    [
      "that it is held until another booking takes over, however late",
      { status: { S: "reserved" }, reservationId: { S: "b1" }, reservedUntil: { N: "1" } },
      "HELD",
    ],
    ["that it is paid for", { status: { S: "paid" }, reservationId: { S: "b1" } }, "PAID"],
  ];
  for (const [what, item, status] of items) {
    it(`learns from the table ${what}`, () => {
      const expected = status && { id: "b1", apartmentId: "7", status };
      assert.deepEqual(reservationOf("b1", item && { Id: { S: "7" }, ...item }), expected);
    });
  }

  it("names its errors in the message too, since AppSync drops their names", () => {
    const { name, message } = named("NotHeld", "no");
    assert.deepEqual([name, message], ["NotHeld", "NotHeld: no"]);
  });
});

describe("handlers: an apartment", () => {
  it("has an end of the hold only while it is reserved", () => {
    const vacant = { Id: { S: "7" }, status: { S: "vacant" } };
    assert.deepEqual(apartmentOf(vacant), { id: "7", status: "vacant" });
    assert.deepEqual(apartmentOf({ ...vacant, status: { S: "reserved" }, reservedUntil: { N: "12" } }), {
      id: "7",
      status: "reserved",
      reservedUntil: 12,
    });
  });

  it("is malformed without a status that the API knows", () => {
    for (const [status, given] of [
      [undefined, "missing"],
      [{ S: "sold" }, '{"S":"sold"}'],
      [{ N: "1" }, '{"N":"1"}'],
    ] as const) {
      assert.throws(() => apartmentOf({ Id: { S: "7" }, ...(status && { status }) }), {
        name: "MalformedApartment",
        message: `MalformedApartment: the status of apartment "7" is ${given}; allowed: vacant, reserved, paid`,
      });
    }
  });
});
