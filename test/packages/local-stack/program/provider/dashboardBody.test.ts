import { doesNotThrow, equal, throws } from "node:assert/strict";
import { checkDashboardBody } from "../../../../../packages/local-stack/program/provider/dashboardBody";
import { Provider } from "../../../../../packages/local-stack/program/provider/provider";
import { lookups, registered } from "./resource";

const ALARM = "arn:aws:cloudwatch:us-east-1:1:alarm:a";

const good: Record<string, object> = {
  metric: { region: "us-east-1", metrics: [["AWS/SQS", "NumberOfMessagesSent"]] },
  text: { markdown: "# Hello" },
  log: { region: "us-east-1", query: "SOURCE 'x' | fields @message" },
  alarm: { alarms: [ALARM] },
  explorer: { metrics: [{ metricName: "CPUUtilization", resourceType: "AWS::EC2::Instance" }] },
  custom: { endpoint: "arn:aws:lambda:us-east-1:1:function:f" },
};

const body = (...widgets: unknown[]) => JSON.stringify({ widgets });
const text = (place: object) => body({ type: "text", properties: good.text, ...place });

describe("Provider: the body of a dashboard", () => {
  for (const [type, properties] of Object.entries(good)) {
    it(`accepts a widget of type ${type}`, () => {
      doesNotThrow(() => checkDashboardBody(body({ type, properties })));
      doesNotThrow(() =>
        checkDashboardBody(body({ type, properties, x: 23, y: 1000, width: 1, height: 1000 })),
      );
    });
  }

  it("accepts none, and 500, and an alarm annotation as a metric", () => {
    doesNotThrow(() => checkDashboardBody(body()));
    const widget = { type: "text", properties: good.text };
    doesNotThrow(() => checkDashboardBody(body(...Array.from({ length: 500 }, () => widget))));
    doesNotThrow(() =>
      checkDashboardBody(
        body({ type: "metric", properties: { region: "us-east-1", annotations: { alarms: [ALARM] } } }),
      ),
    );
  });

  const bad: [what: string, body: string, message: RegExp][] = [
    ["no JSON", "{", /dashboardBody is invalid: it is not JSON: /],
    ["an empty text", "", /it is not JSON/],
    ["a list", "[]", /it has no list "widgets"/],
    ["null", "null", /it has no list "widgets"/],
    ["widgets that are not a list", '{"widgets":{}}', /it has no list "widgets"/],
    [
      "501 widgets",
      body(...Array.from({ length: 501 }, () => 1)),
      /it has 501 widgets; allowed: at most 500/,
    ],
    ["a widget that is not an object", body("text"), /widgets\[0\] is not an object/],
    [
      "an unknown type",
      body({ type: "graph", properties: {} }),
      /widgets\[0\] has type 'graph'; allowed: metric, text, log, alarm, explorer, custom/,
    ],
    ["no type", body({ properties: {} }), /has type 'undefined'/],
    ["no properties", body({ type: "text" }), /widgets\[0\] has no object "properties"/],
    [
      "a metric without region",
      body({ type: "metric", properties: { metrics: [["a", "b"]] } }),
      /needs a region/,
    ],
    [
      "a metric without metrics",
      body({ type: "metric", properties: { region: "us-east-1", metrics: [] } }),
      /of type metric needs metrics or an alarm annotation/,
    ],
    ["an empty text", body({ type: "text", properties: { markdown: "" } }), /needs markdown text/],
    ["no alarms", body({ type: "alarm", properties: { alarms: [] } }), /needs 1 to 100 alarms, by ARN/],
    [
      "101 alarms",
      body({ type: "alarm", properties: { alarms: Array.from({ length: 101 }, () => ALARM) } }),
      /needs 1 to 100 alarms/,
    ],
    ["an alarm by name", body({ type: "alarm", properties: { alarms: ["a"] } }), /by ARN/],
    ["a log without query", body({ type: "log", properties: { region: "us-east-1" } }), /needs a query/],
    ["x beyond the grid", text({ x: 24 }), /has x 24; allowed: whole numbers from 0 to 23/],
    ["a negative y", text({ y: -1 }), /has y -1; allowed/],
    ["no width", text({ width: 0 }), /has width 0; allowed: whole numbers from 1 to 24/],
    ["half a height", text({ height: 0.5 }), /has height 0.5; allowed: whole numbers from 1 to 1000/],
    ["a width in words", text({ width: "12" }), /has width "12"/],
  ];
  for (const [what, given, message] of bad) {
    it(`refuses ${what}`, () => throws(() => checkDashboardBody(given), { message }));
  }

  it("reports everything that is wrong", () => {
    throws(() => checkDashboardBody(body({ type: "x" }, { type: "text" })), {
      message:
        "dashboardBody is invalid: widgets[0] has type 'x'; allowed: metric, text, log, alarm, explorer, custom; " +
        'widgets[1] has no object "properties"',
    });
  });

  it("is checked when the dashboard is created, unless it is still unknown", () => {
    const create = (inputs: Record<string, unknown>) =>
      new Provider({ accountId: "1", region: "us-east-1", config: {}, lookups: lookups() }).create(
        registered("aws:cloudwatch/dashboard:Dashboard", "d", { dashboardName: "d", ...inputs }),
        {},
      );
    throws(() => create({ dashboardBody: "{}" }), /it has no list "widgets"/);
    equal(create({}).id, "d");
    equal(create({ dashboardBody: body() }).outputs.dashboardArn, "arn:aws:cloudwatch::1:dashboard/d");
  });
});
