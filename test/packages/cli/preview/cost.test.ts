import assert from "node:assert/strict";
import { costSection, type MeasuredRun, runsOf } from "../../../../packages/cli/preview/cost";
import type { Definition } from "../../../../packages/cli/preview/definition";
import { leastRuns } from "../../../../packages/cli/preview/leastRuns";
import { idleRound, shortestRun } from "../../../../packages/cli/preview/rounds";
import { requestsOf, runCost } from "../../../../packages/cli/preview/runCost";
import { type StandingCost, standingCosts, total } from "../../../../packages/cli/preview/standingCost";
import { machine, saved, snapshot } from "./saved";

const task = (resource: string, Next: string) => ({
  Type: "Task",
  Resource: `arn:aws:states:::${resource}`,
  Next,
});

/** Polls every minute, indefinitely; ends at once if another execution runs. */
const LOOP: Definition = {
  StartAt: "First ?",
  States: {
    "First ?": { Type: "Choice", Choices: [{ Next: "Look" }], Default: "End" },
    End: { Type: "Succeed" },
    Look: task("lambda:invoke", "Send"),
    Send: task("sqs:sendMessage", "Both"),
    Both: {
      Type: "Parallel",
      Branches: [
        {
          StartAt: "P",
          States: { P: { Type: "Task", Resource: "arn:aws:states:::dynamodb:putItem", End: true } },
        },
        { StartAt: "Q", States: { Q: { Type: "Pass", Next: "R" }, R: { Type: "Succeed" } } },
      ],
      Next: "Pause",
    },
    Pause: { Type: "Wait", Seconds: 60, Next: "Look" },
  },
};

describe("preview: rounds of a state machine", () => {
  it("are the shortest way from a pause back to it", () => {
    assert.deepEqual(idleRound(LOOP), {
      states: ["Look", "Send", "Both", "Pause"],
      seconds: 60,
      usage: { standardTransition: 4 + 3, lambdaRequest: 1, sqsRequest: 1, dynamodbWrite: 1 },
    });
  });

  it("do not exist if nothing leads back, or the length of the pause is unknown", () => {
    const once = { StartAt: "W", States: { W: { Type: "Wait", Seconds: 1, End: true } } };
    const unknown = { StartAt: "W", States: { W: { Type: "Wait", Seconds: "{% $s %}", Next: "W" } } };
    assert.equal(idleRound(once), undefined);
    assert.equal(idleRound(unknown), undefined);
    assert.equal(idleRound({ StartAt: "Gone", States: {} }), undefined);
  });

  it("end on the shortest way, the start counted", () => {
    assert.deepEqual(shortestRun(LOOP), { states: ["First ?", "End"], usage: { standardTransition: 3 } });
    const endless = { StartAt: "W", States: { W: { Type: "Wait", Seconds: 1, Next: "W" } } };
    assert.equal(shortestRun(endless), undefined);
  });
});

describe("preview: least cost of executions", () => {
  const express = machine("express", LOOP, { inputs: { definition: JSON.stringify(LOOP), type: "EXPRESS" } });
  const once = machine("once", {
    StartAt: "Call",
    States: { Call: { ...task("lambda:invoke", "Send"), Catch: [] }, Send: { Type: "Succeed" } },
  });
  const endless = machine("endless", {
    StartAt: "W",
    States: { W: { Type: "Wait", Seconds: 1, Next: "W" } },
  });
  const unknown = saved(once.type, "unknown", { inputs: {} });

  it("is transitions or a request, and the calls on the way", () => {
    assert.deepEqual(
      leastRuns(snapshot(express, once, endless, unknown)).map(({ machine, states, dollars }) => [
        machine,
        states,
        dollars.toFixed(2),
      ]),
      [
        ["express", ["First ?", "End"], "1.00"],
        ["once", ["Call", "Send"], "75.20"],
      ],
    );
  });

  it("is compared, also with that of a machine of another name", () => {
    const was = machine("was", {
      StartAt: "Only",
      States: { Only: { Type: "Succeed" } },
    });
    const { blocks } = costSection(snapshot({ ...once, aliases: [was.urn] }, express), {
      before: snapshot(was),
    });
    const table = blocks.at(-1);
    assert.deepEqual(table?.kind === "table" && table.rows, [
      ["once", "Call → Send", "3 transitions", "1", "75.20", "+25.20"],
      ["express", "First ? → End", "1 request", "0", "1.00", "is new"],
    ]);
  });

  it("is left out if no state machine has a way to an end", () => {
    const { blocks } = costSection(snapshot(endless, unknown));
    assert.doesNotMatch(JSON.stringify(blocks), /A million/);
  });
});

describe("preview: standing cost", () => {
  const pump = machine("pump", LOOP);
  const schedule = (inputs: Record<string, unknown>) =>
    saved("aws:scheduler/schedule:Schedule", "tick", {
      inputs: { scheduleExpression: "rate(5 minutes)", target: { arn: `${pump.arn}:live` }, ...inputs },
    });
  const alarm = (name: string, inputs: Record<string, unknown>) =>
    saved("aws:cloudwatch/metricAlarm:MetricAlarm", name, { inputs });
  const metric = { metric: { metricName: "m", period: 60 } };

  const cases: [what: string, resources: Parameters<typeof snapshot>, lines: [string, string][]][] = [
    ["nothing", [saved("aws:sns/topic:Topic", "t")], []],
    ["keys", [saved("aws:kms/key:Key", "a"), saved("aws:kms/key:Key", "b")], [["2 × $1.00", "2.00"]]],
    [
      "alarms by their metrics",
      [
        alarm("one", { period: 60 }),
        alarm("fast", { period: 10 }),
        alarm("math", { metricQueries: [metric, metric, { expression: "a/b" }] }),
      ],
      [["the metrics of 3: 3 × $0.10, 1 of high resolution × $0.30", "0.60"]],
    ],
    [
      "dashboards and composite alarms",
      [
        saved("aws:cloudwatch/dashboard:Dashboard", "d"),
        saved("aws:cloudwatch/compositeAlarm:CompositeAlarm", "c"),
      ],
      [
        ["1 × $0.50", "0.50"],
        ["1 × $3.00", "3.00"],
      ],
    ],
    [
      "a schedule, its starts and what they keep running",
      [pump, schedule({})],
      [
        // 730 hours × 12 starts, at $1.00 a million.
        ["rate(5 minutes): 8,760 invocations", "0.0088"],
        ["8,760 × 3 transitions, the shortest way to an end", "0.6570"],
        // 43,800 minutes × (7 transitions, and a request to Lambda, one to SQS and a write).
        [
          "a round of 'Look', 'Send', 'Both', 'Pause' each 60 s: 43,800 × 7 transitions and 3 billed calls",
          (43_800 * (7 * 0.025e-3 + 0.2e-6 + 0.4e-6 + 0.625e-6)).toFixed(4),
        ],
      ],
    ],
    ["no disabled schedule", [pump, schedule({ state: "DISABLED" })], []],
    [
      "a schedule by the calendar as one that depends",
      [pump, schedule({ scheduleExpression: "cron(0 8 * * ? *)" })],
      [["cron(0 8 * * ? *): depends on the calendar", "depends"]],
    ],
    [
      "a schedule of something else by its invocations",
      [pump, schedule({ target: { arn: "arn:aws:sqs:us-east-1:123456789012:q" } })],
      [["rate(5 minutes): 8,760 invocations", "0.01"]],
    ],
  ];
  for (const [what, resources, lines] of cases) {
    it(`counts ${what}`, () => {
      const shown = standingCosts(snapshot(...resources)).map(
        ({ basis, dollars }, index): [string, string] => {
          const digits = lines[index]?.[1].split(".")[1]?.length ?? 2;
          return [basis, dollars === undefined ? "depends" : dollars.toFixed(digits)];
        },
      );
      assert.deepEqual(shown, lines);
    });
  }

  it("adds up", () => {
    const costs: StandingCost[] = [
      { what: "a", basis: "", dollars: 1 },
      { what: "b", basis: "" },
      { what: "c", basis: "", dollars: 0.5 },
    ];
    assert.equal(total(costs), 1.5);
  });
});

const USAGE = { standardTransition: 4, lambdaRequest: 2, lambdaGbSecond: 0.1, dynamodbWrite: 1, s3Put: 1 };

describe("preview: cost of a million runs", () => {
  const plain = snapshot();
  const audited = snapshot(
    saved("aws:cloudtrail/trail:Trail", "audit", {
      inputs: {
        advancedEventSelectors: [
          { fieldSelectors: [{ field: "resources.type", equals: ["AWS::Lambda::Function"] }] },
          { fieldSelectors: [{ field: "resources.type", equals: ["AWS::DynamoDB::Table"] }] },
        ],
      },
    }),
  );

  it("distinguishes requests from durations", () => {
    const { requests, durations } = runCost(USAGE, plain);
    assert.equal(requests.toFixed(3), (100 + 0.4 + 0.625 + 5).toFixed(3));
    assert.equal(durations.toFixed(3), "1.333");
  });

  it("adds the data events of what a trail covers, at $0.10 for 100,000", () => {
    assert.equal(requestsOf(USAGE, audited).cloudTrailDataEvent, 3);
    assert.equal((runCost(USAGE, audited).requests - runCost(USAGE, plain).requests).toFixed(3), "3.000");
  });

  const path = (usage: typeof USAGE) => ({
    workflow: "W",
    title: "a run",
    measured: { states: 4, transitions: 4, usage },
  });

  it("shows the difference from what was saved, without durations", () => {
    const before = { ...plain, runs: runsOf([path(USAGE)], plain) };
    const rows = (runs: MeasuredRun[], now = plain) =>
      costSection(now, { runs, before }).blocks.flatMap((block) =>
        block.kind === "table" ? block.rows : [],
      );
    assert.deepEqual(rows([path({ ...USAGE, lambdaGbSecond: 9 })])[0]?.at(-1), "0.00");
    assert.deepEqual(rows([path({ ...USAGE, standardTransition: 5 })])[0]?.at(-1), "+25.00");
    assert.deepEqual(rows([path({ ...USAGE, s3Put: 0 })])[0]?.at(-1), "−5.00");
    assert.deepEqual(rows([path(USAGE)], audited)[0]?.at(-1), "+3.00");
    assert.deepEqual(rows([{ ...path(USAGE), workflow: "X" }])[0]?.at(-1), "was not measured");
  });

  it("says why there is no number", () => {
    const section = costSection(plain, {
      runs: [{ workflow: "W", title: "a run", problem: "no such machine" }],
    });
    assert.match(JSON.stringify(section), /⚠ W was not measured: no such machine/);
    assert.match(JSON.stringify(section), /"not measured"/);
  });

  it("shows the difference in standing cost, also for removed resources", () => {
    const [before, now] = [
      snapshot(saved("aws:kms/key:Key", "k")),
      snapshot(saved("aws:cloudwatch/dashboard:Dashboard", "d")),
    ];
    const [table] = costSection(now, { runs: [], before }).blocks.filter(({ kind }) => kind === "table");
    assert.deepEqual(table?.kind === "table" && table.rows, [
      ["Dashboards", "1 × $3.00", "3.00", "+3.00"],
      ["Customer-managed keys", "no longer there", "0.00", "−1.00"],
      ["total", "", "3.00", "+2.00"],
    ]);
  });
});
