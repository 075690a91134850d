import assert from "node:assert/strict";
import type { Service } from "../../../../packages/local-cloud/aws/service";
import { LogsService } from "../../../../packages/local-cloud/services/logs/logs";
import { problemsOfAnswer } from "./hook";
import { type Form, modelOf, problemsOf } from "./model";

const logs = modelOf("logs")!;
const events = (event: object) => ({ events: [{ timestamp: 1, message: "m", ingestionTime: 1, ...event }] });

describe("the check of answers against models", () => {
  const cases: [what: string, operation: string, output: object, problem: RegExp | undefined, form?: Form][] =
    [
      ["what is right", "GetLogEvents", events({}), undefined],
      [
        "a fraction",
        "GetLogEvents",
        events({ timestamp: 1.5 }),
        /^\.events\[0\]\.timestamp is a fraction \(1\.5\)/,
      ],
      [
        "another type",
        "GetLogEvents",
        events({ message: 1 }),
        /message is a whole number \(1\); the model: a string/,
      ],
      ["a member too many", "GetLogEvents", events({ eventId: "1" }), /eventId is not in the model/],
      [
        "a member of what has no output",
        "CreateLogGroup",
        { arn: "a" },
        /arn is not in the model: there is no output/,
      ],
      ["another operation", "Nonsense", {}, /Nonsense is not in the model/],
      ["no list", "GetLogEvents", { events: {} }, /events is an object/],
      ["a date as text", "GetLogEvents", events({ timestamp: "1" }), undefined, "members"],
    ];
  for (const [what, operation, output, problem, form = "json"] of cases) {
    it(problem ? `finds ${what}` : `takes ${what}`, () => {
      const [first] = problemsOf(logs, operation, output, form);
      if (problem) assert.match(String(first), problem);
      else assert.equal(first, undefined);
    });
  }

  it("finds a required member that is missing", () => {
    const [problem] = problemsOf(modelOf("states")!, "StartExecution", { executionArn: "a" }, "json");
    assert.equal(problem, ".startDate is missing");
  });

  it("finds a value that is not in an enumeration", () => {
    const output = { executionArn: "a", stateMachineArn: "a", status: "DONE", startDate: 1 };
    const [problem] = problemsOf(modelOf("states")!, "DescribeExecution", output, "json");
    assert.match(String(problem), /^\.status is 'DONE'; the model: RUNNING, /);
  });

  it("reads what a service's codec writes", () => {
    const service: Service = new LogsService({ accountId: "1", region: "us-east-1" }, () => 0);
    const call = { operation: "GetLogEvents", input: {} };
    assert.deepEqual(problemsOfAnswer(service, call, events({})), []);
    assert.equal(problemsOfAnswer(service, call, events({ eventId: "1" })).length, 1);
  });
});
