import assert from "node:assert/strict";
import { dashboardBody, type Shown } from "../../../components/shared/dashboardBody";
import { placed, type Widget } from "../../../components/shared/dashboardWidgets";

const NOTHING: Shown = {
  region: "eu-west-1",
  stateMachines: [],
  functions: {},
  queues: {},
  tables: {},
  alarms: [],
};
const MACHINE = "arn:aws:states:eu-west-1:1:stateMachine:m";

const EVERYTHING: Shown = {
  region: "eu-west-1",
  stateMachines: [
    { title: "m", arn: MACHINE },
    { title: "inner", arn: `${MACHINE}-inner` },
  ],
  functions: { scan: "m-scan-1", send: "m-send-2" },
  queues: { messages: { name: "m-queue", deadLetterName: "m-dead-letters" } },
  tables: { orders: "m-orders" },
  restApi: { name: "m-api", stage: "v1" },
  graphqlApi: { id: "abc" },
  alarms: Array.from({ length: 101 }, (_, index) => `arn:aws:cloudwatch:eu-west-1:1:alarm:a${index}`),
};

/** The diagrams, by title, as their lines. */
const linesOf = (shown: Shown) =>
  Object.fromEntries(
    dashboardBody(shown).widgets.flatMap((widget) =>
      widget.type === "metric" ? [[widget.properties.title, widget.properties.metrics]] : [],
    ),
  );

const titlesOf = (shown: Shown) =>
  dashboardBody(shown).widgets.map(({ properties }) =>
    "markdown" in properties ? properties.markdown : properties.title,
  );

const overlap = (a: Widget, b: Widget) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

function assertGrid(widgets: Widget[]): void {
  for (const [index, widget] of widgets.entries()) {
    assert.ok(widget.x >= 0 && widget.width >= 1 && widget.x + widget.width <= 24, JSON.stringify(widget));
    for (const other of widgets.slice(index + 1)) {
      assert.equal(overlap(widget, other), false, `${JSON.stringify(widget)} ${JSON.stringify(other)}`);
    }
  }
}

describe("components: the body of a dashboard", () => {
  it("has a section for each kind of thing there is, alarms first", () => {
    assert.deepEqual(titlesOf(EVERYTHING), [
      "Alarms",
      "Alarms",
      "## API",
      "Requests",
      "Errors",
      "Latency",
      "Requests",
      "Errors",
      "Latency",
      "## State machines",
      "Executions of m",
      "Duration of m",
      "Executions of inner",
      "Duration of inner",
      "## Functions",
      "Invocations",
      "Errors",
      "Throttles",
      "Duration, p99",
      "Concurrent executions",
      "## Queues",
      "Messages waiting",
      "Age of the oldest message",
      "Dead letters",
      "## Tables",
      "Throttled requests of orders",
      "Latency of orders, p99",
    ]);
  });

  it("has no section for what there is not", () => {
    assert.deepEqual(dashboardBody(NOTHING), { widgets: [] });
    assert.deepEqual(titlesOf({ ...NOTHING, functions: { scan: "s" } }), [
      "## Functions",
      "Invocations",
      "Errors",
      "Throttles",
      "Duration, p99",
      "Concurrent executions",
    ]);
  });

  it("keeps its widgets within 24 columns, without overlaps", () => {
    assertGrid(dashboardBody(EVERYTHING).widgets);
  });

  it("counts executions by how they end, and shows the median and the slowest percent", () => {
    const lines = linesOf(EVERYTHING);
    const line = (metric: string, label: string, stat: string) => [
      "AWS/States",
      metric,
      "StateMachineArn",
      MACHINE,
      { label, stat },
    ];
    assert.deepEqual(lines["Executions of m"], [
      line("ExecutionsStarted", "started", "Sum"),
      line("ExecutionsSucceeded", "succeeded", "Sum"),
      line("ExecutionsFailed", "failed", "Sum"),
      line("ExecutionsTimedOut", "timed out", "Sum"),
      line("ExecutionsAborted", "aborted", "Sum"),
      line("ExecutionThrottled", "throttled", "Sum"),
    ]);
    assert.deepEqual(lines["Duration of m"], [
      line("ExecutionTime", "p50", "p50"),
      line("ExecutionTime", "p99", "p99"),
    ]);
  });

  it("has a line for each function and queue", () => {
    const lines = linesOf(EVERYTHING);
    const perFunction: [title: string, metric: string, stat: string][] = [
      ["Invocations", "Invocations", "Sum"],
      ["Throttles", "Throttles", "Sum"],
      ["Duration, p99", "Duration", "p99"],
      ["Concurrent executions", "ConcurrentExecutions", "Maximum"],
    ];
    for (const [title, metric, stat] of perFunction) {
      assert.deepEqual(lines[title], [
        ["AWS/Lambda", metric, "FunctionName", "m-scan-1", { label: "scan", stat }],
        ["AWS/Lambda", metric, "FunctionName", "m-send-2", { label: "send", stat }],
      ]);
    }
    const ofQueue = (metric: string, name: string) => [
      ["AWS/SQS", metric, "QueueName", name, { label: "messages", stat: "Maximum" }],
    ];
    assert.deepEqual(lines["Messages waiting"], ofQueue("ApproximateNumberOfMessagesVisible", "m-queue"));
    assert.deepEqual(lines["Age of the oldest message"], ofQueue("ApproximateAgeOfOldestMessage", "m-queue"));
    assert.deepEqual(lines["Dead letters"], ofQueue("ApproximateNumberOfMessagesVisible", "m-dead-letters"));
  });

  const apis: [what: string, shown: Shown, dimensions: string[], requests: [metric: string, stat: string]][] =
    [
      [
        "a REST API",
        { ...NOTHING, restApi: EVERYTHING.restApi },
        ["AWS/ApiGateway", "ApiName", "m-api", "Stage", "v1"],
        ["Count", "Sum"],
      ],
      [
        "a GraphQL API",
        { ...NOTHING, graphqlApi: EVERYTHING.graphqlApi },
        ["AWS/AppSync", "GraphQLAPIId", "abc"],
        ["Latency", "SampleCount"],
      ],
    ];
  for (const [what, shown, [namespace, ...dimensions], [metric, stat]] of apis) {
    it(`shows requests, errors and latency of ${what}`, () => {
      const line = (name: string, label: string, statistic: string) => [
        namespace,
        name,
        ...dimensions,
        { label, stat: statistic },
      ];
      assert.deepEqual(linesOf(shown), {
        Requests: [line(metric, "requests", stat)],
        Errors: [line("4XXError", "4XX", "Sum"), line("5XXError", "5XX", "Sum")],
        Latency: [line("Latency", "p50", "p50"), line("Latency", "p99", "p99")],
      });
    });
  }

  it("searches a table's metrics by operation", () => {
    const search = (metric: string, stat: string) => [
      [
        {
          expression: `SEARCH('{AWS/DynamoDB,TableName,Operation} MetricName="${metric}" TableName="m-orders"', '${stat}')`,
        },
      ],
    ];
    const lines = linesOf(EVERYTHING);
    assert.deepEqual(lines["Throttled requests of orders"], search("ThrottledRequests", "Sum"));
    assert.deepEqual(lines["Latency of orders, p99"], search("SuccessfulRequestLatency", "p99"));
  });

  it("shows at most 100 alarms in a widget", () => {
    const counts = dashboardBody(EVERYTHING).widgets.flatMap(({ properties }) =>
      "alarms" in properties ? [properties.alarms.length] : [],
    );
    assert.deepEqual(counts, [100, 1]);
  });

  it("asks for metrics of its region, minute by minute", () => {
    for (const { type, properties } of dashboardBody(EVERYTHING).widgets) {
      if (type !== "metric") continue;
      assert.equal(properties.region, "eu-west-1");
      assert.equal(properties.period, 60);
    }
  });

  it("shares the width of a row that 24 columns do not divide", () => {
    const text = { type: "text" as const, properties: { markdown: "x" } };
    for (const count of [1, 2, 5, 7, 24]) {
      const { widgets } = placed([
        { height: 2, widgets: Array.from({ length: count }, () => text) },
        { height: 1, widgets: [text] },
      ]);
      assertGrid(widgets);
      assert.equal(
        widgets.slice(0, count).reduce((sum, { width }) => sum + width, 0),
        24,
      );
      assert.equal(widgets.at(-1)!.y, 2);
    }
  });
});
