import assert from "node:assert/strict";
import type { ExecutionRow, Live, StackView } from "../../../../packages/console/api";
import { emptyFault, faultRequest } from "../../../../packages/console/page/logic/faultForm";
import { indexOf, step } from "../../../../packages/console/page/logic/iterations";
import { concerns, withCounts } from "../../../../packages/console/page/logic/liveStack";
import { Recent } from "../../../../packages/console/page/logic/recent";
import {
  describeState,
  lookOfState,
  lookOfStatus,
  STATUSES,
} from "../../../../packages/console/page/logic/statuses";

describe("the form of a fault", () => {
  const form = emptyFault("orders-1a2b", "Charge");

  it("makes a rule of each kind", () => {
    const faults = (["error", "result", "delay", "crash", "refusal"] as const).map(
      (kind) => faultRequest({ ...form, kind }).fault,
    );
    assert.deepEqual(faults, [
      { kind: "error", error: "Lambda.TooManyRequestsException" },
      { kind: "result", output: {} },
      { kind: "delay", seconds: 60 },
      { kind: "crash", when: "beforeEffect" },
      { kind: "refusal" },
    ]);
  });

  it("names the state machine, the state and the attempts", () =>
    assert.deepEqual(faultRequest({ ...form, attempts: " 1-2 ", kind: "refusal" }), {
      stateMachine: "orders-1a2b",
      state: "Charge",
      attempts: "1-2",
      fault: { kind: "refusal" },
    }));

  it("says what was entered and what is allowed", () => {
    const wrong = [
      [{ attempts: "first" }, /Attempts is 'first'; allowed: /],
      [{ state: " " }, /State is empty; allowed: /],
      [{ machine: "" }, /State machine is empty/],
      [{ error: "" }, /Error is empty/],
      [{ kind: "delay", seconds: "-1" }, /Seconds is '-1'; allowed: /],
      [{ kind: "delay", seconds: "" }, /Seconds is ''/],
      [{ kind: "result", output: "{" }, /Result is not JSON: /],
    ] as const;
    for (const [change, message] of wrong) assert.throws(() => faultRequest({ ...form, ...change }), message);
  });
});

describe("the picker of iterations", () => {
  const map = { iterations: 10_000, failed: [7, 300, 9_999] };

  it("goes from one to the next, within bounds", () => {
    assert.deepEqual(
      [step(0, 1, map, false), step(0, -1, map, false), step(9_999, 1, map, false)],
      [1, undefined, undefined],
    );
  });

  it("goes from one that failed to the next one that did", () => {
    assert.deepEqual(
      [step(0, 1, map, true), step(300, -1, map, true), step(300, 1, map, true), step(7, -1, map, true)],
      [7, 7, 9_999, undefined],
    );
  });

  it("takes only indexes that there are", () =>
    assert.deepEqual(
      ["0", "9999", "10000", "-1", "1.5", "", "x"].map((text) => indexOf(text, 10_000)),
      [0, 9_999, undefined, undefined, undefined, undefined, undefined],
    ));
});

describe("live events", () => {
  const live = (change: Partial<Live>): Live => ({
    executions: [],
    counts: {},
    stack: false,
    logs: [],
    ...change,
  });
  const stack = {
    machines: [
      { arn: "a", counts: { RUNNING: 1 } },
      { arn: "b", counts: {} },
    ],
  } as unknown as StackView;

  it("bring the counts of the state machines they name", () => {
    const { machines } = withCounts(stack, live({ counts: { b: { FAILED: 2 } } }));
    assert.deepEqual(
      machines.map(({ counts }) => counts),
      [{ RUNNING: 1 }, { FAILED: 2 }],
    );
    assert.equal(withCounts(stack, live({})), stack, "nothing is rendered again if nothing changed");
  });

  it("concern those whose executions changed", () => {
    const event = live({ executions: [{ arn: "x" } as ExecutionRow] });
    assert.deepEqual([concerns(event, new Set(["x", "y"])), concerns(event, new Set(["y"]))], [true, false]);
  });
});

describe("what was used last", () => {
  it("is kept, as much as is allowed", () => {
    const recent = new Recent<number>({ values: 2, characters: 100 });
    recent.set("a", 1, 10);
    recent.set("b", 2, 10);
    recent.get("a");
    recent.set("c", 3, 10);
    assert.deepEqual(
      ["a", "b", "c"].map((key) => recent.get(key)),
      [1, undefined, 3],
    );
    assert.equal(recent.size, 2);
  });

  it("is kept as far as it is not too large", () => {
    const recent = new Recent<number>({ values: 9, characters: 100 });
    const kept = () => ["a", "b", "c"].map((key) => recent.get(key));
    recent.set("a", 1, 40);
    recent.set("b", 2, 60);
    assert.deepEqual(kept(), [1, 2, undefined]);
    recent.set("c", 3, 50);
    assert.deepEqual(kept(), [undefined, undefined, 3]);
    recent.set("c", 4, 20);
    recent.set("a", 5, 80);
    assert.deepEqual(kept(), [5, undefined, 4], "a value replaces the one before it");
    recent.set("b", 6, 101);
    assert.equal(recent.size, 0);
    recent.set("a", 7, 100);
    assert.deepEqual(kept(), [7, undefined, undefined]);
  });
});

describe("a status", () => {
  it("has a symbol and a word of its own, beside its color", () => {
    const looks = STATUSES.map(lookOfStatus);
    assert.equal(new Set(looks.map(({ symbol }) => symbol)).size, STATUSES.length);
    assert.equal(new Set(looks.map(({ text }) => text)).size, STATUSES.length);
  });

  it("that is not known is shown by its own name", () =>
    assert.equal(lookOfStatus("PENDING").text, "PENDING"));

  it("of a state says its attempt, or that it was not entered", () => {
    assert.equal(
      lookOfState({ status: "retrying", visits: 1, attempt: 2, maxAttempts: 7 }).text,
      "attempt 2 of 7",
    );
    assert.equal(lookOfState(undefined).text, "not entered");
    assert.equal(
      describeState("Charge", "Task", { status: "caught", visits: 3 }),
      "Task Charge, caught, 3 visits",
    );
  });
});
