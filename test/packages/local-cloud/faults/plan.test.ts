import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Attempt,
  type FaultRule,
  Faults,
  readPlanFile,
  readPlanText,
} from "../../../../packages/local-cloud/faults";
import { parseAttempts } from "../../../../packages/local-cloud/faults/plan";
import { mocksOption } from "../../../../packages/local-stack";
import { readOptions, UsageError } from "../../../../packages/terminal";

const MOCKS = {
  StateMachines: {
    orders: { TestCases: { Happy: { Charge: "Charged" }, Flaky: { Charge: "Recovers" }, Real: {} } },
  },
  MockedResponses: {
    Charged: { "0": { Return: { paid: true } } },
    Recovers: {
      "0": { Throw: { Error: "Lambda.TimeoutException", Cause: "Slow" } },
      "1-2": { Throw: { Error: "Lambda.SdkClientException" } },
      "3": { Return: null },
    },
  },
};
const read = (value: unknown) => readPlanText(JSON.stringify(value), "mocks.json");

describe("a mock file of Step Functions Local", () => {
  const faults = new Faults(read(MOCKS));
  const charge = (number: number, testCase?: string): Attempt => ({
    stateMachine: "orders",
    state: "Charge",
    number,
    ...(testCase && { testCase }),
  });
  const rows: [string, Attempt, object | undefined][] = [
    ["the only response", charge(0, "Happy"), { kind: "result", output: { paid: true } }],
    [
      "the first of several",
      charge(0, "Flaky"),
      { kind: "error", error: "Lambda.TimeoutException", cause: "Slow" },
    ],
    ["the start of a range", charge(1, "Flaky"), { kind: "error", error: "Lambda.SdkClientException" }],
    ["the end of a range", charge(2, "Flaky"), { kind: "error", error: "Lambda.SdkClientException" }],
    ["a result that is null", charge(3, "Flaky"), { kind: "result", output: null }],
    [
      "an attempt without a response",
      charge(4, "Flaky"),
      {
        kind: "error",
        error: "States.Runtime",
        cause: "The mocked response 'Recovers' of the state 'Charge' has nothing for this attempt.",
      },
    ],
    ["a state that is not mocked", { ...charge(0, "Happy"), state: "Ship" }, undefined],
    ["a test case without states", charge(0, "Real"), undefined],
    ["no test case", charge(0), undefined],
    ["another state machine", { ...charge(0, "Happy"), stateMachine: "other" }, undefined],
    [
      "the name that Pulumi makes of the state machine's",
      { ...charge(0, "Happy"), stateMachine: "orders-0a1b2c3" },
      { kind: "result", output: { paid: true } },
    ],
    ["a name with the same beginning", { ...charge(0, "Happy"), stateMachine: "orders-archive" }, undefined],
  ];
  for (const [what, attempt, expected] of rows) {
    it(`has for ${what} ${JSON.stringify(expected)}`, () =>
      assert.deepEqual(faults.of(attempt)[0], expected));
  }

  it("names the test cases", () => {
    assert.deepEqual(faults.testCasesOf("orders").sort(), ["Flaky", "Happy", "Real"]);
    assert.deepEqual(faults.testCasesOf("other"), []);
  });

  const bad: [string, unknown, RegExp][] = [
    [
      "a list",
      [],
      /^mocks\.json is \[\]; allowed: an object with rules, or with StateMachines and MockedResponses$/,
    ],
    [
      "a key at the top",
      { ...MOCKS, Machines: {} },
      /^mocks\.json has the key "Machines"; allowed: StateMachines, MockedResponses$/,
    ],
    [
      "no responses",
      { StateMachines: {} },
      /^mocks\.json: MockedResponses is missing; allowed: an object of mocked responses by name$/,
    ],
    [
      "an unknown response",
      { ...MOCKS, StateMachines: { orders: { TestCases: { Happy: { Charge: "Charge" } } } } },
      /^mocks\.json: StateMachines\.orders\.TestCases\.Happy\.Charge is "Charge"; allowed: one of MockedResponses: Charged, Recovers$/,
    ],
    [
      "a test case that is a list",
      { ...MOCKS, StateMachines: { orders: { TestCases: { Happy: [] } } } },
      /Happy is \[\]; allowed: an object of mocked responses by the names of states$/,
    ],
    ...(["one", "-1", "2-1", "1-", "0.5", ""].map((key) => [
      `the attempt "${key}"`,
      { StateMachines: {}, MockedResponses: { R: { [key]: { Return: 1 } } } },
      new RegExp(
        `^mocks\\.json: MockedResponses\\.R has the key "${key}"; allowed: an attempt counted from 0 such as "0", or a range`,
      ),
    ]) as [string, unknown, RegExp][]),
    [
      "attempts twice",
      { StateMachines: {}, MockedResponses: { R: { "0-2": { Return: 1 }, "2": { Return: 1 } } } },
      /MockedResponses\.R has the key "0-2"; allowed: attempts that no other key covers, as "2" does$/,
    ],
    [
      "both outcomes",
      { StateMachines: {}, MockedResponses: { R: { "0": { Return: 1, Throw: { Error: "E" } } } } },
      /MockedResponses\.R\.0 is \{"Return":1,"Throw":\{"Error":"E"\}\}; allowed: an object with either Return or Throw$/,
    ],
    [
      "no outcome",
      { StateMachines: {}, MockedResponses: { R: { "0": {} } } },
      /R\.0 is \{\}; allowed: an object with either/,
    ],
    [
      "another outcome",
      { StateMachines: {}, MockedResponses: { R: { "0": { Fail: 1 } } } },
      /R\.0 has the key "Fail"; allowed: Return, Throw$/,
    ],
    [
      "an error without a name",
      { StateMachines: {}, MockedResponses: { R: { "0": { Throw: { Cause: "c" } } } } },
      /R\.0\.Throw\.Error is missing; allowed: the name of an error$/,
    ],
    [
      "a cause that is not text",
      { StateMachines: {}, MockedResponses: { R: { "0": { Throw: { Error: "E", Cause: 1 } } } } },
      /R\.0\.Throw\.Cause is 1; allowed: a string$/,
    ],
  ];
  for (const [what, value, message] of bad) {
    it(`refuses ${what}`, () => {
      assert.throws(() => read(value), { name: "FaultPlanError", message });
    });
  }
});

describe("a fault plan", () => {
  it("is read from JSON as it is written in a program", () => {
    const plan = {
      rules: [
        {
          stateMachine: "orders",
          state: "Charge",
          attempts: "0-1",
          fault: { kind: "error", error: "E", cause: "c" },
        },
        { fault: { kind: "delay", seconds: 1.5 } },
        { testCase: "T", fault: { kind: "crash", when: "afterEffect" } },
        { fault: { kind: "refusal" } },
        { fault: { kind: "result", output: [null] } },
      ],
      testCases: [{ stateMachine: "orders", name: "Plain" }],
    };
    assert.deepEqual(read(plan), plan);
  });

  const bad: [string, unknown, RegExp][] = [
    ["a rule without a fault", {}, /^fault rule: fault is missing/],
    [
      "an unknown kind",
      { fault: { kind: "flood" } },
      /^fault rule: fault\.kind is "flood"; allowed: "error", "result", "delay", "crash", "refusal"$/,
    ],
    [
      "an unknown moment",
      { fault: { kind: "crash", when: "during" } },
      /fault\.when is "during"; allowed: "beforeEffect", "afterEffect"$/,
    ],
    [
      "a negative delay",
      { fault: { kind: "delay", seconds: -1 } },
      /fault\.seconds is -1; allowed: a number of seconds from 0$/,
    ],
    [
      "an error without a name",
      { fault: { kind: "error", error: "" } },
      /fault\.error is ""; allowed: a non-empty string$/,
    ],
    [
      "a member that the kind does not have",
      { fault: { kind: "refusal", error: "E" } },
      /fault has the key "error"; allowed: kind$/,
    ],
    [
      "a result without output",
      { fault: { kind: "result" } },
      /fault\.output is missing; allowed: any JSON value$/,
    ],
    [
      "attempts that are not a range",
      { attempts: "1-0", fault: { kind: "refusal" } },
      /attempts is "1-0"; allowed: an attempt counted from 0/,
    ],
    [
      "an unknown member",
      { machine: "m", fault: { kind: "refusal" } },
      /has the key "machine"; allowed: stateMachine, testCase, state, attempts, fault$/,
    ],
  ];
  for (const [what, rule, message] of bad) {
    it(`refuses ${what}`, () => {
      const faults = new Faults();
      assert.throws(() => faults.add(rule as FaultRule), { name: "FaultPlanError", message });
    });
  }

  it("adds no rule of several if one is invalid, and removes all when cleared", () => {
    const faults = new Faults();
    const attempt = { stateMachine: "m", state: "S", number: 0 };
    const good: FaultRule = { fault: { kind: "refusal" } };
    assert.throws(() => faults.add(good, {} as FaultRule));
    assert.deepEqual(faults.of(attempt), []);
    faults.add(good);
    assert.deepEqual(faults.of(attempt), [{ kind: "refusal" }]);
    faults.clear();
    assert.deepEqual(faults.of(attempt), []);
  });

  it("rejects a file whose rules are not a list", () => {
    assert.throws(() => read({ rules: {} }), {
      name: "FaultPlanError",
      message: "mocks.json: rules is {}; allowed: a list of rules",
    });
  });

  const attempts: [string, { first: number; last: number } | undefined][] = [
    ["0", { first: 0, last: 0 }],
    ["1-2", { first: 1, last: 2 }],
    ["3-3", { first: 3, last: 3 }],
    ["2-1", undefined],
    ["1e3", undefined],
    ["9999999999", undefined],
  ];
  for (const [text, expected] of attempts) {
    it(`reads the attempts ${text} for ${JSON.stringify(expected)}`, () =>
      assert.deepEqual(parseAttempts(text), expected));
  }
});

describe("--mocks", () => {
  const directory = mkdtempSync(join(tmpdir(), "mocks-"));
  after(() => rmSync(directory, { recursive: true }));
  const file = (name: string, text: string) => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  };
  const command = { usage: "local", purpose: "", options: { mocks: mocksOption } };

  it("reads the file", () => {
    const path = file("good.json", JSON.stringify(MOCKS));
    assert.deepEqual(readOptions(command, ["--mocks", path])!.mocks, readPlanFile(path));
    assert.equal(readOptions(command, [])!.mocks, undefined);
  });

  it("reports what is wrong with it", () => {
    const usage = (path: string, message: RegExp) =>
      assert.throws(
        () => readOptions(command, ["--mocks", path]),
        (error: Error) => error instanceof UsageError && message.test(error.message),
      );
    usage(join(directory, "none.json"), /^--mocks .*none\.json cannot be read: ENOENT/);
    usage(file("text.json", "{"), /text\.json is not JSON: /);
    usage(file("empty.json", "{}"), /empty\.json: MockedResponses is missing/);
  });
});
