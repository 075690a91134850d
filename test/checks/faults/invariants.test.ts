import assert from "node:assert/strict";
import { violationsOf as ofApartment } from "../../../checks/faults/booking";
import {
  type MessageFacts,
  violationsOf as ofMessage,
  violationsAtTheEnd,
} from "../../../checks/faults/messenger";
import { violationsOf as ofOrders } from "../../../checks/faults/orders";
import { violationsOf as ofPipeline } from "../../../checks/faults/pipeline";
import { violationsOfExecutions } from "../../../checks/faults/workflow";
import { WORKFLOWS } from "../../../checks/faults/workflows";
import type { Execution } from "../../../packages/local-cloud";

/** What a promise is called, before the colon; one of each kind. */
const promises = (violations: string[]) => [...new Set(violations.map((each) => each.split(":")[0]))];

describe("what the fault matrix checks", () => {
  const AGREE = "table and execution agree";
  const paid = { status: "paid", reservationId: "a" };
  const held = { status: "reserved", reservationId: "a" };
  const vacant = { status: "vacant" };
  const apartments: [title: string, facts: Parameters<typeof ofApartment>[0], broken: string[]][] = [
    ["paid", { item: paid, ends: [{ id: "a", end: "paid" }], told: ["a"] }, []],
    ["vacant again", { item: vacant, ends: [{ id: "a", end: "vacant" }], told: [] }, []],
    ["given up", { item: held, ends: [{ id: "a", end: "DynamoDB.X" }], told: [] }, []],
    [
      "paid for by two",
      { item: paid, ends: ["a", "b"].map((id) => ({ id, end: "paid" })), told: [] },
      ["one booking per apartment", AGREE],
    ],
    ["a payment is lost", { item: vacant, ends: [], told: ["a"] }, ["a payment that was answered is kept"]],
    ["paid, but not in the table", { item: vacant, ends: [{ id: "a", end: "paid" }], told: [] }, [AGREE]],
    ["run out, but held", { item: held, ends: [{ id: "a", end: "vacant" }], told: [] }, [AGREE]],
    ["refused, but held", { item: held, ends: [{ id: "a", end: "ApartmentTaken" }], told: [] }, [AGREE]],
    ["paid by nobody", { item: paid, ends: [], told: [] }, [AGREE]],
  ];
  for (const [title, facts, broken] of apartments) {
    it(`an apartment: ${title}`, () => assert.deepEqual(promises(ofApartment(facts)), broken));
  }

  const orders: [title: string, facts: Parameters<typeof ofOrders>[0], broken: string[]][] = [
    ["accepted", { accepted: ["1"], invoiced: ["1"], active: "1", collected: false }, []],
    ["taken back", { accepted: [], invoiced: [], active: undefined, collected: false }, []],
    ["collected", { accepted: ["1"], invoiced: ["1"], active: undefined, collected: true }, []],
    [
      "no invoice",
      { accepted: ["1"], invoiced: [], active: "1", collected: false },
      ["one invoice per accepted order", "no order without an invoice"],
    ],
    [
      "an invoice is left",
      { accepted: [], invoiced: ["1"], active: undefined, collected: false },
      ["no invoice without an order"],
    ],
    [
      "an order is left",
      { accepted: [], invoiced: [], active: "1", collected: false },
      ["no order without an invoice", AGREE],
    ],
    [
      "an order is gone",
      { accepted: ["1"], invoiced: ["1"], active: undefined, collected: false },
      ["an accepted order is active until it is collected"],
    ],
  ];
  for (const [title, facts, broken] of orders) {
    it(`orders: ${title}`, () => assert.deepEqual(promises(ofOrders(facts)), broken));
  }

  const SENT: MessageFacts = {
    id: "1",
    sent: true,
    unsent: false,
    setAside: false,
    taken: 1,
    received: true,
    deadLetter: false,
  };
  const messages: [title: string, facts: Partial<MessageFacts>, broken: string[]][] = [
    ["sent", {}, []],
    [
      "marked only",
      { received: false, taken: 0 },
      ["no message is marked sent that was not sent", "no message is lost"],
    ],
    ["sent twice", { taken: 2 }, ["none is sent twice"]],
    ["unsent", { sent: false, unsent: true }, ["no message stays unsent"]],
    ["in no state", { sent: false }, ["a message is unsent, sent or set aside"]],
    ["said to be set aside", { sent: false, setAside: true, received: false }, ["no message is lost"]],
    [
      "set aside for an outage",
      { sent: false, setAside: true, received: false, deadLetter: true },
      ["an outage sets nothing aside"],
    ],
  ];
  for (const [title, facts, broken] of messages) {
    it(`a message: ${title}`, () =>
      assert.deepEqual(promises(violationsAtTheEnd({ ...SENT, ...facts }, true)), broken));
  }

  it("a message that is still unsent when a pump is stopped is nothing wrong", () =>
    assert.deepEqual(ofMessage({ ...SENT, sent: false, unsent: true }), []));

  it("a pipeline: its output, the block that failed, and blocks that go on", () => {
    const item = { name: "n", value: "v" };
    const succeeded = (input: typeof item) =>
      ({ status: "SUCCEEDED", output: { Output: { input } } }) as const;
    const failed = (cause: string) => ({ status: "FAILED", error: "E", cause }) as const;
    const check = (result: ReturnType<typeof succeeded> | ReturnType<typeof failed>, rest = {}) =>
      promises(ofPipeline({ result, expected: item, running: [], waiting: 0, ...rest }));
    assert.deepEqual(check(succeeded(item)), []);
    assert.deepEqual(check(failed('{"block":"A"}')), []);
    const other = succeeded({ ...item, name: "other" });
    assert.deepEqual(check(other), ["a pipeline gives what its blocks made of its input"]);
    assert.deepEqual(check(failed("{}")), ["a pipeline that fails names the block"]);
    assert.deepEqual(check(succeeded(item), { running: ["x"] }), ["no execution is left RUNNING"]);
    assert.deepEqual(check(succeeded(item), { waiting: 1 }), ["work is done or set aside"]);
  });

  it("executions: none runs for ever, none fails without a name that says something", () => {
    const execution = (status: string, error?: string) =>
      ({ name: "x", machine: { name: "m" }, status, result: { status, error } }) as unknown as Execution;
    for (const { errors } of WORKFLOWS) {
      assert.deepEqual(violationsOfExecutions([execution("SUCCEEDED"), execution("ABORTED")], errors), []);
      for (const bad of [
        execution("RUNNING"),
        execution("FAILED"),
        execution("FAILED", ""),
        execution("FAILED", "States.Runtime"),
        execution("FAILED", "States.QueryEvaluationError"),
      ]) {
        assert.equal(violationsOfExecutions([bad], errors).length, 1, JSON.stringify(bad));
      }
    }
  });
});
