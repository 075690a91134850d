import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { LOADED_WORKFLOWS } from "../../../checks/load/config";
import { Recording, UnexpectedResponse } from "../../../checks/load/recording";
import { checksText, executionsTable, type PhaseResult, phasesTable } from "../../../checks/load/render";
import { wholeNumberOption, workflowOption } from "../../../checks/options";
import { readOptions } from "../../../packages/terminal";

const MB = 2 ** 20;

async function result(): Promise<PhaseResult> {
  const recording = new Recording();
  for (const milliseconds of [10, 20, 1500]) recording.requests.add(milliseconds);
  recording.executions.add(2000);
  recording.ends.add("SUCCEEDED");
  return {
    workflow: "orders",
    api: "POST /order, HTTP",
    phase: "at once",
    recording,
    durationMs: 500,
    peakBytes: 300 * MB,
    growthBytes: -2 * MB,
  };
}

const lastLine = (text: string) =>
  text
    .split("\n")
    .at(-1)!
    .split(/ {2,}/)
    .map((cell) => cell.trim());

describe("load: rendering", () => {
  it("shows what clients saw", async () => {
    assert.deepEqual(lastLine(phasesTable([await result()])), [
      "orders",
      "at once",
      "POST /order, HTTP",
      "3",
      "20 ms",
      "1.5 s",
      "1.5 s",
      "1.5 s",
      "none",
    ]);
  });

  it("shows errors by kind", async () => {
    const one = await result();
    for (const kind of ["HTTP 500", "ECONNRESET", "ECONNRESET"])
      await one.recording.execution(() => Promise.reject(new UnexpectedResponse(kind, "message")));
    assert.equal(lastLine(phasesTable([one])).at(-1), "2 ECONNRESET, 1 HTTP 500");
    one.recording.retries.add("late");
    assert.equal(lastLine(phasesTable([one])).at(-1), "2 ECONNRESET, 1 HTTP 500; retried: 1 late");
  });

  it("shows the outcomes", async () => {
    assert.deepEqual(lastLine(executionsTable([await result()])), [
      "orders",
      "at once",
      "1",
      "2",
      "2.0 s",
      "2.0 s",
      "2.0 s",
      "300 MB",
      "-2 MB",
      "1 SUCCEEDED",
    ]);
  });

  it("shows a dash where nothing was measured", () => {
    const nothing = { ...lineOf(), recording: new Recording() };
    assert.deepEqual(lastLine(phasesTable([nothing])).slice(3), ["0", "–", "–", "–", "–", "none"]);
  });

  it("marks promises, with the first of what broke them", () => {
    const broken = Array.from({ length: 7 }, (_, index) => `breach ${index}`);
    const text = stripVTControlCharacters(
      checksText("orders", [
        { promise: "kept", of: "1 order", broken: [] },
        { promise: "broken", of: "2 orders", broken },
      ]),
    );
    assert.equal(
      text,
      [
        "  ✓ orders: kept (1 order)",
        "  ✗ orders: broken (2 orders)",
        ...broken.slice(0, 5).map((each) => `      ${each}`),
        "      and 2 more",
      ].join("\n"),
    );
  });
});

const lineOf = (): Omit<PhaseResult, "recording"> => ({
  workflow: "w",
  api: "d",
  phase: "p",
  durationMs: 1,
  peakBytes: MB,
  growthBytes: MB,
});

describe("load: options", () => {
  const command = {
    usage: "npm run load -- [options]",
    purpose: "Loads.",
    options: {
      workflow: workflowOption(LOADED_WORKFLOWS),
      executions: wholeNumberOption("executions", 1, 5000),
      seconds: wholeNumberOption("seconds", 0, 3600),
    },
  };

  it("are read", () => {
    const { workflow, executions, seconds } = readOptions(command, [
      "--workflow=orders",
      "--executions=5000",
      "--seconds",
      "0",
    ])!;
    assert.deepEqual({ workflow, executions, seconds }, { workflow: "orders", executions: 5000, seconds: 0 });
  });

  it("have no defaults", () => {
    const options = readOptions(command, [])!;
    for (const name of ["workflow", "executions", "seconds"]) assert.ok(!(name in options), name);
  });

  const bad: [args: string[], message: RegExp][] = [
    [["--workflow", "order"], /--workflow is 'order'; allowed: pipeline, booking, orders, messenger/],
    [["--executions", "0"], /--executions is '0'; allowed: a whole number from 1 to 5000/],
    [["--executions", "5001"], /--executions is '5001'/],
    [["--executions", "1e3"], /--executions is '1e3'/],
    [["--seconds=-1"], /--seconds is '-1'; allowed: a whole number from 0 to 3600/],
    [["--seconds", "1.5"], /--seconds is '1.5'/],
  ];
  for (const [args, message] of bad) {
    it(`${args.join(" ")} is refused`, () => {
      assert.throws(() => readOptions(command, args), { name: "UsageError", message });
    });
  }
});
