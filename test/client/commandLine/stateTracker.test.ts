import assert from "node:assert/strict";
import { StateMachines } from "../../../client";
import { StateTracker, type StateVisit } from "../../../client/commandLine/stateTracker";
import { ROLE, type TestCloud, testCloud } from "../../packages/local-cloud/services/stepFunctions/support";

const pass = (next?: string) => ({ Type: "Pass", ...(next ? { Next: next } : { End: true }) });
const fail = { Type: "Fail", Error: "Refused", Cause: "no" };
const caught = [{ ErrorEquals: ["States.ALL"], Next: "After" }];
const refusesSecond = {
  StartAt: "Which",
  States: {
    Which: { Type: "Choice", Choices: [{ Variable: "$", NumericEquals: 2, Next: "No" }], Default: "Yes" },
    Yes: pass(),
    No: fail,
  },
};

/** A definition, its input, and its visits as `depth name[index] status error`. */
const cases: [what: string, states: object, startAt: string, input: unknown, visits: string[]][] = [
  ["one after the other", { A: pass("B"), B: pass() }, "A", {}, ["0 A SUCCEEDED", "0 B SUCCEEDED"]],
  ["a failure", { A: pass("No"), No: fail }, "A", {}, ["0 A SUCCEEDED", "0 No FAILED Refused"]],
  [
    "branches",
    {
      Both: {
        Type: "Parallel",
        Branches: ["L", "R"].map((name) => ({ StartAt: name, States: { [name]: pass() } })),
        Next: "After",
      },
      After: pass(),
    },
    "Both",
    {},
    ["1 L SUCCEEDED", "1 R SUCCEEDED", "0 Both SUCCEEDED", "0 After SUCCEEDED"],
  ],
  [
    "iterations",
    {
      Each: {
        Type: "Map",
        MaxConcurrency: 1,
        ItemProcessor: { StartAt: "In", States: { In: pass() } },
        End: true,
      },
    },
    "Each",
    [1, 2],
    ["1 In[0] SUCCEEDED", "1 In[1] SUCCEEDED", "0 Each SUCCEEDED"],
  ],
  [
    "what is caught around an iteration that fails",
    {
      Each: { Type: "Map", MaxConcurrency: 1, ItemProcessor: refusesSecond, Catch: caught, End: true },
      After: pass(),
    },
    "Each",
    [1, 2],
    [
      "1 Which[0] SUCCEEDED",
      "1 Yes[0] SUCCEEDED",
      "1 Which[1] SUCCEEDED",
      "1 No[1] FAILED",
      "0 Each CAUGHT",
      "0 After SUCCEEDED",
    ],
  ],
  [
    "what fails around a branch",
    { Both: { Type: "Parallel", Branches: [{ StartAt: "No", States: { No: fail } }], End: true } },
    "Both",
    {},
    ["1 No FAILED", "0 Both FAILED Refused"],
  ],
  [
    "a Task that is tried again, and then caught",
    {
      Call: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Parameters: { FunctionName: "nothing" },
        Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }],
        Catch: caught,
        End: true,
      },
      After: pass(),
    },
    "Call",
    {},
    ["0 Call CAUGHT Lambda.UnknownServiceException", "0 After SUCCEEDED"],
  ],
];

describe("StateTracker", () => {
  let test: TestCloud;
  before(async () => {
    test = await testCloud();
  });
  after(() => test.close());

  for (const [index, [what, states, startAt, input, visits]] of cases.entries()) {
    it(`reports ${what}`, async () => {
      const definition = { StartAt: startAt, States: states };
      const machines = new StateMachines(test.client);
      const machine = await machines.create({ name: `tracked-${index}`, definition, roleArn: ROLE });
      const tracker = new StateTracker();
      const found: StateVisit[] = [];
      for await (const event of (await machine.start(input)).follow()) found.push(...tracker.add(event));
      assert.deepEqual(tracker.running, []);
      const lines = found.map(({ depth, state, index: at, status, error }) =>
        [depth, at === undefined ? state : `${state}[${at}]`, status, error]
          .filter((part) => part !== undefined)
          .join(" "),
      );
      assert.deepEqual(lines.sort(), [...visits].sort());
      assert.ok(found.every(({ durationMs }) => durationMs >= 0));
    });
  }

  it("knows what runs, and that it was cut short", () => {
    const tracker = new StateTracker();
    const at = (seconds: number) => new Date(seconds * 1000);
    const entered = { stateEnteredEventDetails: { name: "Hold" } };
    tracker.add({ id: 1, previousEventId: 0, type: "ExecutionStarted", timestamp: at(0) });
    tracker.add({ id: 2, previousEventId: 0, type: "WaitStateEntered", timestamp: at(0), ...entered });
    assert.deepEqual(tracker.running, ["Hold"]);
    const [visit] = tracker.add({ id: 3, previousEventId: 2, type: "ExecutionAborted", timestamp: at(7) });
    const { state, status, durationMs } = visit!;
    assert.deepEqual([state, status, durationMs], ["Hold", "ABORTED", 7000]);
    const timed = new StateTracker();
    timed.add({ id: 2, previousEventId: 0, type: "TaskStateEntered", timestamp: at(0), ...entered });
    const [ended] = timed.add({ id: 3, previousEventId: 2, type: "ExecutionTimedOut", timestamp: at(7) });
    assert.equal(ended!.status, "TIMED_OUT");
  });
});
