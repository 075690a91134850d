import assert from "node:assert/strict";
import { violationsOfExecutions } from "../../../checks/faults/workflow";
import { WORKFLOWS } from "../../../checks/faults/workflows";
import { type ApartmentFacts, checkApartments } from "../../../checks/workflows/booking/promises";
import type { Check } from "../../../checks/workflows/check";
import {
  checkMessages,
  checkPumpedMessages,
  type MessageFacts,
} from "../../../checks/workflows/messenger/promises";
import { checkOrders } from "../../../checks/workflows/orders/promises";
import { checkPipelines } from "../../../checks/workflows/pipeline/promises";
import type { Execution } from "../../../packages/local-cloud";

/** The promises that were broken. */
const brokenIn = (checks: Check[]) =>
  checks.flatMap(({ promise, broken }) => (broken.length > 0 ? [promise] : []));

describe("what the fault matrix checks", () => {
  const AGREE = "table and execution agree";
  const paid = { status: "paid", reservationId: "a" };
  const held = { status: "reserved", reservationId: "a" };
  const vacant = { status: "vacant" };
  const apartments: [title: string, facts: Omit<ApartmentFacts, "id">, broken: string[]][] = [
    ["paid", { item: paid, outcomes: [{ id: "a", outcome: "paid" }], confirmed: ["a"] }, []],
    ["vacant again", { item: vacant, outcomes: [{ id: "a", outcome: "vacant" }], confirmed: [] }, []],
    ["given up", { item: held, outcomes: [{ id: "a", outcome: "DynamoDB.X" }], confirmed: [] }, []],
    [
      "paid for by two",
      { item: paid, outcomes: ["a", "b"].map((id) => ({ id, outcome: "paid" })), confirmed: [] },
      ["one booking per apartment", AGREE],
    ],
    ["a payment is lost", { item: vacant, outcomes: [], confirmed: ["a"] }, ["a confirmed payment is kept"]],
    [
      "paid, but not in the table",
      { item: vacant, outcomes: [{ id: "a", outcome: "paid" }], confirmed: [] },
      [AGREE],
    ],
    ["expired, but held", { item: held, outcomes: [{ id: "a", outcome: "vacant" }], confirmed: [] }, [AGREE]],
    [
      "refused, but held",
      { item: held, outcomes: [{ id: "a", outcome: "ApartmentTaken" }], confirmed: [] },
      [AGREE],
    ],
    ["paid by no one", { item: paid, outcomes: [], confirmed: [] }, [AGREE]],
  ];
  for (const [title, facts, broken] of apartments) {
    it(`an apartment: ${title}`, () =>
      assert.deepEqual(brokenIn(checkApartments([{ id: "1", ...facts }])), broken));
  }

  interface AccountFacts {
    accepted: string[];
    invoiced: string[];
    active?: string;
    collected?: boolean;
  }
  const accountFacts = ({ accepted, invoiced, active, collected }: AccountFacts) => ({
    orders: accepted.map((orderid) => ({ accountid: "anna", orderid, accepted: true })),
    active: active === undefined ? [] : [{ accountid: "anna", orderid: active }],
    invoiceKeys: invoiced.map((orderid) => `2026/11/anna/${orderid}.json`),
    collected: new Set(collected ? ["anna"] : []),
  });
  const orders: [title: string, facts: AccountFacts, broken: string[]][] = [
    ["accepted", { accepted: ["1"], invoiced: ["1"], active: "1" }, []],
    ["rolled back", { accepted: [], invoiced: [] }, []],
    ["collected", { accepted: ["1"], invoiced: ["1"], collected: true }, []],
    [
      "no invoice",
      { accepted: ["1"], invoiced: [], active: "1" },
      ["one invoice per accepted order", "no active order without an invoice"],
    ],
    ["an invoice is left", { accepted: [], invoiced: ["1"] }, ["no invoice without an accepted order"]],
    [
      "an order is left",
      { accepted: [], invoiced: [], active: "1" },
      [AGREE, "no active order without an invoice"],
    ],
    [
      "an order is gone",
      { accepted: ["1"], invoiced: ["1"] },
      ["an accepted order is active until it is collected"],
    ],
  ];
  for (const [title, facts, broken] of orders) {
    it(`orders: ${title}`, () => assert.deepEqual(brokenIn(checkOrders(accountFacts(facts))), broken));
  }

  const SENT: MessageFacts = {
    id: "1",
    sent: true,
    unsent: false,
    setAside: false,
    timesSent: 1,
    received: true,
    deadLetter: false,
  };
  const messages: [title: string, facts: Partial<MessageFacts>, broken: string[]][] = [
    ["sent", {}, []],
    [
      "marked only",
      { received: false, timesSent: 0 },
      ["no message is marked sent that was not sent", "no message is lost"],
    ],
    ["sent twice", { timesSent: 2 }, ["no message is sent twice"]],
    ["unsent", { sent: false, unsent: true }, ["no message stays unsent"]],
    ["in no state", { sent: false }, ["a message is unsent, sent or set aside"]],
    ["marked as set aside", { sent: false, setAside: true, received: false }, ["no message is lost"]],
    [
      "set aside for an outage",
      { sent: false, setAside: true, received: false, deadLetter: true },
      ["an outage sets no message aside"],
    ],
  ];
  for (const [title, facts, broken] of messages) {
    it(`a message: ${title}`, () =>
      assert.deepEqual(brokenIn(checkPumpedMessages([{ ...SENT, ...facts }])), broken));
  }

  it("a message that is still unsent when a pump is stopped breaks no promise", () =>
    assert.deepEqual(brokenIn(checkMessages([{ ...SENT, sent: false, unsent: true }])), []));

  it("a pipeline: its output, the block that failed, and blocks that are still running", () => {
    const item = { name: "n", value: "v" };
    const succeeded = (input: typeof item) =>
      ({ status: "SUCCEEDED", output: { Output: { input } } }) as const;
    const failed = (cause: string) => ({ status: "FAILED", error: "E", cause }) as const;
    const check = (
      result: ReturnType<typeof succeeded> | ReturnType<typeof failed>,
      running: string[] = [],
      waiting = 0,
    ) => brokenIn(checkPipelines([{ name: "p", result, expected: item, running }], waiting));
    assert.deepEqual(check(succeeded(item)), []);
    assert.deepEqual(check(failed('{"block":"A"}')), []);
    const other = succeeded({ ...item, name: "other" });
    assert.deepEqual(check(other), ["a pipeline returns what its blocks make of its input"]);
    assert.deepEqual(check(failed("{}")), ["a pipeline that fails names the block"]);
    assert.deepEqual(check(succeeded(item), ["x"]), ["no block is still running after its pipeline"]);
    assert.deepEqual(check(succeeded(item), [], 1), ["work is done or set aside"]);
  });

  it("executions: none runs indefinitely, none fails without a documented error", () => {
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
